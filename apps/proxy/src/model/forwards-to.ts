import type { Route, ServiceForwarding, Target } from './frontend';

/** What becomes of traffic for an endpoint's address: none of it goes there; it does; or only for want of any other endpoint. */
export type Forwarded = 'no' | 'yes' | 'as-last-resort';

export function forwardsTo(services: Iterable<ServiceForwarding>, address: string): Forwarded {
  let found: Forwarded = 'no';
  for (const { frontends, lastResort } of services) {
    if (!frontends.some(({ route }) => targetsOf(route).some((target) => target.address === address))) continue;
    if (!lastResort.includes(address)) return 'yes';
    found = 'as-last-resort';
  }
  return found;
}

function targetsOf(route: Route): readonly Target[] {
  if (route.to === 'endpoints') return route.targets;
  return route.to === 'local-endpoints' ? [...route.cluster, ...route.local] : [];
}
