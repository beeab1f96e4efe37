import { setTimeout as sleep } from 'node:timers/promises';

/** Repeats a check until it no longer throws; after `timeoutMs` the last error is the result. */
export async function eventually<T>(check: () => Promise<T> | T, timeoutMs = 30_000): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(200);
    }
  }
}
