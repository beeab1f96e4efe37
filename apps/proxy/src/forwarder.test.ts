import { createFakeCluster } from '@kubets/client/testing';
import { createMetrics } from '@kubets/component';
import { createFakeClock, createTestLogger } from '@kubets/component/testing';
import type { ProxyBackend } from './backends/backend';
import { createForwarder } from './forwarder';
import { createProxyHealth } from './health/proxy-health';
import { createInformers } from './informers';
import { createForwardingState, type ForwardingChanges } from './model/forwarding-state';
import type { FrontendChange } from './model/frontend-table';
import { createProxyMetrics } from './proxy-metrics';
import { endpoint, service, slice } from './testing/cluster-objects';

/** A kernel that only remembers: what each commit brought, as `ADDRESS:PORT ROUTE`. */
function createRecorder() {
  let staged: string[] = [];
  const commits: string[][] = [];
  const fail: Error[] = [];
  let intact = true;
  const record = (changes: ForwardingChanges): void => {
    for (const { before, after } of changes.frontends)
      staged.push(
        after ? `${after.address}:${after.port} ${after.route.to}` : `${before?.address}:${before?.port} gone`,
      );
    for (const { set, before, after } of changes.addresses)
      if (before.join() !== after.join()) staged.push(`${set} ${after.join()}`);
  };
  const backend: ProxyBackend = {
    stage: record,
    async commit() {
      const error = fail.shift();
      if (error) throw error;
      if (staged.length > 0) commits.push(staged.sort());
      const elements = staged.length;
      staged = [];
      return { mode: elements > 0 ? 'changes' : 'none', elements, leftovers: false };
    },
    verify: async () => intact,
    holds: async () => intact,
    remove: async () => undefined,
  };
  return { backend, commits, fail, setIntact: (value: boolean) => (intact = value) };
}

async function start({
  state = createForwardingState(),
  objects = [service('web', { clusterIP: '10.96.0.5' }), slice('web', [endpoint('10.244.1.2', 'node-1')])],
} = {}) {
  const clock = createFakeClock();
  const logger = createTestLogger();
  const cluster = createFakeCluster(objects, { clock });
  const recorder = createRecorder();
  const announced: string[][] = [];
  const cleaned: FrontendChange[][] = [];
  const health = createProxyHealth({ clock, timeoutMs: 60_000 });
  const healthPorts: { service: string; localEndpoints: number }[][] = [];
  const stop = new AbortController();
  const forwarder = createForwarder({
    nodeName: 'node-1',
    nodePorts: ['primary'],
    syncPeriodMs: 30_000,
    informers: createInformers(cluster, 'node-1', logger),
    state,
    backend: recorder.backend,
    announcer: { announce: async (addresses) => void announced.push([...addresses]), recheck: () => undefined },
    conntrack: { clean: async (changes) => cleaned.push([...changes]) },
    health,
    serviceHealth: {
      update: (wanted) =>
        void healthPorts.push(wanted.map(({ service: name, localEndpoints }) => ({ service: name, localEndpoints }))),
      close: () => undefined,
    },
    metrics: createProxyMetrics(createMetrics()),
    interfaceAddresses: () => [],
    clock,
    logger,
  });
  const ended = forwarder.run(stop.signal);
  await clock.advance(1);
  recorder.commits.splice(0).forEach((commit) => first.push(...commit));
  return {
    clock,
    logger,
    cluster,
    ...recorder,
    announced,
    cleaned,
    health,
    healthPorts,
    forwarder,
    stop: async () => (stop.abort(), ended),
  };
}
let first: string[] = [];
beforeEach(() => (first = []));

test('the first commit has everything there is', async () => {
  const { health, stop } = await start();
  expect(first).toEqual(['10.96.0.5:80 endpoints', 'cluster-ips 10.96.0.5']);
  expect(health.report().healthy).toBe(true);
  await stop();
});

test('a Service that cannot be worked out keeps nobody else from being forwarded', async () => {
  const sound = createForwardingState();
  const state: typeof sound = {
    ...sound,
    update: (key, forwarding) => {
      if (key === 'default/odd') throw new Error('defect');
      return sound.update(key, forwarding);
    },
  };
  const objects = ['a', 'odd', 'z'].map((name, index) => service(name, { clusterIP: `10.96.0.${index}` }));
  const { logger, commits, clock, cluster, health, stop } = await start({ state, objects });
  expect(first).toEqual(expect.arrayContaining(['10.96.0.0:80 reject', '10.96.0.2:80 reject']));
  await cluster.services.create(service('later', { clusterIP: '10.96.0.9' }));
  await clock.advance(1);
  expect(commits.flat()).toContain('10.96.0.9:80 reject');
  expect(health.report().healthy).toBe(true);
  expect(logger.lines.filter(({ level }) => level === 'error')).toEqual([
    expect.objectContaining({ serviceKey: 'default/odd' }),
  ]);
  await stop();
});

test('changes of Services and slices bring only what they change', async () => {
  const { clock, cluster, commits, stop } = await start();
  await cluster.services.create(service('new', { clusterIP: '10.96.0.6' }));
  await clock.advance(1);
  await cluster.endpointSlices.create(slice('new', [endpoint('10.244.1.3', 'node-1')]));
  await clock.advance(1);
  await cluster.endpointSlices.delete({ namespace: 'default', name: 'new-a' });
  await clock.advance(1);
  await cluster.services.delete({ namespace: 'default', name: 'new' });
  await clock.advance(1);
  expect(commits).toEqual([
    ['10.96.0.6:80 reject', 'cluster-ips 10.96.0.6'],
    ['10.96.0.6:80 endpoints'],
    ['10.96.0.6:80 reject'],
    ['10.96.0.6:80 gone', 'cluster-ips '],
  ]);
  await stop();
});

test('a slice that changes hands concerns both Services', async () => {
  const { clock, cluster, commits, stop } = await start();
  await cluster.services.create(service('new', { clusterIP: '10.96.0.6' }));
  await clock.advance(1);
  commits.length = 0;
  const moved = await cluster.endpointSlices.get({ namespace: 'default', name: 'web-a' });
  await cluster.endpointSlices.update({
    ...moved,
    metadata: { ...moved.metadata, labels: { 'kubernetes.io/service-name': 'new' } },
  });
  await clock.advance(1);
  expect(commits).toEqual([['10.96.0.5:80 reject', '10.96.0.6:80 endpoints']]);
  await stop();
});

test('Services of another proxy and slices of headless Services are not looked at', async () => {
  const foreign = service(
    'foreign',
    { clusterIP: '10.96.0.9' },
    { metadata: { labels: { 'service.kubernetes.io/service-proxy-name': 'mine' } } },
  );
  const { stop } = await start({ objects: [foreign] });
  expect(first).toEqual([]);
  await stop();
});

test('a node that gets its address or zone makes all Services be looked at', async () => {
  const { clock, cluster, commits, health, stop } = await start({
    objects: [service('web', { type: 'NodePort', clusterIP: '10.96.0.5', ports: [{ port: 80, nodePort: 30_000 }] })],
  });
  const node = {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'node-1' },
    status: { addresses: [{ type: 'InternalIP', address: '10.0.0.1' }] },
  };
  await cluster.nodes.create(node);
  const created = await cluster.nodes.updateStatus(node);
  await clock.advance(1);
  expect(commits.flat()).toContain('10.0.0.1:30000 reject');
  await cluster.nodes.update({ ...created, ...node, metadata: { ...created.metadata, finalizers: ['x'] } });
  await cluster.nodes.delete({ name: 'node-1' });
  await clock.advance(1);
  expect(health.report()).toMatchObject({ healthy: true, nodeEligible: false });
  await stop();
});

test('an endpoint that was let go of gets nothing more when the others leave, too, until another pod has its address', async () => {
  const leaving = { conditions: { ready: false, serving: true, terminating: true } };
  const [a, b] = ['10.244.1.2', '10.244.2.2'];
  const state = createForwardingState();
  const { clock, cluster, forwarder, stop } = await start({
    state,
    objects: [service('web', { clusterIP: '10.96.0.5' }), slice('web', [endpoint(a), endpoint(b)])],
  });
  const endpointsAre = async (...endpoints: ReturnType<typeof endpoint>[]) => {
    const { metadata } = await cluster.endpointSlices.get({ namespace: 'default', name: 'web-a' });
    const { resourceVersion } = metadata!;
    const next = slice('web', endpoints);
    await cluster.endpointSlices.update({ ...next, metadata: { ...next.metadata, resourceVersion: resourceVersion! } });
    await clock.advance(1);
    const { route } = [...state.services()][0]!.frontends[0]!;
    return route.to === 'endpoints' ? route.targets.map(({ address }) => address) : route.to;
  };
  expect(forwarder.release(a, true)).toBe(false);
  expect(await endpointsAre(endpoint(a, 'n', leaving), endpoint(b))).toEqual([b]);
  expect(forwarder.release(a, false)).toBe(true);
  expect(await endpointsAre(endpoint(a, 'n', leaving), endpoint(b, 'n', leaving))).toEqual([b]);
  expect([forwarder.release(b, false), forwarder.release(b, true)]).toEqual([false, true]);
  expect(await endpointsAre(endpoint(b, 'n', leaving))).toBe('reject');
  expect(await endpointsAre(endpoint(a), endpoint(b, 'n', leaving))).toEqual([a]);
  expect(await endpointsAre(endpoint(a, 'n', leaving))).toEqual([a]);
  await stop();
});

test('service CIDRs are followed', async () => {
  const { clock, cluster, commits, stop } = await start({ objects: [] });
  await cluster.serviceCIDRs.create({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'ServiceCIDR',
    metadata: { name: 'kubernetes' },
    spec: { cidrs: ['10.96.0.0/12'] },
  });
  await clock.advance(1);
  expect(commits).toEqual([['service-cidrs 10.96.0.0/12']]);
  await stop();
});

test('an apiserver that goes away and comes back with the same objects changes nothing', async () => {
  const { clock, cluster, commits, health, stop } = await start();
  cluster.breakWatches({ expire: true });
  await clock.advance(120_000);
  expect(commits).toEqual([]);
  expect(health.report().healthy).toBe(true);
  await stop();
});

test('a commit that fails is tried again; stale flows are removed and addresses announced only afterwards', async () => {
  const { clock, cluster, commits, fail, cleaned, announced, health, stop } = await start();
  cleaned.length = announced.length = 0;
  fail.push(new Error('kernel says no'), new Error('kernel says no'));
  const annotations = { 'loadbalancer.kubets.dev/address': '192.0.2.1', 'loadbalancer.kubets.dev/node': 'node-1' };
  await cluster.services.create(
    service('lb', { type: 'LoadBalancer', clusterIP: '10.96.0.6' }, { metadata: { annotations } }),
  );
  await clock.advance(50);
  expect([cleaned, announced]).toEqual([[], []]);
  await clock.advance(1000);
  expect(commits).toEqual([
    ['10.96.0.6:80 reject', '192.0.2.1:80 reject', 'cluster-ips 10.96.0.6', 'load-balancer-ips 192.0.2.1'],
  ]);
  expect(cleaned.flat().map(({ after }) => after?.address)).toEqual(['10.96.0.6', '192.0.2.1']);
  expect(announced.at(-1)).toEqual(['192.0.2.1']);
  expect(health.report().healthy).toBe(true);
  await stop();
});

test('a kernel that keeps refusing makes the node unhealthy', async () => {
  const { clock, cluster, fail, health, stop } = await start();
  for (let count = 0; count < 100; count++) fail.push(new Error('kernel says no'));
  await cluster.services.create(service('new', { clusterIP: '10.96.0.6' }));
  await clock.advance(59_000);
  expect(health.report().healthy).toBe(true);
  await clock.advance(2000);
  expect(health.report().healthy).toBe(false);
  await stop();
});

test('missing rules are reported once a period', async () => {
  const { clock, logger, setIntact, stop } = await start();
  setIntact(false);
  await clock.advance(61_000);
  expect(logger.lines.filter(({ msg }) => msg.includes('missing from the kernel'))).toHaveLength(2);
  await stop();
});

test('healthCheckNodePorts follow the local endpoints', async () => {
  const spec = {
    type: 'LoadBalancer',
    clusterIP: '10.96.0.5',
    externalTrafficPolicy: 'Local',
    healthCheckNodePort: 31_000,
  };
  const { clock, cluster, healthPorts, stop } = await start({
    objects: [service('web', spec), slice('web', [endpoint('10.244.1.2', 'node-1')])],
  });
  expect(healthPorts.at(-1)).toEqual([{ service: 'default/web', localEndpoints: 1 }]);
  await cluster.endpointSlices.delete({ namespace: 'default', name: 'web-a' });
  await clock.advance(1);
  expect(healthPorts.at(-1)).toEqual([{ service: 'default/web', localEndpoints: 0 }]);
  await stop();
});
