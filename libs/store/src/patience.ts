import { setTimeout as sleep } from 'node:timers/promises';
import { finalStoreError } from './store-errors';
import { StoreUnavailableError } from './store';

const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 500;

/**
 * Runs an etcd call and, while etcd is away, runs it again until `patienceMs` are over, then throws
 * StoreUnavailableError. `attempt` counts from 0. Errors that waiting does not heal are thrown at once.
 */
export async function withPatience<T>(patienceMs: number, call: (attempt: number) => Promise<T>): Promise<T> {
  const giveUpAt = Date.now() + patienceMs;
  for (let attempt = 0, pauseMs = FIRST_PAUSE_MS; ; attempt++, pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    try {
      return await call(attempt);
    } catch (error) {
      const final = finalStoreError(error as Error);
      if (final) throw final;
      if (Date.now() + pauseMs > giveUpAt) {
        throw new StoreUnavailableError(`etcd did not answer within ${patienceMs} ms: ${(error as Error).message}`, {
          cause: error,
        });
      }
      await sleep(pauseMs);
    }
  }
}
