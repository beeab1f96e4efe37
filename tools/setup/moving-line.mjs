// The last line on a terminal moves while a step's work, which blocks this thread, goes on; a pipe gets whole lines only.
import { existsSync, readFileSync, writeSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isMainThread, Worker, workerData } from 'node:worker_threads';

const EVERY_MS = 250;
const TITLE_WIDTH = 58;
const FILE = fileURLToPath(import.meta.url);

/** What a step's line begins with. */
export const lineOf = (title) => `  ${title.padEnd(TITLE_WIDTH)}`;

/**
 * Does the work of a step and tells what became of it behind its title: its time, or that there was nothing to do, which work tells
 * by false. Where `lockFile` is given, how many of its packages are there is told meanwhile.
 */
export function step(title, work, lockFile) {
  process.stdout.write(lineOf(title));
  const line = process.stdout.isTTY
    ? new Worker(FILE, { workerData: { movingLine: title, lockFile }, execArgv: [] })
    : undefined;
  line?.on('error', () => undefined); // then it does not move
  const before = Date.now();
  const end = (text) => {
    if (line) void line.terminate();
    process.stdout.write(line ? `\r${lineOf(title)}${text}\x1b[K\n` : `${text}\n`);
  };
  try {
    const changed = work();
    end(changed === false ? 'up to date' : `${((Date.now() - before) / 1000).toFixed(1)} s`);
  } catch (error) {
    end('failed');
    throw error;
  }
}

/** How far `npm ci` is: it makes all folders first, then fills them. Packages for other systems than this one stay away. */
export function installedPackages(lock, isThere = (file) => existsSync(file)) {
  const wanted = Object.entries(lock.packages).filter(([path, { optional }]) => path !== '' && !optional);
  const there = wanted.filter(([path]) => isThere(`${path}/package.json`));
  return `${there.length} of ${wanted.length} packages`;
}

if (!isMainThread && workerData?.movingLine !== undefined) {
  const { movingLine, lockFile } = workerData;
  const lock = lockFile && JSON.parse(readFileSync(lockFile, 'utf8'));
  const before = Date.now();
  setInterval(() => {
    const text = lock ? installedPackages(lock) : `${Math.round((Date.now() - before) / 1000)} s`;
    writeSync(1, `\r${lineOf(movingLine)}${text}\x1b[K`);
  }, EVERY_MS);
}
