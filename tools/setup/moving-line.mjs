// The last line on a terminal moves while a step's work goes on; a pipe gets whole lines only.
import { existsSync, readFileSync } from 'node:fs';
import { InterruptedError } from './run-program.mjs';

const EVERY_MS = 250;
const TITLE_WIDTH = 58;

/** What a step's line begins with. */
export const lineOf = (title) => `  ${title.padEnd(TITLE_WIDTH)}`;

/**
 * Does the work of a step and tells what became of it behind its title: its time, or that there was nothing to do, which work tells
 * by false. Where `lockFile` is given, how many of its packages are there is told meanwhile.
 */
export async function step(title, work, lockFile) {
  process.stdout.write(lineOf(title));
  const before = Date.now();
  const stopMoving = process.stdout.isTTY ? move(title, lockFile, before) : undefined;
  const end = (text) => {
    stopMoving?.();
    process.stdout.write(stopMoving ? `\r${lineOf(title)}${text}\x1b[K\n` : `${text}\n`);
  };
  try {
    const changed = await work();
    end(changed === false ? 'up to date' : `${((Date.now() - before) / 1000).toFixed(1)} s`);
  } catch (error) {
    end(error instanceof InterruptedError ? 'interrupted' : 'failed');
    throw error;
  }
}

function move(title, lockFile, sinceMs) {
  const lock = lockFile && JSON.parse(readFileSync(lockFile, 'utf8'));
  const timer = setInterval(() => {
    const text = lock ? installedPackages(lock) : `${Math.round((Date.now() - sinceMs) / 1000)} s`;
    process.stdout.write(`\r${lineOf(title)}${text}\x1b[K`);
  }, EVERY_MS);
  return () => clearInterval(timer);
}

/** How far `npm ci` is: it makes all folders first, then fills them. Packages for other systems than this one stay away. */
export function installedPackages(lock, isThere = (file) => existsSync(file)) {
  const wanted = Object.entries(lock.packages).filter(([path, { optional }]) => path !== '' && !optional);
  const there = wanted.filter(([path]) => isThere(`${path}/package.json`));
  return `${there.length} of ${wanted.length} packages`;
}
