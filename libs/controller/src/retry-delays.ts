/** How long each key waits before its next attempt: doubling with every failure. */
export interface RetryDelays<K> {
  /** The delay of the next attempt; counts as a failure. */
  next(key: K): number;
  retries(key: K): number;
  forget(key: K): void;
}

export function createRetryDelays<K>(baseDelayMs: number, maxDelayMs: number): RetryDelays<K> {
  const failures = new Map<K, number>();
  return {
    next(key) {
      const count = failures.get(key) ?? 0;
      failures.set(key, count + 1);
      return Math.min(baseDelayMs * 2 ** count, maxDelayMs);
    },
    retries: (key) => failures.get(key) ?? 0,
    forget: (key) => void failures.delete(key),
  };
}
