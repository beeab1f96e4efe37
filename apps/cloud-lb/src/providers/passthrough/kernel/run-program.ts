import { execFile } from 'node:child_process';

/** Runs a program to its end and resolves to what it printed; rejects with what it said when it fails. */
export type RunProgram = (program: string, args: readonly string[], input?: string) => Promise<string>;

const TIMEOUT_MS = 30_000;
const MOST_OUTPUT_BYTES = 64 * 1024 * 1024;

/** Every command is put behind `prefix`, such as `['nsenter', '--net=/run/netns/x']`. */
export function createRunProgram(prefix: readonly string[] = []): RunProgram {
  return (program, args, input) => {
    const [executable = program, ...rest] = [...prefix, program, ...args];
    return new Promise((resolve, reject) => {
      const child = execFile(
        executable,
        rest,
        { timeout: TIMEOUT_MS, maxBuffer: MOST_OUTPUT_BYTES },
        (error, stdout, stderr) =>
          error ? reject(new Error(`${program}: ${(stderr.trim() || error.message).slice(0, 1000)}`)) : resolve(stdout),
      );
      // A program that ends before it has read all says why; its message tells more than the broken pipe.
      child.stdin?.on('error', () => undefined);
      child.stdin?.end(input ?? '');
    });
  };
}
