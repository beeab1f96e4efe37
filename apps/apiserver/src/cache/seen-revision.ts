import { createLinkedList } from '@kubets/component';

/** Lets readers wait until the cache has seen a revision. */
export interface SeenRevision {
  readonly revision: number;
  advance(revision: number): void;
  /** Sets the revision back as well, after the cache was filled anew. */
  reset(revision: number): void;
  /** False when the revision has not come within the time. */
  reached(revision: number, timeoutMs: number): Promise<boolean>;
}

export function createSeenRevision(): SeenRevision {
  let current = 0;
  const waiting = createLinkedList<{ revision: number; open: () => void }>();

  function open(): void {
    for (const waiter of waiting) if (waiter.revision <= current) waiter.open();
  }

  return {
    get revision() {
      return current;
    },
    advance(revision) {
      current = Math.max(current, revision);
      if (waiting.size > 0) open();
    },
    reset(revision) {
      current = revision;
      open();
    },
    reached(revision, timeoutMs) {
      if (revision <= current) return Promise.resolve(true);
      return new Promise((resolve) => {
        const finish = (reached: boolean) => {
          clearTimeout(timer);
          waiter.remove();
          resolve(reached);
        };
        const timer = setTimeout(finish, timeoutMs, false);
        const waiter = waiting.append({ revision, open: () => finish(true) });
      });
    },
  };
}
