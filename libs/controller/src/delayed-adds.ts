import type { Clock } from '@kubets/component';

/** Adds keys after a time. Of several times for one key the earliest counts. */
export interface DelayedAdds<K> {
  addAfter(key: K, delayMs: number): void;
  shutDown(): void;
}

export function createDelayedAdds<K>(add: (key: K) => void, clock: Clock): DelayedAdds<K> {
  const pending = new Map<K, { dueMs: number; cancel: () => void }>();
  return {
    addAfter(key, delayMs) {
      if (delayMs <= 0) return add(key);
      const dueMs = clock.monotonicMs() + delayMs;
      const earlier = pending.get(key);
      if (earlier && earlier.dueMs <= dueMs) return;
      earlier?.cancel();
      const cancel = clock.after(delayMs, () => {
        pending.delete(key);
        add(key);
      });
      pending.set(key, { dueMs, cancel });
    },
    shutDown() {
      for (const { cancel } of pending.values()) cancel();
      pending.clear();
    },
  };
}
