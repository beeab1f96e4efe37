import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRegularFile, readRegularFileSync } from './regular-file';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'kubets-file-'));
  writeFileSync(join(directory, 'text'), 'ä text');
  symlinkSync('text', join(directory, 'link'));
  symlinkSync('/dev/zero', join(directory, 'endless'));
  symlinkSync('endless', join(directory, 'link to endless'));
  symlinkSync('circle', join(directory, 'circle'));
  execFileSync('mkfifo', [join(directory, 'fifo')]);
  writeFileSync(join(directory, 'large'), 'x'.repeat(101));
  writeFileSync(join(directory, 'empty'), '');
});
afterAll(() => rmSync(directory, { recursive: true }));

describe.each([
  ['at once', async (path: string) => readRegularFileSync(path, 100)],
  ['with others', (path: string) => readRegularFile(path, 100)],
])('read %s', (_, read) => {
  test.each([
    ['text', 'ä text'],
    ['link', 'ä text'],
    ['empty', ''],
  ])('%s is read', async (name, text) => expect(await read(join(directory, name))).toBe(text));

  test.each([
    ['fifo', 'it is not a regular file'],
    ['endless', 'it is not a regular file'],
    ['link to endless', 'it is not a regular file'],
    ['.', 'it is not a regular file'],
    ['large', 'it has 101 bytes, at most 100 are read'],
    ['none', 'ENOENT'],
    ['circle', 'ELOOP'],
  ])('%s is not', (name, why) => expect(read(join(directory, name))).rejects.toThrow(why));
});
