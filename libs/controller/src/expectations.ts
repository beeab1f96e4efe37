import { realClock, type Clock } from '@kubets/component';

/** What a controller has ordered but not yet seen in its cache, per key; forgotten after five minutes. */
export interface Expectations {
  expectCreations(key: string, count: number): void;
  /** Deletions are expected by object key, so that a repeated event is not counted twice. */
  expectDeletions(key: string, objectKeys: readonly string[]): void;
  /** Also to be called when a creation failed, as no event will come for it. */
  creationObserved(key: string): void;
  /** Also to be called when a deletion failed. */
  deletionObserved(key: string, objectKey: string): void;
  /** True when nothing is outstanding, or it has been for more than five minutes. */
  satisfied(key: string): boolean;
  delete(key: string): void;
}

const EXPIRY_MS = 300_000;

interface Outstanding {
  creations: number;
  deletions: Set<string>;
  sinceMs: number;
}

export function createExpectations({ clock = realClock }: { clock?: Clock } = {}): Expectations {
  const all = new Map<string, Outstanding>();

  function outstanding(key: string): Outstanding {
    const found = all.get(key) ?? { creations: 0, deletions: new Set<string>(), sinceMs: 0 };
    found.sinceMs = clock.monotonicMs();
    all.set(key, found);
    return found;
  }

  return {
    expectCreations(key, count) {
      if (count > 0) outstanding(key).creations += count;
    },
    expectDeletions(key, objectKeys) {
      if (objectKeys.length > 0) objectKeys.forEach((objectKey) => outstanding(key).deletions.add(objectKey));
    },
    creationObserved(key) {
      const found = all.get(key);
      if (found && found.creations > 0) found.creations--;
    },
    deletionObserved(key, objectKey) {
      all.get(key)?.deletions.delete(objectKey);
    },
    satisfied(key) {
      const found = all.get(key);
      if (!found) return true;
      const expired = clock.monotonicMs() - found.sinceMs > EXPIRY_MS;
      if (!expired && (found.creations > 0 || found.deletions.size > 0)) return false;
      all.delete(key);
      return true;
    },
    delete: (key) => void all.delete(key),
  };
}
