import { execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { processEnd } from '@kubets/component';

const CHECK_TIMEOUT_MS = 60_000;

/** Whether the program takes a configuration; else what it says of it. */
export function checkConfig(program: string, file: string): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    execFile(
      program,
      ['-c', '-q', '-f', file],
      { timeout: CHECK_TIMEOUT_MS, maxBuffer: 1024 * 1024 },
      (error, _, stderr) => {
        if (!error) resolve(undefined);
        else if (error.code === 'ENOENT')
          reject(new Error(`${program} is not there; it is in Debian's package haproxy`));
        else resolve(stderr.trim() || error.message);
      },
    );
  });
}

export interface Replaced {
  pid: number;
  socket: string;
}

/**
 * Starts the engine, in a session of its own so that it lives on when this process is killed. It takes the listening
 * sockets over from its predecessor, if there is one, and tells that to end once its requests have.
 */
export function startEngine(
  program: string,
  file: string,
  replaced: Replaced | undefined,
): { pid?: number; ended: Promise<string> } {
  const handOver = replaced ? ['-x', replaced.socket, '-sf', String(replaced.pid)] : [];
  const child = spawn(program, ['-db', '-q', '-f', file, ...handOver], { stdio: 'ignore', detached: true, cwd: '/' });
  child.unref();
  return { pid: child.pid, ended: processEnd(child) };
}

/** Whether the process with this pid is an engine of this directory; false when it has ended. */
export function isEngine(pid: number, dir: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes(`${dir}/`);
  } catch {
    return false;
  }
}

/** SIGUSR1 lets requests end first. Does nothing when there is no such process any more. */
export function signalEngine(pid: number, signal: 'SIGUSR1' | 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
