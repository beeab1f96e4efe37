import type { ForwardingChanges } from '../backends/backend';
import type { Frontend, ServiceForwarding } from './frontend';
import { createFrontendTable } from './frontend-table';

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
