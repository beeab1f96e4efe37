import type { Node, Service } from '@kubets/proto-gen/core/v1';

const EPOCH = '2026-01-01T00:00:00Z';

export const service = (name: string, spec: Service['spec'] = {}, metadata: Service['metadata'] = {}): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { namespace: 'default', name, uid: `${name}-uid`, creationTimestamp: EPOCH, ...metadata },
  spec: {
    type: 'LoadBalancer',
    clusterIP: '10.96.0.20',
    ipFamilies: ['IPv4'],
    selector: { app: name },
    ports: [{ port: 80, protocol: 'TCP' }],
    ...spec,
  },
});

export const node = (
  name: string,
  address: string,
  o: { ready?: boolean; labels?: Record<string, string> } = {},
): Node => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name, labels: o.labels },
  status: {
    addresses: [
      { type: 'Hostname', address: name },
      { type: 'InternalIP', address },
    ],
    conditions: [{ type: 'Ready', status: o.ready === false ? 'False' : 'True' }],
  },
});
