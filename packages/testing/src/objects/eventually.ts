import type { Clock } from '@kubets/component';

export interface EventuallyOptions {
  /** How long it may take, in milliseconds of real time; 20 s unless given. */
  timeoutMs?: number;
}

type Falsy = false | 0 | '' | null | undefined;
export type Found<T> = Exclude<T, Falsy>;

const TIMEOUT_MS = 20_000;
const PAUSE_MS = 10;

/**
 * Reads again and again until what it finds is true in JavaScript's sense, and resolves to that. A read that throws has
 * found nothing yet.
 *
 * @throws Error that says what came last, and what `describe` tells, when the time is over
 */
export async function eventually<T>(
  read: () => T | Promise<T>,
  { timeoutMs = TIMEOUT_MS, clock, describe }: EventuallyOptions & { clock: Clock; describe(): Promise<string> },
): Promise<Found<T>> {
  const deadline = clock.monotonicMs() + timeoutMs;
  for (;;) {
    let last: unknown;
    try {
      const found = await read();
      if (found) return found as Found<T>;
      last = `it found ${String(found)}`;
    } catch (error) {
      last = error;
    }
    if (clock.monotonicMs() > deadline) {
      const text = last instanceof Error ? last.message : String(last);
      throw new Error(`not within ${timeoutMs / 1000} s: ${text}\n\n${await describe()}`, { cause: last });
    }
    await clock.sleep(PAUSE_MS);
  }
}
