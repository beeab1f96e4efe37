import { closeSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loggedNames, openLog, rotateLog } from './log-file';

const dir = mkdtempSync(join(tmpdir(), 'kubets-logs-'));
afterAll(() => rmSync(dir, { recursive: true }));

test('a log that has grown too large becomes the older one, and who writes goes on at the new beginning', () => {
  const file = join(dir, 'logs', 'web.log');
  const log = openLog(file);
  writeSync(log, 'first\n');
  rotateLog(file);
  expect(readFileSync(file, 'utf8')).toBe('first\n');

  truncateSync(file, 64 * 1024 * 1024);
  rotateLog(file);
  writeSync(log, 'second\n');
  closeSync(log);
  expect(readFileSync(file, 'utf8')).toBe('second\n');
  expect(statSync(`${file}.1`).size).toBe(64 * 1024 * 1024);
  expect(loggedNames({ logDir: join(dir, 'logs') })).toEqual(['web']);
});

test('a log that is not there is small', () => rotateLog(join(dir, 'nothing.log')));
