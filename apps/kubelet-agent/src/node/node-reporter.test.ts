import { createFakeCluster, type FakeCluster } from '@kubets/client/testing';
import { createEventRecorder } from '@kubets/client';
import { createFakeClock, createTestLogger, eventually, type FakeClock } from '@kubets/component/testing';
import { newServiceUnavailable } from '@kubets/apimachinery';
import type { Event, Node } from '@kubets/proto-gen/core/v1';
import type { Lease } from '@kubets/proto-gen/coordination/v1';
import { createFakeRuntime } from '../runtimes/testing/fake-runtime';
import { runNodeLease } from './node-lease';
import { createNodeReporter } from './node-reporter';
import type { NodeFacts } from './node-status';
import { createRuntimeHealth } from './runtime-health';

let cluster: FakeCluster;
let clock: FakeClock;
let stop: AbortController;
let problems: string[];
beforeEach(() => {
  cluster = createFakeCluster();
  clock = createFakeClock();
  stop = new AbortController();
  problems = ['container runtime is down'];
});
afterEach(() => stop.abort());

const facts: NodeFacts = {
  name: 'n1',
  runtimeVersion: 'fake://1',
  ip: '10.0.0.1',
  port: 10250,
  maxPods: 110,
  reserved: {},
  images: [],
  machine: {
    cpus: 2,
    memoryBytes: 1e9,
    diskBytes: 1e9,
    machineId: '',
    systemUuid: '',
    bootId: '',
    kernelVersion: '',
    osImage: '',
    architecture: 'amd64',
    appArmor: false,
  },
};
const node = () => cluster.objects<Node>('nodes')[0];
const ready = () => node()?.status?.conditions?.find(({ type }) => type === 'Ready');
const statusWrites = () =>
  cluster.calls.filter(({ verb, resource }) => resource === 'nodes' && verb === 'patch').length;

/** Reads of real files take real time, which the fake clock does not wait for. */
async function until(condition: () => unknown): Promise<void> {
  await eventually(async () => {
    await clock.advance(0);
    return condition();
  });
}

function report() {
  const recorder = createEventRecorder({ client: cluster, component: 'kubelet', logger: createTestLogger() });
  const reporter = createNodeReporter({
    client: cluster.nodes,
    recorder,
    facts: async () => facts,
    problems: () => problems,
    observed: () => node(),
    register: true,
    labels: ['zone=a'],
    taints: [],
    pressures: () => new Set(),
    lookMs: 10_000,
    reportMs: 300_000,
    clock,
    logger: createTestLogger(),
    signal: stop.signal,
  });
  void reporter.run();
  return reporter;
}

test('registers, reports at once what changes, and seldom what does not', async () => {
  const reporter = report();
  await until(() => ready());
  expect(ready()).toMatchObject({ status: 'False', reason: 'KubeletNotReady', message: 'container runtime is down' });
  expect(node()?.metadata?.labels).toMatchObject({ zone: 'a', 'kubernetes.io/hostname': 'n1' });
  problems = [];
  reporter.change();
  await until(() => ready()?.status === 'True');
  const writes = statusWrites();
  await clock.advance(100_000);
  expect(statusWrites()).toBe(writes);
  for (let n = 0; n < 25; n++) await clock.advance(10_000);
  await until(() => statusWrites() === writes + 1);
  await until(() => cluster.objects<Event>('events').some(({ reason }) => reason === 'NodeReady'));
  expect(cluster.objects<Event>('events').map(({ reason }) => reason)).not.toContain('NodeNotReady');
});

test('what the node lifecycle controller wrote while the node was silent is put right at once', async () => {
  problems = [];
  const reporter = report();
  await until(() => ready()?.status === 'True');
  const conditions = node()!.status!.conditions!.map((condition) => ({
    ...condition,
    status: 'Unknown',
    reason: 'NodeStatusUnknown',
  }));
  await cluster.nodes.updateStatus({ ...node()!, status: { ...node()!.status, conditions } });
  reporter.change();
  await until(() => ready()?.status === 'True');
  expect(ready()?.reason).toBe('KubeletReady');
});

test('a node that is there already keeps what others wrote, and gets its labels', async () => {
  cluster.seed({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'n1', labels: { own: 'x' } },
    spec: { podCIDR: '10.244.0.0/24', unschedulable: true },
  } as object);
  report();
  await until(() => ready());
  expect(node()).toMatchObject({
    metadata: { labels: { own: 'x', zone: 'a' } },
    spec: { podCIDR: '10.244.0.0/24', unschedulable: true },
  });
});

test('an apiserver that is away is waited for', async () => {
  cluster.failNext({ verb: 'create', resource: 'nodes' }, newServiceUnavailable('away'), 3);
  report();
  for (let n = 0; n < 10; n++) await clock.advance(1000);
  await until(() => ready());
});

test('the lease is renewed four times in its duration, and owned by the node', async () => {
  const lease = () => cluster.objects<Lease>('leases')[0];
  let register!: () => void;
  void runNodeLease({
    client: cluster.leases,
    nodeName: 'n1',
    durationSeconds: 40,
    registered: new Promise<void>((resolve) => (register = resolve)),
    node: () => ({ metadata: { name: 'n1', uid: 'u1' } }),
    clock,
    logger: createTestLogger(),
    signal: stop.signal,
  });
  await clock.advance(0);
  // It would have no owner, and nobody would take it away with the node.
  expect(lease()).toBeUndefined();
  register();
  await clock.advance(0);
  expect(lease()).toMatchObject({
    metadata: { namespace: 'kube-node-lease', name: 'n1', ownerReferences: [{ kind: 'Node', uid: 'u1' }] },
    spec: { holderIdentity: 'n1', leaseDurationSeconds: 40, renewTime: '2026-01-01T00:00:00.000000Z' },
  });
  await clock.advance(25_000);
  expect(lease()?.spec?.renewTime).toBe('2026-01-01T00:00:20.000000Z');
  await cluster.leases.delete({ namespace: 'kube-node-lease', name: 'n1' });
  await clock.advance(12_000);
  expect(lease()?.spec?.renewTime).toMatch(/^2026-01-01T00:00:3/);
});

test('a runtime that restarts is forgiven, one that stays away is not', async () => {
  let answer: 'ok' | 'no network' | 'away' = 'no network';
  let changes = 0;
  const runtime = {
    ...createFakeRuntime(),
    status: async () => {
      if (answer === 'away') throw new Error('connection refused');
      return {
        runtime: { ok: true, reason: '', message: '' },
        network: { ok: answer === 'ok', reason: 'NetworkPluginNotReady', message: 'cni plugin not initialized' },
        features: { handlers: [], supplementalGroupsPolicy: false },
      };
    },
  };
  const health = createRuntimeHealth({
    runtime,
    onChange: () => changes++,
    clock,
    logger: createTestLogger(),
    signal: stop.signal,
  });
  expect(health.problems()).toHaveLength(2);
  health.start();
  await clock.advance(10);
  expect(health.problems()).toEqual([
    'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:cni plugin not initialized',
  ]);
  answer = 'ok';
  await clock.advance(60);
  expect(health.problems()).toEqual([]);
  answer = 'away';
  await clock.advance(20_000);
  expect(health.problems()).toEqual([]);
  await clock.advance(20_000);
  expect(health.problems()).toEqual(['container runtime is down']);
  answer = 'ok';
  await clock.advance(6000);
  expect(health.problems()).toEqual([]);
  expect(changes).toBe(4);
});
