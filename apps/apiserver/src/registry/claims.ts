import type { KubeObject, StatusError } from '@kubets/apimachinery';
import type { StrategyContext } from './resource';
import type { ResourceKey } from './object-reader';

/**
 * A key that at most one object may hold, e.g. `clusterips/10.96.0.7` or `nodeports/tcp/30007`. It is created in the
 * transaction that writes its holder and removed in the one that deletes it, so it can neither leak nor be held twice.
 */
export interface Claim {
  key: string;
  /**
   * The error to answer when another object holds the key: set it when the user asked for this very value. Without it
   * the allocation is made again, with the key known as taken, and may choose another candidate.
   */
  refused?: StatusError;
}

/**
 * An object of another resource that is written or deleted together with the holder, e.g. a Service's IPAddress. It is
 * compared and swapped with the state that the allocation could read: when it has changed since, the allocation is made again.
 */
export type SideObject =
  /** `message`: the full name of what the object is. */
  | { resource: ResourceKey; put: KubeObject; message: string }
  | { resource: ResourceKey; delete: { namespace?: string; name: string } };

export interface ClaimAllocation {
  claims: Claim[];
  /** Keys that the old object holds and the new one does not. A key of no claim is ignored. */
  releases: string[];
  sideObjects: SideObject[];
}

export interface ClaimChange<T extends KubeObject> {
  /** About to be stored; the allocation may fill in what it allocates. A copy for each attempt. Absent when the object is being deleted. */
  object?: T;
  /** As stored now; absent on create. */
  old?: T;
  /** Whether some object holds the key, as far as the cache and earlier attempts of this write know. */
  isTaken(key: string): boolean;
}

/**
 * Allocation for one resource. `allocate` runs after validation, directly before each attempt to store, and may run several
 * times for one request. It throws a StatusError when nothing is left to allocate.
 */
export interface ClaimStrategy<T extends KubeObject> {
  allocate(change: ClaimChange<T>, context: StrategyContext): ClaimAllocation;
}
