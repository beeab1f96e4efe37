import { execFile } from 'node:child_process';
import { closeSync, constants, openSync, readSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Socket } from 'node:net';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const { O_NONBLOCK, O_RDONLY, O_RDWR } = constants;

/**
 * A process' life line is a named pipe that it holds open as its standard input, which no program hands on to its children
 * by default. The kernel closes it when the process ends, so that also a supervisor that is not its parent is told at once;
 * through it come the heartbeats of our own services; and by it a process is known for the cluster's, whatever its pid.
 */
export async function makeLifeLine(file: string): Promise<number> {
  await rm(file, { force: true });
  await execute('mkfifo', ['--mode=600', file]);
  return openSync(file, O_RDWR | O_NONBLOCK);
}

/** Resolves when nobody holds the life line any longer; `onBeat` is told of every sign of life. */
export function followLifeLine(file: string, onBeat: () => void): Promise<void> {
  const fd = openSync(file, O_RDONLY | O_NONBLOCK);
  if (!isHeld(fd)) {
    closeSync(fd);
    return Promise.resolve();
  }
  const reader = new Socket({ fd, readable: true, writable: false });
  reader.on('data', onBeat);
  return new Promise((resolve) => {
    reader.once('error', () => resolve());
    reader.once('close', () => resolve());
  });
}

/** The end of a pipe that was let go of before it was opened here is never told: it has to be asked for. */
function isHeld(fd: number): boolean {
  try {
    return readSync(fd, Buffer.alloc(1)) > 0;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return true; // nothing to read yet
    throw error;
  }
}
