import type { KubeObject } from '@kubets/apimachinery';

const address = (base: string, index: number) => `${base}.${(index >> 8) & 255}.${index & 255}`;

/** Every second Service is headless. */
export function clusterOf(services: number): KubeObject[] {
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } };
  return [namespace, ...Array.from({ length: services }, (_, index) => objectsOf(index)).flat()];
}

function objectsOf(index: number): KubeObject[] {
  const metadata = { name: `svc-${index}`, namespace: 'default' };
  const service = (clusterIP: string) => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: { clusterIP, clusterIPs: [clusterIP], ports: [{ name: 'http', port: 80, protocol: 'TCP' }] },
  });
  if (index % 2 === 0) return [service(address('10.97', index))];
  const endpoints = Array.from({ length: 10 }, (_, endpoint) => ({
    addresses: [address(`10.${100 + endpoint}`, index)],
  }));
  const slice = {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: `svc-${index}-1`,
      namespace: 'default',
      labels: { 'kubernetes.io/service-name': `svc-${index}` },
    },
    addressType: 'IPv4',
    endpoints,
    ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
  };
  return [service('None'), slice];
}
