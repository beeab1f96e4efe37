import { execFileSync } from 'node:child_process';
import { appendFile, mkdtemp, open, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@kubets/component/testing';
import { parseLogLine } from './log-line';
import { readLog, type LogOptions } from './read-log';

const at = (second: number) => `2026-01-01T00:00:${String(second).padStart(2, '0')}.123456789Z`;
const entry = (second: number, text: string, o: { stream?: string; tag?: string } = {}) =>
  `${at(second)} ${o.stream ?? 'stdout'} ${o.tag ?? 'F'} ${text}\n`;

const MIB = 2 ** 20;

let directory: string;
let path: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kubets-log-'));
  path = join(directory, '0.log');
});
afterEach(() => rm(directory, { recursive: true }));

function reader(o: Partial<LogOptions>, running: () => boolean = () => false) {
  let text = '';
  const stop = new AbortController();
  const listeners = new Set<() => void>();
  const source = {
    path,
    running: async () => running(),
    onChange: (callback: () => void) => (listeners.add(callback), () => void listeners.delete(callback)),
  };
  const done = readLog(
    source,
    { follow: false, timestamps: false, ...o },
    async (chunk) => void (text += chunk.toString()),
    stop.signal,
  );
  return { done, stop, text: () => text, ended: () => listeners.forEach((listener) => listener()) };
}

test.each<[string, Partial<LogOptions>, string]>([
  ['all', {}, 'one\ntwo half whole\nthree\n'],
  ['timestamps once per line', { timestamps: true }, `${at(1)} one\n${at(2)} two half whole\n${at(4)} three\n`],
  ['the last line', { tailLines: 1 }, 'three\n'],
  ['more lines than there are', { tailLines: 100 }, 'one\ntwo half whole\nthree\n'],
  ['none', { tailLines: 0 }, ''],
  ['since', { sinceMs: Date.parse(at(4)) }, 'three\n'],
  ['a limit of bytes', { limitBytes: 6 }, 'one\ntw'],
  ['one stream', { stream: 'stderr' }, 'three\n'],
])('%s', async (_, o, expected) => {
  await writeFile(
    path,
    `${entry(1, 'one')}${entry(2, 'two half', { tag: 'P' })}${entry(3, ' whole')}${entry(4, 'three', { stream: 'stderr' })}`,
  );
  const log = reader(o);
  await log.done;
  expect(log.text()).toBe(expected);
});

test('the tail of a log of many blocks', async () => {
  await writeFile(path, Array.from({ length: 5000 }, (_, n) => entry(1, `line ${n} ${'x'.repeat(50)}`)).join(''));
  const log = reader({ tailLines: 3000 });
  await log.done;
  const lines = log.text().trimEnd().split('\n');
  expect(lines).toHaveLength(3000);
  expect(lines[0]).toMatch(/^line 2000 /);
});

test('of a line of 20 MB the beginning is read, and others as they are', async () => {
  const file = await open(path, 'w');
  await file.write(entry(1, 'before').slice(0, -1) + '\n' + entry(2, '').slice(0, -1));
  for (let written = 0; written < 20; written++) await file.write(Buffer.alloc(MIB, 'x'));
  await file.write(Buffer.alloc(MIB, 0));
  await file.write('\n' + entry(3, 'after'));
  await file.close();
  const log = reader({});
  await log.done;
  const [first, second, third] = log.text().split('\n');
  expect([first, third]).toEqual(['before', 'after']);
  expect(second!.length).toBeGreaterThan(MIB - 100);
  expect(second!.length).toBeLessThan(2 * MIB);
});

test('what is no file is not read', async () => {
  execFileSync('mkfifo', [path]);
  await expect(reader({}).done).rejects.toThrow('it is not a regular file');
});

test('follows what is written, through a rotation, until the container ends', async () => {
  await writeFile(path, entry(1, 'one'));
  let running = true;
  const log = reader({ follow: true }, () => running);
  await eventually(() => log.text() === 'one\n');
  await appendFile(path, entry(2, 'two').slice(0, 20));
  await appendFile(path, entry(2, 'two').slice(20));
  await eventually(() => log.text() === 'one\ntwo\n');
  await rename(path, `${path}.1`);
  await appendFile(`${path}.1`, entry(3, 'late'));
  await eventually(() => log.text() === 'one\ntwo\nlate\n');
  await writeFile(path, entry(4, 'new'));
  await eventually(() => log.text() === 'one\ntwo\nlate\nnew\n');
  running = false;
  await appendFile(path, entry(5, 'last'));
  log.ended();
  await log.done;
  expect(log.text()).toBe('one\ntwo\nlate\nnew\nlast\n');
});

test('a follower that goes stops the reading', async () => {
  await writeFile(path, entry(1, 'one'));
  const log = reader({ follow: true }, () => true);
  await eventually(() => log.text() === 'one\n');
  log.stop.abort();
  await log.done;
});

test.each([
  [
    '2016-10-06T00:17:09.669794202Z stdout F text with spaces',
    { stream: 'stdout', partial: false, content: 'text with spaces' },
  ],
  ['2016-10-06T00:17:09Z stderr P:x half', { stream: 'stderr', partial: true, content: 'half' }],
  ['2016-10-06T00:17:09Z stdout F ', { stream: 'stdout', partial: false, content: '' }],
  ['garbage', undefined],
  ['2016 stdin F x', undefined],
])('line %j', (line, expected) => {
  const parsed = parseLogLine(Buffer.from(line));
  expect(parsed && { stream: parsed.stream, partial: parsed.partial, content: parsed.content.toString() }).toEqual(
    expected,
  );
});
