import { spawn } from 'node:child_process';
import { processEnd } from './process-end';

test.each([
  { name: 'by itself', script: 'process.exit(3)', expected: 'exit code 3' },
  { name: 'by a signal', script: 'process.kill(process.pid, "SIGKILL")', expected: 'killed by SIGKILL' },
])('tells of a process that ended $name', async ({ script, expected }) => {
  expect(await processEnd(spawn(process.execPath, ['-e', script]))).toBe(expected);
});

test('tells of a program that is not there', async () => {
  expect(await processEnd(spawn('/no/such/program'))).toContain('ENOENT');
});
