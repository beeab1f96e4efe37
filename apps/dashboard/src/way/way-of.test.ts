import type { Facts } from '@kubets/why';
import { wayOf } from './way-of';

const facts: Facts = {
  question: { namespace: 'shop', name: 'web', from: { kind: 'host' } },
  service: {
    metadata: { namespace: 'shop', name: 'web' },
    spec: {
      type: 'LoadBalancer',
      clusterIP: '10.96.0.5',
      clusterIPs: ['10.96.0.5'],
      ports: [{ port: 80, protocol: 'TCP', targetPort: 8080 }],
    },
    status: { loadBalancer: { ingress: [{ ip: '10.201.0.200' }] } },
  },
  elsewhere: [],
  names: ['web'],
  namespaces: [],
  nodes: [],
  slices: [
    {
      ports: [{ name: '', port: 8080 }],
      endpoints: [
        { addresses: ['10.244.1.2'], nodeName: 'node-1', targetRef: { kind: 'Pod', name: 'web-1' } },
        { addresses: ['10.244.2.2'], conditions: { ready: false } },
      ],
    },
  ],
  pods: [],
  policies: [{ metadata: { namespace: 'shop', name: 'deny' } }],
  events: [],
  dns: ['10.96.0.5'],
  dnsServers: [],
  proxies: [
    { node: 'node-1', state: 'healthy', inKernel: true },
    { node: 'node-2', state: 'unreachable' },
  ],
  endpointProbes: [{ address: '10.244.1.2', port: 8080, outcome: 'open' }],
  serviceProbe: { outcome: 'timeout' },
};

test('every hop says what is known of it; behind the broken one nothing is judged', () => {
  const finding = { hop: 'kernel' as const, problem: 'p', object: 'Node node-2', fix: 'f' };
  const way = wayOf(facts, { passed: ['name', 'answer', 'service', 'slices', 'readiness', 'policies'], finding }, [
    'events',
  ]);
  expect(way.steps.map(({ hop, state, lines }) => [hop, state, lines])).toEqual([
    ['name', 'well', ['web.shop.svc.cluster.local']],
    ['answer', 'well', ['10.96.0.5']],
    ['service', 'well', ['LoadBalancer 10.96.0.5 10.201.0.200', '80/TCP → 8080']],
    ['slices', 'well', ['10.244.1.2:8080 web-1 on node-1', '10.244.2.2:8080 , not ready']],
    ['readiness', 'well', ['1 of 2 ready']],
    ['policies', 'well', ['shop/deny']],
    ['kernel', 'broken', ['node-1: proxy healthy, the rule is in its kernel', 'node-2: proxy unreachable']],
    ['probe', 'beyond', ['the Service: timeout', '10.244.1.2:8080: open']],
  ]);
  expect(way).toMatchObject({ finding: { problem: 'p', object: 'Node node-2', fix: 'f' }, unread: ['events'] });
});

test('of a Service that is not there little is known', () => {
  const { service: _service, dns: _dns, serviceProbe: _probe, ...rest } = facts;
  const way = wayOf({ ...rest, slices: [], policies: [], proxies: [], endpointProbes: [] }, { passed: [] }, []);
  expect(way.steps.map(({ lines }) => lines)).toEqual([
    ['web.shop.svc.cluster.local'],
    [],
    [],
    [],
    ['0 of 0 ready'],
    ['none'],
    [],
    [],
  ]);
});
