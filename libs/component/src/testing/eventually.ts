import { setTimeout as sleep } from 'node:timers/promises';

/** What has not happened by then does not happen, however slow and busy the machine. */
const DEADLINE_MS = 20_000;

type Falsy = false | 0 | '' | null | undefined;

/**
 * Reads again and again until what it finds is true in JavaScript's sense, and resolves to that.
 *
 * @throws Error with the function's text and what it found last, after 20 s.
 */
export async function eventually<T>(read: () => T | Promise<T>): Promise<Exclude<T, Falsy>> {
  const deadline = performance.now() + DEADLINE_MS;
  for (;;) {
    const found = await read();
    if (found) return found as Exclude<T, Falsy>;
    if (performance.now() > deadline)
      throw new Error(`not within ${DEADLINE_MS / 1000} s: ${read.toString()}; last: ${String(found)}`);
    await sleep(5);
  }
}
