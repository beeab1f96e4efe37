/** Answers that count for some time, the oldest forgotten first. */
export interface TimedCache<T> {
  get(key: string): T | undefined;
  set(key: string, value: T, ttlMs: number): void;
}

export interface TimedCacheLimits {
  entries: number;
  /** Of keys and values as JSON, together. */
  characters: number;
}

interface Entry<T> {
  value: T;
  until: number;
  characters: number;
}

export function createTimedCache<T>(
  { entries, characters }: TimedCacheLimits,
  now: () => number = Date.now,
): TimedCache<T> {
  const known = new Map<string, Entry<T>>();
  let held = 0;

  function forget(key: string): void {
    held -= known.get(key)?.characters ?? 0;
    known.delete(key);
  }

  return {
    get(key) {
      const found = known.get(key);
      if (!found) return undefined;
      if (now() < found.until) return found.value;
      forget(key);
      return undefined;
    },
    set(key, value, ttlMs) {
      if (ttlMs <= 0) return;
      forget(key);
      const entry = { value, until: now() + ttlMs, characters: key.length + JSON.stringify(value).length };
      known.set(key, entry);
      held += entry.characters;
      for (const oldest of known.keys()) {
        if (known.size <= entries && held <= characters) break;
        forget(oldest);
      }
    },
  };
}
