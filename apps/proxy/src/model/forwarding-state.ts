import type { Frontend, ServiceForwarding } from './frontend';
import { createFrontendTable, type FrontendChange } from './frontend-table';

/** Addresses that matter besides the frontends: what is not served on them is refused instead of forwarded. */
export type AddressSet = 'cluster-ips' | 'load-balancer-ips' | 'service-cidrs';

/** What has changed since the last call; everything there is, on the first. */
export interface ForwardingChanges {
  frontends: readonly FrontendChange[];
  addresses: readonly { set: AddressSet; before: readonly string[]; after: readonly string[] }[];
}

/** What is forwarded for all Services, and what each update changes in it. */
export interface ForwardingState {
  /** undefined: nothing is forwarded for this Service (any more). */
  update(serviceKey: string, forwarding: ServiceForwarding | undefined): ForwardingChanges;
  updateServiceCidrs(cidrs: readonly string[]): ForwardingChanges;
  /** By frontendKey. */
  frontendAt(key: string): Frontend | undefined;
  services(): Iterable<ServiceForwarding>;
}

export function createForwardingState(): ForwardingState {
  const table = createFrontendTable();
  const byService = new Map<string, ServiceForwarding>();
  let serviceCidrs: readonly string[] = [];
  return {
    update(serviceKey, after) {
      const before = byService.get(serviceKey);
      if (after) byService.set(serviceKey, after);
      else byService.delete(serviceKey);
      return {
        frontends: table.replace(serviceKey, after?.frontends),
        addresses: [
          { set: 'cluster-ips', before: before?.clusterIPs ?? [], after: after?.clusterIPs ?? [] },
          { set: 'load-balancer-ips', before: before?.loadBalancerIPs ?? [], after: after?.loadBalancerIPs ?? [] },
        ],
      };
    },
    updateServiceCidrs(after) {
      const before = serviceCidrs;
      serviceCidrs = after;
      return { frontends: [], addresses: [{ set: 'service-cidrs', before, after }] };
    },
    frontendAt: (key) => table.get(key),
    services: () => byService.values(),
  };
}
