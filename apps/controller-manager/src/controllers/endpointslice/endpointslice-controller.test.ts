import { nameOf, type KubeObject } from '@kubets/apimachinery';
import type { Pod } from '@kubets/proto-gen/core/v1';
import type { EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import { node, pod, service } from '../../testing/objects';
import { startControllers, type RunningControllers } from '../../testing/start-controllers';
import { endpointSliceController } from './endpointslice-controller';

let running: RunningControllers;
afterEach(() => running.stop());

const slices = (): EndpointSlice[] => running.cluster.objects<EndpointSlice>('endpointslices');
const nodes = [node('node-1', { labels: { 'topology.kubernetes.io/zone': 'z1' } }), node('node-2')];
const manyPods = (count: number, from = 0): Pod[] =>
  Array.from({ length: count }, (_, i) =>
    pod(`pod-${from + i}`, { ip: `10.244.${Math.floor((from + i) / 250)}.${(from + i) % 250}`, node: 'node-1' }),
  );
const start = (...objects: KubeObject[]): RunningControllers =>
  startControllers([endpointSliceController], { objects: [...nodes, ...objects] });

test('lists the pods of a Service, with all that readers need', async () => {
  running = start(
    service('web', {}, { labels: { tier: 'front' } }),
    pod('a', { ip: '10.244.0.5', node: 'node-1' }),
    pod('b', { ip: '10.244.1.5', node: 'node-2', ready: false }),
  );
  await running.settle();
  const [slice] = slices();
  expect(slices()).toHaveLength(1);
  expect(nameOf(slice!)).toMatch(/^web-[a-z0-9]{5}$/);
  expect(slice).toMatchObject({
    addressType: 'IPv4',
    metadata: {
      labels: {
        tier: 'front',
        'kubernetes.io/service-name': 'web',
        'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
      },
      annotations: { 'endpoints.kubernetes.io/last-change-trigger-time': '2026-01-01T00:00:00Z' },
      ownerReferences: [
        { apiVersion: 'v1', kind: 'Service', name: 'web', uid: 'web-uid', controller: true, blockOwnerDeletion: true },
      ],
    },
    ports: [{ name: '', port: 80, protocol: 'TCP' }],
  });
  expect(slice?.endpoints).toEqual([
    {
      addresses: ['10.244.0.5'],
      conditions: { ready: true, serving: true, terminating: false },
      nodeName: 'node-1',
      zone: 'z1',
      targetRef: { kind: 'Pod', namespace: 'default', name: 'a', uid: 'a-uid' },
    },
    {
      addresses: ['10.244.1.5'],
      conditions: { ready: false, serving: false, terminating: false },
      nodeName: 'node-2',
      targetRef: { kind: 'Pod', namespace: 'default', name: 'b', uid: 'b-uid' },
    },
  ]);
});

test('a Service without pods has one empty slice, which the first pod then uses', async () => {
  running = start(service('web'));
  await running.settle();
  const [empty] = slices();
  expect(empty).toMatchObject({ endpoints: [], ports: [] });
  running.cluster.seed(pod('a', { ip: '10.244.0.5', node: 'node-1' }));
  await running.settle();
  expect(slices().map(nameOf)).toEqual([nameOf(empty!)]);
  expect(slices()[0]?.endpoints).toHaveLength(1);
});

test('puts 100 endpoints into a slice, and writes nothing when nothing changes', async () => {
  running = start(service('web'), ...manyPods(230));
  await running.settle();
  expect(
    slices()
      .map((slice) => slice.endpoints?.length)
      .sort(),
  ).toEqual([100, 100, 30]);
  running.cluster.clearCalls();
  const [any] = running.cluster.objects<Pod>('pods');
  await running.cluster.pods.update({ ...any!, metadata: { ...any!.metadata, annotations: { note: 'x' } } });
  await running.settle();
  expect(running.cluster.calls.filter(({ resource }) => resource === 'endpointslices')).toEqual([]);
});

test('a Service that is made anew gets slices of its own, as those of the earlier one are about to go', async () => {
  running = start(service('web'), pod('a', { ip: '10.244.0.5', node: 'node-1' }));
  await running.settle();
  const [old] = slices();
  await running.cluster.services.delete({ namespace: 'default', name: 'web' });
  running.cluster.seed(service('web', {}, { uid: 'other-uid' }));
  await running.settle();
  const [slice] = slices();
  expect(slices()).toHaveLength(1);
  expect(nameOf(slice!)).not.toBe(nameOf(old!));
  expect(slice?.metadata?.ownerReferences?.map(({ uid }) => uid)).toEqual(['other-uid']);
  expect(slice?.endpoints).toHaveLength(1);
});

test('for a Service that is being deleted no slice is made', async () => {
  running = start(service('web', {}, { deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['example.com/held'] }));
  await running.settle();
  expect(slices()).toEqual([]);
});

test('follows a pod through readiness, termination and its end', async () => {
  running = start(service('web'), pod('a', { ip: '10.244.0.5', node: 'node-1' }));
  await running.settle();
  const conditions = () => slices()[0]?.endpoints?.map((endpoint) => endpoint.conditions);
  await running.cluster.pods.delete({ namespace: 'default', name: 'a' });
  await running.settle();
  expect(conditions()).toEqual([{ ready: false, serving: true, terminating: true }]);
  const stopping = running.cluster.objects<Pod>('pods')[0]!;
  await running.cluster.pods.updateStatus({
    ...stopping,
    status: {
      ...stopping.status,
      conditions: [{ type: 'Ready', status: 'False', lastTransitionTime: '2026-01-01T00:01:00Z' }],
    },
  });
  await running.settle();
  expect(conditions()).toEqual([{ ready: false, serving: false, terminating: true }]);
  await running.cluster.pods.delete({ namespace: 'default', name: 'a' }, { gracePeriodSeconds: 0 });
  await running.settle();
  expect(conditions()).toEqual([]);
});

test('slices say that others are to come while all that is there leaves', async () => {
  running = start(service('web'), pod('a', { ip: '10.244.0.5', node: 'node-1' }), pod('early', { node: 'node-1' }));
  const awaited = async (): Promise<unknown> => {
    await running.settle();
    return slices()[0]?.metadata?.annotations?.['endpoints.kubets.dev/successors-awaited'];
  };
  expect(await awaited()).toBeUndefined();
  await running.cluster.pods.delete({ namespace: 'default', name: 'a' });
  expect(await awaited()).toBe('true');
  running.cluster.seed(pod('b', { ip: '10.244.0.6', node: 'node-1', ready: false }));
  expect(await awaited()).toBeUndefined();
});

test('pods with other numbers for a named port get slices of their own', async () => {
  const other = pod('b', {
    ip: '10.244.0.6',
    node: 'node-1',
    spec: {
      containers: [{ name: 'web', image: 'x', ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }] }],
    },
  });
  running = start(
    service('web', { ports: [{ name: 'main', port: 80, targetPort: 'http', protocol: 'TCP' }] }),
    pod('a', { ip: '10.244.0.5', node: 'node-1' }),
    other,
  );
  await running.settle();
  const found = slices().map((slice) => [
    slice.ports?.[0]?.name,
    slice.ports?.[0]?.port,
    slice.endpoints?.[0]?.addresses?.[0],
  ]);
  expect(found.sort()).toEqual([
    ['main', 80, '10.244.0.5'],
    ['main', 8080, '10.244.0.6'],
  ]);
});

test('publishNotReadyAddresses makes unready and terminating pods ready', async () => {
  running = start(
    service('web', { publishNotReadyAddresses: true }),
    pod('a', {
      ip: '10.244.0.5',
      node: 'node-1',
      ready: false,
      meta: { namespace: 'default', name: 'a', labels: { app: 'web' }, deletionTimestamp: '2026-01-01T00:00:00Z' },
    }),
  );
  await running.settle();
  expect(slices()[0]?.endpoints?.[0]?.conditions).toEqual({ ready: true, serving: false, terminating: true });
});

test("a headless Service needs no ports; its pods' host names and the label show", async () => {
  running = start(
    service('web', { clusterIP: 'None', ports: undefined }),
    pod('a', { ip: '10.244.0.5', node: 'node-1', spec: { hostname: 'db-0', subdomain: 'web', containers: [] } }),
  );
  await running.settle();
  expect(slices()[0]?.endpoints?.[0]).toMatchObject({ hostname: 'db-0', addresses: ['10.244.0.5'] });
  expect(slices()[0]?.metadata?.labels).toHaveProperty(['service.kubernetes.io/headless'], '');
});

test('both families of a dual-stack Service have slices', async () => {
  const bare = pod('a', { node: 'node-1' });
  const dual: Pod = { ...bare, status: { ...bare.status, podIPs: [{ ip: '10.244.0.5' }, { ip: 'fd00::5' }] } };
  running = start(service('web', { ipFamilies: ['IPv4', 'IPv6'] }), dual);
  await running.settle();
  expect(
    slices()
      .map((slice) => [slice.addressType, slice.endpoints?.[0]?.addresses?.[0]])
      .sort(),
  ).toEqual([
    ['IPv4', '10.244.0.5'],
    ['IPv6', 'fd00::5'],
  ]);
});

test('leaves Services without selector alone, and clears one that becomes ExternalName', async () => {
  running = start(
    service('manual', { selector: undefined }),
    service('web'),
    pod('a', { ip: '10.244.0.5', node: 'node-1' }),
  );
  await running.settle();
  expect(slices()).toHaveLength(1);
  const web = await running.cluster.services.get({ namespace: 'default', name: 'web' });
  await running.cluster.services.update({
    ...web,
    spec: { ...web.spec, type: 'ExternalName', externalName: 'example.com' },
  });
  await running.settle();
  expect(slices()).toEqual([]);
});

test('pods of a node that does not exist are left out until it does', async () => {
  running = start(service('web'), pod('a', { ip: '10.244.0.5', node: 'node-9' }));
  await running.settle();
  expect(slices()[0]?.endpoints).toEqual([]);
  running.cluster.seed(node('node-9'));
  await running.settle();
  expect(slices()[0]?.endpoints).toHaveLength(1);
});

test('puts a slice back that somebody deleted or changed', async () => {
  running = start(service('web'), pod('a', { ip: '10.244.0.5', node: 'node-1' }));
  await running.settle();
  await running.cluster.endpointSlices.delete({ namespace: 'default', name: nameOf(slices()[0]!) });
  await running.settle();
  expect(slices()).toHaveLength(1);
  await running.cluster.endpointSlices.update({ ...slices()[0]!, endpoints: [] });
  await running.settle();
  expect(slices()[0]?.endpoints).toHaveLength(1);
});

test('a Service whose pods change their labels loses and gets them at once', async () => {
  running = start(
    service('web'),
    service('db', { selector: { app: 'db' } }),
    pod('a', { ip: '10.244.0.5', node: 'node-1' }),
  );
  await running.settle();
  const a = running.cluster.objects<Pod>('pods')[0]!;
  await running.cluster.pods.update({ ...a, metadata: { ...a.metadata, labels: { app: 'db' } } });
  await running.settle();
  const count = Object.fromEntries(
    slices().map((slice) => [slice.metadata?.labels?.['kubernetes.io/service-name'], slice.endpoints?.length]),
  );
  expect(count).toEqual({ web: 0, db: 1 });
});

test('trafficDistribution PreferClose puts zone hints on the endpoints', async () => {
  running = start(
    service('web', { trafficDistribution: 'PreferClose' }),
    pod('a', { ip: '10.244.0.5', node: 'node-1' }),
  );
  await running.settle();
  expect(slices()[0]?.endpoints?.[0]?.hints).toEqual({ forZones: [{ name: 'z1' }] });
});

test('started anew, it keeps the slices there are', async () => {
  running = start(service('web'), ...manyPods(130));
  await running.settle();
  const before = slices().map(nameOf);
  const { cluster, clock } = running;
  await running.stop();
  cluster.clearCalls();
  running = startControllers([endpointSliceController], { cluster, clock });
  await running.settle();
  expect(slices().map(nameOf)).toEqual(before);
  expect(cluster.calls.filter(({ resource }) => resource === 'endpointslices')).toEqual([]);
});
