import type { Service } from '@kubets/proto-gen/core/v1';
import { endpoint, service, slice } from '../testing/cluster-objects';
import { forwardingOfService } from './forwarding-of-service';
import type { Frontend } from './frontend';

const options = {
  node: { name: 'node-1', primaryAddresses: ['10.0.0.1'], eligible: true },
  nodePortAddresses: ['10.0.0.1', '127.0.0.1'],
};
const slices = [slice('web', [endpoint('10.244.1.2', 'node-1'), endpoint('10.244.2.2', 'node-2')])];
const of = (object: Service, given = slices) => forwardingOfService(object, given, options);

/** `ADDRESS:PORT/PROTOCOL ROUTE`. */
const describeFrontend = ({ address, port, protocol, route }: Frontend): string =>
  `${address}:${port}/${protocol} ${route.to}${'targets' in route ? ` ${route.targets.length} ${route.masquerade}` : ''}`;

test.each<[string, Service, string[] | undefined]>([
  ['ExternalName', service('web', { type: 'ExternalName', externalName: 'example.org', clusterIP: '' }), undefined],
  ['headless', service('web', { clusterIP: 'None', externalIPs: ['192.0.2.1'] }), undefined],
  ['no address yet', service('web', { clusterIP: '' }), undefined],
  ['ClusterIP', service('web', { clusterIP: '10.96.0.5' }), ['10.96.0.5:80/TCP endpoints 2 outsiders']],
  [
    'clusterIPs of both families',
    service('web', { clusterIP: '10.96.0.5', clusterIPs: ['10.96.0.5', 'fd00::5'] }),
    ['10.96.0.5:80/TCP endpoints 2 outsiders', 'fd00::5:80/TCP reject'],
  ],
  [
    'NodePort',
    service('web', { type: 'NodePort', clusterIP: '10.96.0.5', ports: [{ port: 80, nodePort: 30_000 }] }),
    [
      '10.96.0.5:80/TCP endpoints 2 outsiders',
      '10.0.0.1:30000/TCP endpoints 2 always',
      '127.0.0.1:30000/TCP endpoints 2 always',
    ],
  ],
  [
    'LoadBalancer, published and given by annotation',
    service(
      'web',
      { type: 'LoadBalancer', clusterIP: '10.96.0.5', externalTrafficPolicy: 'Local' },
      {
        metadata: { annotations: { 'loadbalancer.kubets.dev/address': '192.0.2.7' } },
        status: {
          loadBalancer: { ingress: [{ ip: '192.0.2.7' }, { hostname: 'lb.example.org' }, { ip: '192.0.2.8' }] },
        },
      },
    ),
    ['10.96.0.5:80/TCP endpoints 2 outsiders', '192.0.2.7:80/TCP local-endpoints', '192.0.2.8:80/TCP local-endpoints'],
  ],
  [
    'an address that was given while it was a load balancer',
    service(
      'web',
      { clusterIP: '10.96.0.5' },
      {
        metadata: { annotations: { 'loadbalancer.kubets.dev/address': '192.0.2.7' } },
        status: { loadBalancer: { ingress: [{ ip: '192.0.2.7' }] } },
      },
    ),
    ['10.96.0.5:80/TCP endpoints 2 outsiders'],
  ],
  [
    'externalIPs',
    service('web', { clusterIP: '10.96.0.5', externalIPs: ['192.0.2.1'] }),
    ['10.96.0.5:80/TCP endpoints 2 outsiders', '192.0.2.1:80/TCP endpoints 2 always'],
  ],
  [
    'a port that no slice has',
    service('web', { clusterIP: '10.96.0.5', ports: [{ name: 'other', port: 81 }] }),
    ['10.96.0.5:81/TCP reject'],
  ],
])('%s', (_, object, expected) => {
  expect(of(object)?.frontends.map(describeFrontend)).toEqual(expected);
});

test('ClusterIPs win over nodePorts, those over load balancer addresses and externalIPs; then the older Service', () => {
  const claims = (object: Service) => of(object)?.frontends.map(({ claim }) => claim) ?? [];
  const all = claims(
    service(
      'web',
      {
        type: 'LoadBalancer',
        clusterIP: '10.96.0.5',
        externalIPs: ['192.0.2.1'],
        ports: [{ port: 80, nodePort: 30_000 }],
      },
      { status: { loadBalancer: { ingress: [{ ip: '192.0.2.7' }] } } },
    ),
  );
  expect(all).toEqual([...all].sort());
  const [older = ''] = claims(
    service('zzz', { clusterIP: '10.96.0.5' }, { metadata: { creationTimestamp: '2025-01-01T00:00:00Z' } }),
  );
  expect(older < (all[0] ?? '')).toBe(true);
});

test('healthCheckNodePort counts pods of this node that are ready, once each', () => {
  const spec = {
    type: 'LoadBalancer',
    clusterIP: '10.96.0.5',
    externalTrafficPolicy: 'Local',
    healthCheckNodePort: 31_000,
    ports: [
      { name: 'a', port: 1 },
      { name: 'b', port: 2 },
    ],
  };
  const ports = [
    { name: 'a', port: 1, protocol: 'TCP' },
    { name: 'b', port: 2, protocol: 'TCP' },
  ];
  const leaving = endpoint('10.244.1.3', 'node-1', { conditions: { ready: false, serving: true, terminating: true } });
  const given = [slice('web', [endpoint('10.244.1.2', 'node-1'), leaving, endpoint('10.244.2.2', 'node-2')], ports)];
  expect(of(service('web', spec), given)?.healthCheck).toEqual({ port: 31_000, localEndpoints: 1 });
  expect(of(service('web', { ...spec, externalTrafficPolicy: 'Cluster' }), given)?.healthCheck).toBeUndefined();
});

test('only the node that is named announces', () => {
  const announced = (node: string) =>
    of(
      service(
        'web',
        { type: 'LoadBalancer', clusterIP: '10.96.0.5' },
        {
          metadata: {
            annotations: { 'loadbalancer.kubets.dev/address': '192.0.2.7', 'loadbalancer.kubets.dev/node': node },
          },
        },
      ),
    )?.announced;
  expect(announced('node-1')).toEqual(['192.0.2.7']);
  expect(announced('node-2')).toEqual([]);
});

test.each([
  [undefined, undefined],
  ['None', undefined],
  ['ClientIP', 10_800],
])('sessionAffinity %s', (sessionAffinity, timeout) => {
  expect(of(service('web', { clusterIP: '10.96.0.5', sessionAffinity }))?.frontends[0]?.affinityTimeoutSeconds).toBe(
    timeout,
  );
});

test.each([
  ['of the spec', { loadBalancerSourceRanges: ['192.0.2.0/24'] }, {}, ['192.0.2.0/24']],
  [
    'of the annotation',
    {},
    { 'service.beta.kubernetes.io/load-balancer-source-ranges': '192.0.2.0/24, 198.51.100.0/24' },
    ['192.0.2.0/24', '198.51.100.0/24'],
  ],
  [
    'that include the node: its packets to its own address come from there',
    { loadBalancerSourceRanges: ['10.0.0.0/8'] },
    {},
    ['10.0.0.0/8', '203.0.113.9/32'],
  ],
  ['none', {}, {}, undefined],
])('source ranges %s', (_, spec, annotations, expected) => {
  const object = service(
    'web',
    { type: 'LoadBalancer', clusterIP: '10.96.0.5', ...spec },
    { metadata: { annotations }, status: { loadBalancer: { ingress: [{ ip: '203.0.113.9' }] } } },
  );
  const [internal, balanced] = of(object)?.frontends ?? [];
  expect(internal?.sourceRanges).toBeUndefined();
  expect(balanced?.sourceRanges).toEqual(expected);
});
