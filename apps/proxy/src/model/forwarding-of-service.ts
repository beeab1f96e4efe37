import { ANNOTATIONS, clusterIPsOf, isPort, mayHaveNodePorts, needsHealthCheckNodePort, protocolOf } from '@kubets/api';
import { type IpFamily, IP_FAMILIES } from '@kubets/net';
import type { Service, ServicePort } from '@kubets/proto-gen/core/v1';
import type { EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import { addressesOfFamily } from './address';
import { type Endpoint, type EndpointsByPort, endpointsByPort, portKey } from './endpoint';
import { chooseEndpoints, type EndpointChoice, lastResortsOf, readyLocalEndpoints } from './endpoint-choice';
import type { Frontend, Route, ServiceForwarding, Target } from './frontend';
import { loadBalancerAddresses, loadBalancerNode, sourceRanges } from './load-balancer';
import type { NodeView } from './node-view';

export interface ForwardingOptions {
  node: NodeView;
  /** Addresses of this node on which nodePorts answer, loopback included. */
  nodePortAddresses: readonly string[];
  /** Whether a terminating endpoint's address gets nothing any more, not even as the last one. */
  isReleased?(address: string): boolean;
}

/** Of one Service and family: ports times addresses, of which an object may have thousands each. Each port has its share. */
export const MOST_FRONTENDS = 20_000;

const DEFAULT_AFFINITY_TIMEOUT_SECONDS = 10_800;

/** What this node does for a Service; undefined when that is nothing (headless, ExternalName, no address yet). */
export function forwardingOfService(
  service: Service,
  slices: readonly EndpointSlice[],
  options: ForwardingOptions,
): ServiceForwarding | undefined {
  const spec = service.spec ?? {};
  if (clusterIPsOf(service).length === 0) return undefined;
  const key = [service.metadata?.namespace, service.metadata?.name].join('/');
  const frontends: Frontend[] = [];
  let localEndpoints = 0;
  const lastResort = new Set<string>();
  const areOthersAwaited = slices.some(({ metadata }) => metadata?.annotations?.[ANNOTATIONS.successorsAwaited]);
  for (const family of IP_FAMILIES) {
    const endpoints = endpointsByPort(slices, family, options.isReleased);
    const places = placesOf(service, family, options);
    localEndpoints = Math.max(localEndpoints, countLocal(endpoints, options.node));
    for (const ofPort of endpoints.values())
      for (const address of lastResortsOf(ofPort, options.node, areOthersAwaited)) lastResort.add(address);
    const ports = spec.ports ?? [];
    // At least the cluster IP; the others in the order of their kinds.
    const share = Math.max(1, Math.floor(MOST_FRONTENDS / Math.max(1, ports.length)));
    for (const port of ports)
      frontends.push(...frontendsOfPort(key, service, port, places, endpoints, options.node, share));
  }
  const loadBalancerIPs = IP_FAMILIES.flatMap((family) => addressesOfFamily(loadBalancerAddresses(service), family));
  return {
    key,
    frontends,
    clusterIPs: IP_FAMILIES.flatMap((family) => addressesOfFamily(clusterIPsOf(service), family)),
    loadBalancerIPs,
    announced: loadBalancerNode(service) === options.node.name ? loadBalancerIPs : [],
    lastResort: [...lastResort],
    ...(needsHealthCheckNodePort(service) && spec.healthCheckNodePort
      ? { healthCheck: { port: spec.healthCheckNodePort, localEndpoints } }
      : {}),
  };
}

/** Where a Service is reached, by address family. */
interface Places {
  family: IpFamily;
  clusterIPs: readonly string[];
  externalIPs: readonly string[];
  loadBalancerIPs: readonly string[];
  nodePortAddresses: readonly string[];
  sourceRanges?: readonly string[];
}

function placesOf(service: Service, family: IpFamily, options: ForwardingOptions): Places {
  const { spec } = service;
  const ranges = sourceRanges(service, family, options.node);
  return {
    family,
    clusterIPs: addressesOfFamily(clusterIPsOf(service), family),
    externalIPs: addressesOfFamily(spec?.externalIPs ?? [], family),
    loadBalancerIPs: addressesOfFamily(loadBalancerAddresses(service), family),
    nodePortAddresses: addressesOfFamily(options.nodePortAddresses, family),
    ...(ranges ? { sourceRanges: ranges } : {}),
  };
}

function frontendsOfPort(
  serviceKey: string,
  service: Service,
  port: ServicePort,
  places: Places,
  endpoints: EndpointsByPort,
  node: NodeView,
  most: number,
): Frontend[] {
  const protocol = protocolOf(port.protocol);
  if (protocol === undefined || !isPort(port.port)) return [];
  const { spec } = service;
  const ofPort = endpoints.get(portKey(port.name, protocol)) ?? [];
  const choice = chooseEndpoints(ofPort, node);
  const base = {
    family: places.family,
    protocol,
    // Joined, as the claim: a template of so many letters remembers its pieces.
    servicePort: [serviceKey, ':', port.name || port.port, '/', protocol].join(''),
    serving:
      protocol === 'UDP'
        ? ofPort.filter((endpoint) => endpoint.serving).map((endpoint) => `${endpoint.address} ${endpoint.port}`)
        : [],
    ...(spec?.sessionAffinity === 'ClientIP'
      ? {
          affinityTimeoutSeconds:
            spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? DEFAULT_AFFINITY_TIMEOUT_SECONDS,
        }
      : {}),
  };
  const internal = internalRoute(choice, spec?.internalTrafficPolicy === 'Local', node);
  const external = externalRoute(choice, spec?.externalTrafficPolicy === 'Local', node);
  const age = [service.metadata?.creationTimestamp, serviceKey].join(' ');
  let left = most;
  const at = (
    kind: AddressKind,
    addresses: readonly string[],
    number: number | undefined,
    more?: Pick<Frontend, 'sourceRanges'>,
  ): Frontend[] => {
    if (!isPort(number)) return [];
    const taken = addresses.slice(0, left);
    left -= taken.length;
    return taken.map((address) => ({
      ...base,
      address,
      port: number,
      claim: [kind, age].join(' '),
      route: kind === AddressKind.ClusterIP ? internal : external,
      ...more,
    }));
  };
  return [
    ...at(AddressKind.ClusterIP, places.clusterIPs, port.port),
    ...at(AddressKind.NodePort, mayHaveNodePorts(service) ? places.nodePortAddresses : [], port.nodePort),
    ...at(
      AddressKind.LoadBalancer,
      places.loadBalancerIPs,
      port.port,
      places.sourceRanges && { sourceRanges: places.sourceRanges },
    ),
    ...at(AddressKind.ExternalIP, places.externalIPs, port.port),
  ];
}

/** In the order in which they win when two Services claim one address and port. */
enum AddressKind {
  ClusterIP,
  NodePort,
  LoadBalancer,
  ExternalIP,
}

function internalRoute(choice: EndpointChoice, localOnly: boolean, node: NodeView): Route {
  if (!choice.anywhere) return { to: 'reject' };
  const endpoints = localOnly ? choice.local : choice.cluster;
  if (endpoints.length === 0) return { to: 'drop' };
  return { to: 'endpoints', targets: targetsOf(endpoints, node), masquerade: 'outsiders' };
}

function externalRoute(choice: EndpointChoice, localOnly: boolean, node: NodeView): Route {
  if (!choice.anywhere) return { to: 'reject' };
  const cluster = targetsOf(choice.cluster, node);
  if (!localOnly) return { to: 'endpoints', targets: cluster, masquerade: 'always' };
  return { to: 'local-endpoints', cluster, local: targetsOf(choice.local, node) };
}

function targetsOf(endpoints: readonly Endpoint[], node: NodeView): Target[] {
  return endpoints.map(({ address, port, nodeName }) => ({
    address,
    port,
    mayHairpin: nodeName === undefined || nodeName === node.name,
  }));
}

function countLocal(endpoints: EndpointsByPort, node: NodeView): number {
  const addresses = new Set<string>();
  for (const ofPort of endpoints.values())
    for (const endpoint of readyLocalEndpoints(ofPort, node)) addresses.add(endpoint.address);
  return addresses.size;
}
