// @ts-check
// The last line on a terminal moves while a step's work goes on; a pipe gets whole lines only.
import { InterruptedError } from './interrupted-error.mjs';

const EVERY_MS = 250;
const TITLE_WIDTH = 58;

/** What a step's line begins with. @param {string} title */
const lineOf = (title) => `  ${title.padEnd(TITLE_WIDTH)}`;

/** @param {number} ms */
export const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;

/**
 * Does the work of a step and tells what became of it behind its title: its time, or that there was nothing to do, which work tells
 * by false.
 * @template T
 * @param {string} title
 * @param {() => T | Promise<T>} work
 * @param {{ out?: NodeJS.WriteStream, progress?: () => string }} [how] `progress` is what a terminal shows meanwhile; the seconds
 * unless given
 * @returns {Promise<T>} what the work returns
 */
export async function step(title, work, { out = process.stdout, progress } = {}) {
  out.write(lineOf(title));
  const before = Date.now();
  const told = progress ?? (() => `${Math.round((Date.now() - before) / 1000)} s`);
  const timer = out.isTTY && setInterval(() => out.write(`\r${lineOf(title)}${told()}\x1b[K`), EVERY_MS);
  const end = (/** @type {string} */ text) => {
    if (timer) clearInterval(timer);
    out.write(out.isTTY ? `\r${lineOf(title)}${text}\x1b[K\n` : `${text}\n`);
  };
  try {
    const result = await work();
    end(result === false ? 'up to date' : seconds(Date.now() - before));
    return result;
  } catch (error) {
    end(error instanceof InterruptedError ? 'interrupted' : 'failed');
    throw error;
  }
}
