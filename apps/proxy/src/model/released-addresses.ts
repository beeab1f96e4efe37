import type { EndpointSlice } from '@kubets/proto-gen/discovery/v1';

/**
 * Addresses of terminating endpoints that get nothing any more, because somebody was told so and ends them now. A Service whose other
 * endpoints come to terminate, too, must not fall back on them.
 */
export interface ReleasedAddresses {
  has(address: string): boolean;
  /** Counts only while an endpoint with that address terminates; forgets those of which none does. */
  add(address: string, all: Iterable<EndpointSlice>): void;
  /** Another pod may have got such an address. */
  observe(slices: readonly EndpointSlice[]): void;
}

export function createReleasedAddresses(): ReleasedAddresses {
  const released = new Set<string>();
  return {
    has: (address) => released.has(address),
    add(address, all) {
      const terminating = new Set<string>();
      for (const { endpoints = [] } of all)
        for (const { addresses, conditions } of endpoints)
          if (conditions?.terminating && addresses?.[0]) terminating.add(addresses[0]);
      for (const known of released) if (!terminating.has(known)) released.delete(known);
      if (terminating.has(address)) released.add(address);
    },
    observe(slices) {
      if (released.size === 0) return;
      for (const { endpoints = [] } of slices)
        for (const { addresses, conditions } of endpoints)
          if (!conditions?.terminating && addresses?.[0]) released.delete(addresses[0]);
    },
  };
}
