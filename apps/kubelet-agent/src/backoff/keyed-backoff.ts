import type { Clock } from '@kubets/component';

/** Delays that double per key, and start over after a quiet time of twice the longest delay. */
export interface KeyedBackoff {
  /** How long the key still has to wait, counted from an event of its own; 0 when it need not. */
  remainingMs(key: string, sinceMs: number): number;
  /** Notes another failure, seen at sinceMs. */
  next(key: string, sinceMs: number): void;
  delayMs(key: string): number;
  lastFailureMs(key: string): number;
  reset(key: string): void;
  /** Forgets all keys with that prefix. */
  forget(prefix: string): void;
}

export function createKeyedBackoff({
  initialMs,
  maxMs,
  clock,
}: {
  initialMs: number;
  maxMs: number;
  clock: Clock;
}): KeyedBackoff {
  const entries = new Map<string, { delayMs: number; updatedMs: number }>();
  const quiet = (sinceMs: number, updatedMs: number) => sinceMs - updatedMs > 2 * maxMs;

  return {
    remainingMs(key, sinceMs) {
      const entry = entries.get(key);
      if (!entry || quiet(sinceMs, entry.updatedMs)) return 0;
      return Math.max(0, sinceMs + entry.delayMs - clock.now().getTime());
    },
    next(key, sinceMs) {
      const entry = entries.get(key);
      const delayMs = !entry || quiet(sinceMs, entry.updatedMs) ? initialMs : Math.min(entry.delayMs * 2, maxMs);
      entries.set(key, { delayMs, updatedMs: clock.now().getTime() });
    },
    delayMs: (key) => entries.get(key)?.delayMs ?? 0,
    lastFailureMs: (key) => entries.get(key)?.updatedMs ?? 0,
    reset: (key) => void entries.delete(key),
    forget(prefix) {
      for (const key of entries.keys()) if (key.startsWith(prefix)) entries.delete(key);
    },
  };
}
