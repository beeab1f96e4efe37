import type { Service } from '@kubets/proto-gen/core/v1';
import type { EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import { keptOfService, keptOfSlice } from './kept-objects';
import { forwardingOfService } from './model/forwarding-of-service';
import { endpoint, service, slice } from './testing/cluster-objects';

const full: Service = service(
  'web',
  {
    type: 'LoadBalancer',
    clusterIP: '10.96.0.5',
    sessionAffinity: 'ClientIP',
    externalTrafficPolicy: 'Local',
    healthCheckNodePort: 30_100,
    ports: [{ port: 80, nodePort: 30_080, targetPort: 8080, protocol: 'TCP' }],
  },
  {
    metadata: {
      uid: 'u',
      resourceVersion: '7',
      labels: { app: 'web' },
      annotations: {
        'kubectl.kubernetes.io/last-applied-configuration': '{}',
        'loadbalancer.kubets.dev/address': '192.0.2.7',
        'loadbalancer.kubets.dev/node': 'node-1',
        'service.beta.kubernetes.io/load-balancer-source-ranges': '198.51.100.0/24',
      },
    },
    status: { conditions: [], loadBalancer: { ingress: [{ ip: '192.0.2.8' }] } },
  },
);
const slices: EndpointSlice[] = [
  {
    ...slice('web', [
      endpoint('10.244.1.2', 'node-1', { zone: 'a', targetRef: { kind: 'Pod', name: 'p' }, hostname: 'p' }),
      endpoint('10.244.1.3', 'node-1', { conditions: { ready: false, serving: true, terminating: true } }),
      endpoint('10.244.2.2', 'node-2', { hints: { forZones: [{ name: 'a' }] } }),
      endpoint('10.244.2.3', undefined, { conditions: undefined }),
    ]),
  },
];

test('what is kept is forwarded like the whole', () => {
  const options = {
    node: { name: 'node-1', zone: 'a', primaryAddresses: ['10.0.0.1'], eligible: true },
    nodePortAddresses: ['10.0.0.1'],
  };
  expect(forwardingOfService(keptOfService(full), slices.map(keptOfSlice), options)).toEqual(
    forwardingOfService(full, slices, options),
  );
});

test('who they are stays, what nobody reads goes', () => {
  expect(keptOfService(full).metadata).toEqual({
    name: 'web',
    namespace: 'default',
    uid: 'u',
    resourceVersion: '7',
    creationTimestamp: '2026-01-01T00:00:00Z',
    annotations: {
      'loadbalancer.kubets.dev/address': '192.0.2.7',
      'loadbalancer.kubets.dev/node': 'node-1',
      'service.beta.kubernetes.io/load-balancer-source-ranges': '198.51.100.0/24',
    },
  });
  const kept = keptOfSlice(slices[0]!);
  expect(kept.metadata?.labels).toEqual({ 'kubernetes.io/service-name': 'web' });
  const [endpointKept] = kept.endpoints ?? [];
  expect(endpointKept).toMatchObject({
    addresses: ['10.244.1.2'],
    conditions: { ready: true, serving: true, terminating: false },
    nodeName: 'node-1',
  });
  expect(endpointKept).not.toHaveProperty('targetRef');
  expect(endpointKept).not.toHaveProperty('zone');
  expect(kept.endpoints?.[0]?.conditions).toBe(kept.endpoints?.[2]?.conditions);
});

test('objects with nothing in them are no error', () => {
  expect(keptOfService({})).toEqual({ metadata: {} });
  expect(keptOfSlice({ endpoints: [{}] }).endpoints).toMatchObject([{ conditions: {}, addresses: [] }]);
});
