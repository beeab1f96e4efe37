import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { rotateLog } from './log-rotation';

let directory: string;
let path: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kubets-rotate-'));
  path = join(directory, '0.log');
});
afterEach(() => rm(directory, { recursive: true }));

test('keeps the newest readable, compresses older ones, removes the oldest', async () => {
  for (let n = 1; n <= 6; n++) {
    await writeFile(path, `content ${n}`);
    await rotateLog(path, 4, new Date(`2026-01-01T00:00:0${n}Z`), () => writeFile(path, ''));
  }
  expect((await readdir(directory)).sort()).toEqual([
    '0.log',
    '0.log.20260101-000004.gz',
    '0.log.20260101-000005.gz',
    '0.log.20260101-000006',
  ]);
  expect(gunzipSync(await readFile(join(directory, '0.log.20260101-000005.gz'))).toString()).toBe('content 5');
  expect(await readFile(join(directory, '0.log.20260101-000006'), 'utf8')).toBe('content 6');
});

test('a runtime that can’t reopen gets its file back', async () => {
  await writeFile(path, 'content');
  await expect(rotateLog(path, 5, new Date(), () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await readdir(directory)).toEqual(['0.log']);
});
