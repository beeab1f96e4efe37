import { spawnSync } from 'node:child_process';

/** Runs a command to its end, and returns what it printed; throws Error with what it printed when it fails. */
export function run(command, args, cwd) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status !== 0)
    throw new Error(`${[command, ...args].join(' ')} ended with ${status}: ${error ?? ''}\n${stdout}${stderr}`);
  return stdout;
}
