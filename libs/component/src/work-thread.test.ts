import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createWorkThread, type WorkThread } from './work-thread';

const WORK = `
const { parentPort } = require('node:worker_threads');
parentPort.on('message', (input) => {
  if (input === 'hang') for (;;);
  if (input === 'break') throw new Error('broken');
  parentPort.postMessage(input.toUpperCase());
});`;

let directory: string;
let thread: WorkThread<string, string>;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'kubets-work-thread-'));
  writeFileSync(join(directory, 'work.js'), WORK);
});
afterAll(() => rmSync(directory, { recursive: true }));
beforeEach(() => {
  thread = createWorkThread({ file: join(directory, 'work.js'), timeoutMs: 2000, maxMemoryMb: 64, maxWaiting: 2 });
});
afterEach(() => thread.close());

test('one piece of work after the other', async () => {
  expect(await Promise.all(['a', 'b'].map((input) => thread.run(input)))).toEqual(['A', 'B']);
});

test('what takes too long is ended, and so is what breaks; the next is done', async () => {
  const [hanging, breaking, fine] = [thread.run('hang'), thread.run('break'), thread.run('a')];
  await expect(hanging).rejects.toMatchObject({ why: 'too long' });
  await expect(breaking).rejects.toThrow('broken');
  expect(await fine).toBe('A');
});

test('only so many wait', async () => {
  const all = await Promise.allSettled(['a', 'b', 'c', 'd'].map((input) => thread.run(input)));
  expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected']);
  expect(all[3]).toMatchObject({ reason: { why: 'too many wait' } });
});
