import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { followFiles } from './follow-file';
import { createFakeClock, createTestLogger } from './testing';

const INTERVAL_MS = 1000;
let directory: string;
let file: string;
const stop = new AbortController();
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kubets-follow-'));
  file = join(directory, 'config');
});
afterEach(() => rmSync(directory, { recursive: true }));
afterAll(() => stop.abort());

/** Follows the file, whose content has to end with a full stop. */
function following(signal = stop.signal) {
  const [clock, logger] = [createFakeClock(), createTestLogger()];
  const taken: string[] = [];
  const take = () => {
    const text = readFileSync(file, 'utf8');
    if (!text.endsWith('.')) throw new Error(`half written: ${text}`);
    taken.push(text);
  };
  followFiles([file], take, { what: 'Test', signal, logger, clock, intervalMs: INTERVAL_MS });
  return {
    taken,
    levels: () => logger.lines.map(({ level }) => level),
    /** Long enough for it to be looked at more than once, and for the file system's clock to go on. */
    async later() {
      await clock.advance(3 * INTERVAL_MS);
      await setTimeout(20);
    },
  };
}

/** As the kubelet mounts a ConfigMap: the file is a link through a link to a directory, which is swapped. */
function mount(version: string, text: string): void {
  mkdirSync(join(directory, version));
  writeFileSync(join(directory, version, 'config'), text);
  symlinkSync(version, join(directory, '..next'));
  renameSync(join(directory, '..next'), join(directory, '..data'));
}

test.each<[string, () => void, (() => void)[], string[], string[]]>([
  ['nothing changes', () => writeFileSync(file, 'one.'), [() => undefined], [], []],
  [
    'it is written anew',
    () => writeFileSync(file, 'one.'),
    [() => writeFileSync(file, 'two, longer.')],
    ['two, longer.'],
    ['info'],
  ],
  [
    'it is written anew with as many bytes and the time of before',
    () => writeFileSync(file, 'one.'),
    [
      () => {
        utimesSync(file, 1, 1);
      },
      () => {
        writeFileSync(file, 'two.');
        utimesSync(file, 1, 1);
      },
    ],
    ['one.', 'two.'],
    ['info', 'info'],
  ],
  [
    'another is renamed to it',
    () => writeFileSync(file, 'one.'),
    [
      () => {
        writeFileSync(`${file}.new`, 'two.');
        renameSync(`${file}.new`, file);
      },
    ],
    ['two.'],
    ['info'],
  ],
  [
    'the links of a mounted ConfigMap are swapped',
    () => {
      mount('v1', 'one.');
      symlinkSync('..data/config', file);
    },
    [() => mount('v2', 'two.'), () => mount('v3', 'three.')],
    ['two.', 'three.'],
    ['info', 'info'],
  ],
  [
    'it goes and comes back',
    () => writeFileSync(file, 'one.'),
    [() => rmSync(file), () => writeFileSync(file, 'one.')],
    ['one.'],
    ['error', 'info'],
  ],
  ['it comes later', () => undefined, [() => writeFileSync(file, 'one.')], ['one.'], ['info']],
  [
    'it is seen half written',
    () => writeFileSync(file, 'one.'),
    [() => writeFileSync(file, 'tw'), () => writeFileSync(file, 'two.')],
    ['two.'],
    ['error', 'info'],
  ],
])('%s', async (_, begin, steps, expected, levels) => {
  begin();
  const { taken, levels: logged, later } = following();
  await later();
  for (const step of steps) {
    step();
    await later();
  }
  expect([taken, logged()]).toEqual([expected, levels]);
});

test('what is taken slowly is not taken twice at once', async () => {
  writeFileSync(file, 'one.');
  const clock = createFakeClock();
  const ends: (() => void)[] = [];
  const take = () => new Promise<void>((resolve) => ends.push(resolve));
  followFiles([file], take, { what: 'Test', signal: stop.signal, clock, intervalMs: INTERVAL_MS });
  writeFileSync(file, 'two, longer.');
  await clock.advance(INTERVAL_MS);
  writeFileSync(file, 'three, longer still.');
  await clock.advance(3 * INTERVAL_MS);
  expect(ends).toHaveLength(1);
  ends[0]!();
  await clock.advance(3 * INTERVAL_MS);
  expect(ends).toHaveLength(2);
  ends[1]!();
});

test('what says the same as before is not told of', async () => {
  writeFileSync(file, 'one.');
  const [clock, logger] = [createFakeClock(), createTestLogger()];
  followFiles([file], () => false, { what: 'Test', signal: stop.signal, logger, clock, intervalMs: INTERVAL_MS });
  writeFileSync(file, 'one, again.');
  await clock.advance(3 * INTERVAL_MS);
  expect(logger.lines).toEqual([]);
});

test('ends with the signal', async () => {
  writeFileSync(file, 'one.');
  const ending = new AbortController();
  const { taken, later } = following(ending.signal);
  ending.abort();
  writeFileSync(file, 'two, longer.');
  await later();
  expect(taken).toEqual([]);
});
