import type { ServicePort, Service } from '@kubets/proto-gen/core/v1';
import type { Endpoint, EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import type { ClusterLoadAssignment, LocalityLbEndpoints } from '@kubets/proto-gen/envoy/config/endpoint/v3';

interface Target {
  endpoint: Endpoint;
  address: string;
  port: number;
}

const PREFERRING_ZONE = ['PreferSameZone', 'PreferClose', 'PreferSameNode'];

/** Whether clients of one zone get other priorities than those of another. */
export const prefersZone = (service: Service): boolean =>
  PREFERRING_ZONE.includes(service.spec?.trafficDistribution ?? '');

/**
 * The endpoints a client in `zone` may call: those that are ready, else those that still serve while they terminate, as the proxies
 * choose them. Zones are localities with their share of endpoints as weight; where the Service prefers the own zone, the others have a
 * lower priority, which counts when the own has none that can be reached.
 */
export function loadAssignment(
  clusterName: string,
  {
    service,
    port,
    slices,
    zone,
  }: { service: Service; port: ServicePort; slices: readonly EndpointSlice[]; zone: string },
): ClusterLoadAssignment {
  const targets = targetsOf(service, port, slices);
  const isNear = ({ endpoint }: Target) =>
    endpoint.hints?.forZones?.some(({ name }) => name === zone) ?? endpoint.zone === zone;
  const near = prefersZone(service) && zone !== '' ? targets.filter(isNear) : [];
  const far = near.length > 0 ? targets.filter((target) => !near.includes(target)) : targets;
  const endpoints = [near, far].filter((group) => group.length > 0).flatMap(localitiesOf);
  return { clusterName, endpoints };
}

function targetsOf(service: Service, port: ServicePort, slices: readonly EndpointSlice[]): Target[] {
  const family = service.spec?.ipFamilies?.[0] ?? 'IPv4';
  const all = new Map<string, Target>();
  for (const slice of slices) {
    const number = slice.ports?.find(
      (one) => (one.name ?? '') === (port.name ?? '') && (one.protocol ?? 'TCP') === 'TCP',
    )?.port;
    if (slice.addressType !== family || number === undefined) continue;
    for (const endpoint of slice.endpoints ?? []) {
      const address = endpoint.addresses?.[0];
      // In two slices while it moves from one to the other.
      if (address !== undefined) all.set(`${address} ${number}`, { endpoint, address, port: number });
    }
  }
  const targets = [...all.values()];
  const ready = targets.filter(({ endpoint }) => endpoint.conditions?.ready !== false);
  if (ready.length > 0) return ready;
  return targets.filter(({ endpoint: { conditions } }) => conditions?.serving && conditions.terminating);
}

function localitiesOf(targets: readonly Target[], priority: number): LocalityLbEndpoints[] {
  const byZone = new Map<string, Target[]>();
  for (const target of targets) {
    const zone = target.endpoint.zone ?? '';
    byZone.set(zone, [...(byZone.get(zone) ?? []), target]);
  }
  return [...byZone]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([zone, own]) => ({
      locality: { region: '', zone, subZone: '' },
      lbEndpoints: own
        .map(({ address, port }) => ({ endpoint: { address: { socketAddress: { address, portValue: port } } } }))
        .sort((a, b) => (a.endpoint.address.socketAddress.address < b.endpoint.address.socketAddress.address ? -1 : 1)),
      loadBalancingWeight: own.length,
      priority,
    }));
}
