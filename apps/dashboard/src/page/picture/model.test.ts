import type { Fact, PodFact, ServiceFact, WorkloadFact } from '../../protocol/facts';
import { modelOf } from './model';

const pod = (name: string, state: PodFact['state'], owner?: [string, string]): PodFact => ({
  kind: 'Pod',
  namespace: 'shop',
  name,
  state,
  status: 'Running',
  node: 'node-1',
  ips: [],
  ...(owner && { owner: { kind: owner[0], name: owner[1] } }),
});
const workload = (
  kind: WorkloadFact['kind'],
  name: string,
  wanted: number,
  ready: number,
  owner?: [string, string],
): WorkloadFact => ({
  kind,
  namespace: 'shop',
  name,
  wanted,
  ready,
  ...(owner && { owner: { kind: owner[0], name: owner[1] } }),
});
const service = (name: string, more: Partial<ServiceFact> = {}): ServiceFact => ({
  kind: 'Service',
  namespace: 'shop',
  name,
  type: 'ClusterIP',
  addresses: [],
  ports: ['80'],
  nodePorts: [],
  selects: true,
  ...more,
});
const slice = (of: string, ...endpoints: [string, boolean][]): Fact => ({
  kind: 'EndpointSlice',
  namespace: 'shop',
  name: `${of}-x`,
  service: of,
  endpoints: endpoints.map(([name, ready], index) => ({ pod: name, address: `10.0.0.${index}`, ready })),
});
const drawn = (...facts: Fact[]) => {
  const [namespace] = modelOf(facts).namespaces;
  return Object.fromEntries(
    (namespace?.vertices ?? []).map(({ id, tone, detail, pods }) => [id, [tone, detail, pods.length]]),
  );
};

test('pods stand with the Deployment that is behind their ReplicaSet', () => {
  expect(
    drawn(
      workload('Deployment', 'web', 2, 1),
      workload('ReplicaSet', 'web-1', 2, 1, ['Deployment', 'web']),
      workload('ReplicaSet', 'web-0', 0, 0, ['Deployment', 'web']),
      pod('web-1-a', 'ready', ['ReplicaSet', 'web-1']),
      pod('web-1-b', 'starting', ['ReplicaSet', 'web-1']),
    ),
  ).toEqual({ 'Deployment/shop/web': ['passing', '1/2 ready', 2] });
});

test.each<{ name: string; facts: Fact[]; expected: object }>([
  { name: 'a pod of nobody', facts: [pod('alone', 'ready')], expected: { 'Pod/shop/alone': ['good', 'Running', 1] } },
  {
    name: 'pods of what is not drawn',
    facts: [pod('x-1', 'ready', ['Clone', 'x']), pod('x-2', 'failing', ['Clone', 'x'])],
    expected: { 'Clone/shop/x': ['bad', '1/2 ready', 2] },
  },
  {
    name: 'a Deployment that fails',
    facts: [
      workload('Deployment', 'd', 1, 0),
      workload('ReplicaSet', 'r', 1, 0, ['Deployment', 'd']),
      pod('p', 'failing', ['ReplicaSet', 'r']),
    ],
    expected: { 'Deployment/shop/d': ['bad', '0/1 ready', 1] },
  },
  {
    name: 'a Deployment of none',
    facts: [workload('Deployment', 'd', 0, 0)],
    expected: { 'Deployment/shop/d': ['none', '0/0 ready', 0] },
  },
  {
    name: 'a Service without endpoints',
    facts: [service('s')],
    expected: { 'Service/shop/s': ['bad', '80 · 0/0 endpoints', 0] },
  },
  {
    name: 'a Service of another name',
    facts: [service('s', { type: 'ExternalName', selects: false, ports: [] })],
    expected: { 'Service/shop/s': ['none', 'ExternalName', 0] },
  },
  {
    name: 'an Ingress to a Service that is missing',
    facts: [{ kind: 'Ingress', namespace: 'shop', name: 'i', hosts: ['a'], services: ['none'], addresses: [] }],
    expected: { 'Ingress/shop/i': ['bad', 'a Service is missing', 0] },
  },
  {
    name: 'owners in a circle',
    facts: [
      workload('ReplicaSet', 'a', 1, 1, ['ReplicaSet', 'b']),
      workload('ReplicaSet', 'b', 1, 1, ['ReplicaSet', 'a']),
      pod('p', 'ready', ['ReplicaSet', 'a']),
    ],
    expected: { 'ReplicaSet/shop/a': ['good', '1/1 ready', 1] },
  },
])('$name', ({ facts, expected }) => expect(drawn(...facts)).toEqual(expected));

test('edges go from Ingress to Service to workload, coloured by what is ready', () => {
  const model = modelOf([
    workload('Deployment', 'web', 2, 1),
    workload('ReplicaSet', 'r', 2, 1, ['Deployment', 'web']),
    pod('a', 'ready', ['ReplicaSet', 'r']),
    pod('b', 'starting', ['ReplicaSet', 'r']),
    service('web'),
    slice('web', ['a', true], ['b', false]),
    { kind: 'Ingress', namespace: 'shop', name: 'i', hosts: ['*'], services: ['web'], addresses: [] },
  ]);
  expect(model.namespaces[0]?.edges).toEqual([
    { from: 'Service/shop/web', to: 'Deployment/shop/web', tone: 'passing' },
    { from: 'Ingress/shop/i', to: 'Service/shop/web', tone: 'passing' },
  ]);
});

test('nodes count their pods, and namespaces of the cluster’s own stand last', () => {
  const model = modelOf([
    { kind: 'Node', name: 'node-1', ready: true, open: false, addresses: [] },
    pod('a', 'ready'),
    pod('b', 'failing'),
    { ...pod('c', 'ready'), namespace: 'kube-system', node: '' },
  ]);
  expect(model.nodes).toMatchObject([{ name: 'node-1', tone: 'passing', pods: { ready: 1, failing: 1 } }]);
  expect(model.namespaces.map(({ name }) => name)).toEqual(['shop', 'kube-system']);
});
