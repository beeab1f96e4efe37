import { DNS_SERVER, DNS_SERVICE } from '@kubets/api';
import { semanticEqual } from '@kubets/apimachinery';
import type { EndpointPort, Endpoints, EndpointSubset, Service, ServicePort } from '@kubets/proto-gen/core/v1';

export const { namespace: NAMESPACE, name: NAME } = DNS_SERVICE;

export interface Instance {
  address: string;
  /** Where it answers DNS, over UDP and TCP. */
  port: number;
  metricsPort: number;
  /** Where it serves xDS; 0 or nothing for not at all. */
  xdsPort?: number;
}

/** The port of the Service on which gRPC clients find xDS. */
const XDS_PORT: ServicePort = { name: 'xds', port: 15_010, protocol: 'TCP' };

/** The Service pods ask. It has no selector: the instances enter themselves. */
export function dnsService(clusterDns: readonly string[], { xdsPort }: Pick<Instance, 'xdsPort'> = {}): Service {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: NAME,
      namespace: NAMESPACE,
      labels: { ...DNS_SERVER.labels, 'kubernetes.io/cluster-service': 'true', 'kubernetes.io/name': 'CoreDNS' },
    },
    spec: {
      clusterIP: clusterDns[0],
      clusterIPs: [...clusterDns],
      ports: [
        { name: 'dns', port: 53, protocol: 'UDP' },
        { name: 'dns-tcp', port: 53, protocol: 'TCP' },
        { name: 'metrics', port: 9153, protocol: 'TCP' },
        ...(xdsPort ? [XDS_PORT] : []),
      ],
    },
  };
}

/** The Service with the ports of the instance that it lacks, or the very same object when it has them. */
export function withPorts(service: Service, { xdsPort }: Pick<Instance, 'xdsPort'>): Service {
  const ports = service.spec?.ports ?? [];
  if (!xdsPort || ports.some(({ name }) => name === XDS_PORT.name)) return service;
  return { ...service, spec: { ...service.spec, ports: [...ports, XDS_PORT] } };
}

function portsOf({ port, metricsPort, xdsPort }: Instance): EndpointPort[] {
  return [
    { name: 'dns', port, protocol: 'UDP' },
    { name: 'dns-tcp', port, protocol: 'TCP' },
    // Served on a port of the system's choice they are found by nobody.
    ...(metricsPort ? [{ name: 'metrics', port: metricsPort, protocol: 'TCP' }] : []),
    ...(xdsPort ? [{ name: XDS_PORT.name, port: xdsPort, protocol: 'TCP' }] : []),
  ];
}

/** Endpoints with the instance in it, or the very same object when it was there; other instances stay. */
export function withInstance(endpoints: Endpoints | undefined, instance: Instance): Endpoints {
  const base: Endpoints = endpoints ?? {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: { name: NAME, namespace: NAMESPACE, labels: { ...DNS_SERVER.labels } },
  };
  const ports = portsOf(instance);
  const subsets = base.subsets ?? [];
  const own = subsets.find((subset) => semanticEqual(subset.ports, ports));
  const isThere = own?.addresses?.some(({ ip }) => ip === instance.address);
  if (isThere && subsets.every((subset) => subset === own || !hasAddress(subset, instance.address))) return base;
  // Under its old ports, if it was started with others before, nobody answers.
  const others = withoutAddress(subsets, instance.address);
  const same = others.find((subset) => semanticEqual(subset.ports, ports));
  const entered: EndpointSubset = { ports, addresses: [...(same?.addresses ?? []), { ip: instance.address }] };
  return { ...base, subsets: [...others.filter((subset) => subset !== same), entered] };
}

/** Endpoints without the addresses, or the very same object when none was there. */
export function withoutInstances(endpoints: Endpoints, addresses: readonly string[]): Endpoints {
  const subsets = endpoints.subsets ?? [];
  if (!addresses.some((address) => subsets.some((subset) => hasAddress(subset, address)))) return endpoints;
  return { ...endpoints, subsets: addresses.reduce<EndpointSubset[]>(withoutAddress, subsets) };
}

/** The other instances, each with its DNS port. */
export function peersOf(endpoints: Endpoints, own: string): { address: string; port: number }[] {
  return (endpoints.subsets ?? []).flatMap((subset) => {
    const port = subset.ports?.find(({ protocol }) => protocol === 'UDP')?.port ?? 53;
    return (subset.addresses ?? []).flatMap(({ ip }) => (ip && ip !== own ? [{ address: ip, port }] : []));
  });
}

function hasAddress(subset: EndpointSubset, address: string): boolean {
  return [...(subset.addresses ?? []), ...(subset.notReadyAddresses ?? [])].some(({ ip }) => ip === address);
}

function withoutAddress(subsets: EndpointSubset[], address: string): EndpointSubset[] {
  return subsets
    .map((subset) =>
      hasAddress(subset, address)
        ? {
            ...subset,
            addresses: (subset.addresses ?? []).filter(({ ip }) => ip !== address),
            notReadyAddresses: (subset.notReadyAddresses ?? []).filter(({ ip }) => ip !== address),
          }
        : subset,
    )
    .filter((subset) => (subset.addresses ?? []).length + (subset.notReadyAddresses ?? []).length > 0);
}
