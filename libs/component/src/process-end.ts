import type { ChildProcess } from 'node:child_process';

/** Resolves when a process has ended, or could not be started: how that was. */
export const processEnd = (child: ChildProcess): Promise<string> =>
  new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ? `killed by ${signal}` : `exit code ${code}`));
  });
