import type { Service, ServiceSpec } from '@kubets/proto-gen/core/v1';
import type { Endpoint, EndpointPort, EndpointSlice } from '@kubets/proto-gen/discovery/v1';

/** A Service `default/<name>` with one TCP port 80, unless the spec says otherwise. */
export function service(name: string, spec: ServiceSpec, more: Partial<Service> = {}): Service {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    ...more,
    metadata: { namespace: 'default', name, creationTimestamp: '2026-01-01T00:00:00Z', ...more.metadata },
    spec: { type: 'ClusterIP', ports: [{ port: 80, protocol: 'TCP', targetPort: 8080 }], ...spec },
  };
}

/** An EndpointSlice of that Service; ports default to one unnamed TCP 8080. */
export function slice(
  serviceName: string,
  endpoints: readonly Endpoint[],
  ports: EndpointPort[] = [{ port: 8080, protocol: 'TCP' }],
  suffix = 'a',
): EndpointSlice {
  const sixth = endpoints[0]?.addresses?.[0]?.includes(':');
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      namespace: 'default',
      name: `${serviceName}-${suffix}`,
      labels: { 'kubernetes.io/service-name': serviceName },
    },
    addressType: sixth ? 'IPv6' : 'IPv4',
    endpoints: [...endpoints],
    ports,
  };
}

/** A ready endpoint; `more` changes what is different. */
export function endpoint(address: string, nodeName?: string, more: Partial<Endpoint> = {}): Endpoint {
  return {
    addresses: [address],
    conditions: { ready: true, serving: true, terminating: false },
    ...(nodeName ? { nodeName } : {}),
    ...more,
  };
}
