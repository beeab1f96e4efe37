import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { eventually } from '@kubets/component/testing';
import { createBatches } from './batches';
import { createLogFile } from './log-file';

describe('batches', () => {
  function batchesOf(options: Partial<Parameters<typeof createBatches>[0]> = {}) {
    const sent: string[][] = [];
    const dropped: number[] = [];
    const batches = createBatches({
      bufferSize: 10,
      maxSize: 3,
      maxWaitMs: 10,
      send: async (events) => void sent.push([...events]),
      onDropped: (count) => dropped.push(count),
      ...options,
    });
    return { batches, sent, dropped };
  }

  test('are sent when they are full, or after a while', async () => {
    const { batches, sent } = batchesOf();
    for (const event of 'abcd') batches.add(event);
    await eventually(async () => sent.length === 2);
    expect(sent).toEqual([['a', 'b', 'c'], ['d']]);
  });

  test('what does not fit is dropped and counted, and what is held is sent at the end', async () => {
    const gate: { open?: () => void } = {};
    const { batches, sent, dropped } = batchesOf({
      maxWaitMs: 60_000,
      send: async (events) => {
        await new Promise<void>((resolve) => (gate.open ??= resolve));
        sent.push([...events]);
        gate.open = () => undefined;
      },
    });
    for (let index = 0; index < 20; index++) batches.add(String(index));
    expect(dropped).toEqual(Array.from({ length: 7 }, () => 1));
    gate.open!();
    expect(sent.length).toBe(0);
  });

  test('what cannot be sent is lost', async () => {
    const { batches, dropped } = batchesOf({ send: async () => Promise.reject(new Error('down')) });
    batches.add('a');
    await batches.close();
    expect(dropped).toEqual([1]);
  });

  test('no more are sent than may be', async () => {
    const { batches, sent } = batchesOf({ maxSize: 1, throttle: { qps: 0.001, burst: 2 } });
    for (const event of 'abcde') batches.add(event);
    await eventually(async () => sent.length === 2);
    await batches.close();
    expect(sent.flat()).toEqual(['a', 'b', 'c', 'd', 'e']);
  });
});

describe('a log file', () => {
  let directory: string;
  beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'kubets-audit-'))));
  afterEach(() => rmSync(directory, { recursive: true }));

  function logOf(options: Partial<Parameters<typeof createLogFile>[0]>) {
    let time = Date.parse('2026-01-01T00:00:00.000Z');
    return createLogFile({
      path: join(directory, 'deep', 'audit.log'),
      maxBytes: 10,
      maxBackups: 0,
      maxAgeDays: 0,
      isCompressed: false,
      now: () => new Date((time += 1_000)),
      onError: (error) => {
        throw error;
      },
      ...options,
    });
  }
  const names = () => readdirSync(join(directory, 'deep')).sort();

  test('is put aside when it is full, and so many are kept', async () => {
    const log = logOf({ maxBackups: 2 });
    for (const line of ['12345678\n', 'b\n', 'c2345678\n', 'd2345678\n', 'e2345678\n']) log.write(line);
    await eventually(async () => names().length === 3);
    expect(names().map((name) => name.replace(/^audit-2026-01-01T00-00-\d\d\.000/, 'aside'))).toEqual([
      'aside.log',
      'aside.log',
      'audit.log',
    ]);
    expect(readFileSync(join(directory, 'deep', 'audit.log'), 'utf8')).toBe('e2345678\n');
    log.close();
    const again = logOf({});
    again.write('f\n');
    again.close();
    expect(readFileSync(join(directory, 'deep', 'audit.log'), 'utf8')).toBe('f\n');
  });

  test('that several processes write to is put aside for all of them, and loses nothing', async () => {
    const time = new Date('2026-01-01T00:00:00.000Z');
    const [one, other] = [logOf({ isShared: true, now: () => time }), logOf({ isShared: true, now: () => time })];
    for (const [log, line] of [
      [one, 'a1234\n'],
      [other, 'b12\n'],
      [other, 'c\n'],
      [one, 'd1234567\n'],
      [other, 'e\n'],
    ] as const)
      log.write(line);
    const texts = names().map((name) => readFileSync(join(directory, 'deep', name), 'utf8'));
    expect(texts).toEqual(['a1234\nb12\n', 'c\n', 'd1234567\n', 'e\n'].toSorted());
    for (const log of [one, other]) log.close();
  });

  test('what is put aside is compressed', async () => {
    const log = logOf({ isCompressed: true });
    log.write('12345678\n');
    log.write('b2345678\n');
    await eventually(async () => names().length === 2 && names()[0]!.endsWith('.log.gz'));
    expect(gunzipSync(readFileSync(join(directory, 'deep', names()[0]!))).toString()).toBe('12345678\n');
    log.close();
  });
});
