import { rfc3339Micro } from '@kubets/apimachinery';
import type { Clock } from '@kubets/component';
import type { Lease } from '@kubets/proto-gen/coordination/v1';
import type { ObjectRef } from './resource-client';

/** Remembers when a lease last changed by the local clock, as the clocks of other machines cannot be trusted. */
export interface LeaseObserver {
  observe(lease: Lease | undefined): void;
  current(): Lease | undefined;
  /** True while another identity holds the lease and has renewed it within its duration. */
  heldByOther(identity: string): boolean;
}

export function createLeaseObserver(clock: Clock, onNewLeader?: (identity: string) => void): LeaseObserver {
  let seen: Lease | undefined;
  let changedAtMs = 0;
  return {
    current: () => seen,
    observe(lease) {
      if (
        lease?.metadata?.resourceVersion === seen?.metadata?.resourceVersion &&
        lease?.metadata?.uid === seen?.metadata?.uid
      )
        return;
      const before = seen?.spec?.holderIdentity;
      seen = lease;
      changedAtMs = clock.monotonicMs();
      const holder = lease?.spec?.holderIdentity;
      if (holder && holder !== before) onNewLeader?.(holder);
    },
    heldByOther(identity) {
      const holder = seen?.spec?.holderIdentity;
      if (!holder || holder === identity) return false;
      return clock.monotonicMs() < changedAtMs + (seen?.spec?.leaseDurationSeconds ?? 0) * 1000;
    },
  };
}

/** The lease as it is after acquiring (a transition) or renewing it. */
export function nextLease(
  current: Lease | undefined,
  { ref, identity, leaseDurationMs, now }: { ref: ObjectRef; identity: string; leaseDurationMs: number; now: Date },
): Lease {
  const time = rfc3339Micro(now);
  const mine = current?.spec?.holderIdentity === identity;
  return {
    ...current,
    metadata: current?.metadata ?? { namespace: ref.namespace, name: ref.name },
    spec: {
      ...current?.spec,
      holderIdentity: identity,
      leaseDurationSeconds: Math.ceil(leaseDurationMs / 1000),
      acquireTime: mine ? current?.spec?.acquireTime : time,
      renewTime: time,
      leaseTransitions: (current?.spec?.leaseTransitions ?? 0) + (current && !mine ? 1 : 0),
    },
  };
}

/** Nobody's lease, for the next one to take without waiting. */
export function releasedLease(held: Lease, time: string): Lease {
  return {
    ...held,
    spec: { ...held.spec, holderIdentity: '', leaseDurationSeconds: 1, acquireTime: time, renewTime: time },
  };
}
