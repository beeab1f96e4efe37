import { execFile } from 'node:child_process';

/** Runs a program to its end and returns what it printed. Rejects with an Error that carries the program's own words. */
export function runCommand(
  program: string,
  args: readonly string[],
  o: { input?: string; timeoutMs?: number } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      program,
      args,
      { timeout: o.timeoutMs ?? 10_000, maxBuffer: 16 * 1024 * 1024 },
      (error, stdout, stderr) => {
        if (!error) return resolve(stdout);
        const words = stderr.trim() || error.message;
        reject(new Error(`${program} ${args.slice(0, 3).join(' ')}: ${words}`));
      },
    );
    child.stdin?.on('error', () => undefined); // A program that ends before it read everything says why itself.
    child.stdin?.end(o.input ?? '');
  });
}
