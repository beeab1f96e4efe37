/** Answers that count for some time, the oldest forgotten first. */
export interface TimedCache<T> {
  get(key: string): T | undefined;
  set(key: string, value: T, ttlMs: number): void;
}

export function createTimedCache<T>(size: number, now: () => number = Date.now): TimedCache<T> {
  const known = new Map<string, { value: T; until: number }>();
  return {
    get(key) {
      const found = known.get(key);
      if (!found) return undefined;
      if (now() < found.until) return found.value;
      known.delete(key);
      return undefined;
    },
    set(key, value, ttlMs) {
      if (ttlMs <= 0) return;
      known.delete(key);
      known.set(key, { value, until: now() + ttlMs });
      if (known.size > size) known.delete(known.keys().next().value!);
    },
  };
}
