import type { Service } from '@kubets/proto-gen/core/v1';
import { addressesOfFamily, anyCidrContains, cidrsOfFamily } from './address';
import type { NodeView } from './node-view';
import type { IpFamily } from './protocol';

/** Set by the load balancer provider: the addresses it gave, before it publishes them in status, separated by commas. */
export const addressAnnotation = 'loadbalancer.kubets.dev/address';
/** Set by the load balancer provider: the node that answers for the address on its network. */
export const nodeAnnotation = 'loadbalancer.kubets.dev/node';

const sourceRangesAnnotation = 'service.beta.kubernetes.io/load-balancer-source-ranges';

/**
 * Load balancer addresses whose traffic this node forwards itself. ipMode Proxy says that the load balancer must see the
 * packets (it may end TLS or add a PROXY header), so such addresses are left to the network.
 */
export function loadBalancerAddresses(service: Service): string[] {
  if (service.spec?.type !== 'LoadBalancer') return [];
  const published = (service.status?.loadBalancer?.ingress ?? []).flatMap((ingress) => (ingress.ip && ingress.ipMode !== 'Proxy' ? [ingress.ip] : []));
  const given = service.metadata?.annotations?.[addressAnnotation]?.split(',').map((address) => address.trim()) ?? [];
  return [...new Set([...published, ...given])].filter((address) => address !== '');
}

export function loadBalancerNode(service: Service): string | undefined {
  return service.spec?.type === 'LoadBalancer' ? service.metadata?.annotations?.[nodeAnnotation] : undefined;
}

/**
 * Who may use the load balancer addresses; undefined when there is no restriction. A node inside the ranges reaches its own
 * load balancer address from that very address, so such a one is let in too.
 */
export function sourceRanges(service: Service, family: IpFamily, node: NodeView): string[] | undefined {
  const listed = service.spec?.loadBalancerSourceRanges ?? [];
  const annotated = service.metadata?.annotations?.[sourceRangesAnnotation];
  const asked = listed.length > 0 ? listed : annotated ? annotated.split(',') : [];
  if (asked.length === 0) return undefined;
  const ranges = cidrsOfFamily(asked, family);
  const nodeIsInside = addressesOfFamily(node.primaryAddresses, family).some((address) => anyCidrContains(ranges, address));
  if (!nodeIsInside) return ranges;
  const hostLength = family === 'IPv4' ? 32 : 128;
  const own = addressesOfFamily(loadBalancerAddresses(service), family).map((address) => `${address}/${hostLength}`);
  return cidrsOfFamily([...ranges, ...own], family);
}
