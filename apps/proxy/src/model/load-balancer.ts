import { ANNOTATIONS, isLoadBalancer, loadBalancerSourceRanges } from '@kubets/api';
import type { IpFamily } from '@kubets/net';
import type { Service } from '@kubets/proto-gen/core/v1';
import { addressesOfFamily, anyCidrContains, cidrsOfFamily } from './address';
import type { NodeView } from './node-view';

/**
 * Load balancer addresses whose traffic this node forwards itself. ipMode Proxy says that the load balancer must see the
 * packets (it may end TLS or add a PROXY header), so such addresses are left to the network.
 */
export function loadBalancerAddresses(service: Service): string[] {
  if (!isLoadBalancer(service)) return [];
  const published = (service.status?.loadBalancer?.ingress ?? []).flatMap((ingress) =>
    ingress.ip && ingress.ipMode !== 'Proxy' ? [ingress.ip] : [],
  );
  const given =
    service.metadata?.annotations?.[ANNOTATIONS.loadBalancerAddress]?.split(',').map((address) => address.trim()) ?? [];
  return [...new Set([...published, ...given])].filter((address) => address !== '');
}

export function loadBalancerNode(service: Service): string | undefined {
  return isLoadBalancer(service) ? service.metadata?.annotations?.[ANNOTATIONS.loadBalancerNode] : undefined;
}

/**
 * Who may use the load balancer addresses; undefined when there is no restriction. A node inside the ranges reaches its own
 * load balancer address from that very address, so such a one is let in too.
 */
export function sourceRanges(service: Service, family: IpFamily, node: NodeView): string[] | undefined {
  const asked = loadBalancerSourceRanges(service);
  if (asked.length === 0) return undefined;
  const ranges = cidrsOfFamily(asked, family);
  const nodeIsInside = addressesOfFamily(node.primaryAddresses, family).some((address) =>
    anyCidrContains(ranges, address),
  );
  if (!nodeIsInside) return ranges;
  const hostLength = family === 'IPv4' ? 32 : 128;
  const own = addressesOfFamily(loadBalancerAddresses(service), family).map((address) => `${address}/${hostLength}`);
  return cidrsOfFamily([...ranges, ...own], family);
}
