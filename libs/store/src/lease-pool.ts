/** Keys written within this time share a lease, so that a burst of events costs etcd one. */
const SHARED_FOR_MS = 60_000;

/** At most this many keys hang on one lease: when it ends, etcd deletes them all at once. */
const KEYS_PER_LEASE = 1000;

export interface LeasePool {
  /** A lease that lives for `ttlSeconds` or up to a minute longer. */
  lease(ttlSeconds: number): Promise<string>;
}

export function createLeasePool(
  grant: (ttlSeconds: number) => Promise<string>,
  now: () => number = Date.now,
): LeasePool {
  const current = new Map<number, { id: Promise<string>; madeAt: number; keys: number }>();
  return {
    lease(ttlSeconds) {
      const known = current.get(ttlSeconds);
      if (known && now() - known.madeAt < SHARED_FOR_MS && known.keys < KEYS_PER_LEASE) {
        known.keys += 1;
        return known.id;
      }
      const id = grant(ttlSeconds + SHARED_FOR_MS / 1000);
      current.set(ttlSeconds, { id, madeAt: now(), keys: 1 });
      id.catch(() => current.delete(ttlSeconds));
      return id;
    },
  };
}
