import { spawn } from 'node:child_process';
import { Readable } from 'node:stream';

/**
 * Runs a program to its end and resolves to what it printed; rejects with CommandError on another exit code than 0. Input in parts is read as
 * the program takes it.
 */
export type CommandRunner = (
  program: string,
  args: readonly string[],
  input?: string | Iterable<string>,
) => Promise<string>;

export class CommandError extends Error {
  constructor(
    readonly program: string,
    readonly exitCode: number | null,
    readonly output: string,
  ) {
    super(`${program} ended with ${exitCode}: ${output.trim().slice(0, 2000)}`);
  }
}

/** Every command is put behind `prefix`, such as `['nsenter', '--net=/run/netns/x']`; by default there is none. */
export function createCommandRunner(prefix: readonly string[] = []): CommandRunner {
  return (program, args, input = '') => {
    const [executable = program, ...rest] = [...prefix, program, ...args];
    return new Promise((resolve, reject) => {
      const child = spawn(executable, rest, { stdio: ['pipe', 'pipe', 'pipe'] });
      const stdout: Buffer[] = [];
      const stderr: Buffer[] = [];
      child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
      child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
      child.on('error', reject);
      // A program that stops reading early says why; its message tells more than the broken pipe.
      child.stdin.on('error', () => undefined);
      child.on('close', (code) => {
        if (code === 0) resolve(Buffer.concat(stdout).toString());
        else reject(new CommandError(program, code, Buffer.concat([...stderr, ...stdout]).toString()));
      });
      if (typeof input === 'string') child.stdin.end(input);
      else Readable.from(input, { objectMode: true, highWaterMark: 1 }).on('error', reject).pipe(child.stdin);
    });
  };
}
