import { newConflict, newServiceUnavailable } from '@kubets/apimachinery';
import { createEventRecorder } from '@kubets/client';
import { createFakeCluster, type FakeCluster } from '@kubets/client/testing';
import { createMetrics, realClock } from '@kubets/component';
import { createTestLogger, eventually } from '@kubets/component/testing';
import type { Event, Pod } from '@kubets/proto-gen/core/v1';
import type { ResourceClaim } from '@kubets/proto-gen/resource/v1';
import { createSchedulerInformers } from './informers/scheduler-informers';
import { plugins } from './plugins/registry';
import { createScheduler } from './scheduler';
import { buildNode, buildPod } from './testing/build';

const running: { stop: AbortController; done: Promise<void> }[] = [];

function startScheduler(client: FakeCluster): { stop: () => Promise<void> } {
  const logger = createTestLogger();
  const stop = new AbortController();
  const scheduler = createScheduler({
    client,
    informers: createSchedulerInformers(client, { logger }),
    recorder: createEventRecorder({ client, component: 'default-scheduler', logger }),
    plugins,
    schedulerName: 'default-scheduler',
    percentageOfNodesToScore: 0,
    initialBackoffMs: 20,
    maxBackoffMs: 100,
    logger,
    metrics: createMetrics({ processMetrics: false }),
    clock: realClock,
    random: Math.random,
  });
  const done = scheduler.run(stop.signal);
  running.push({ stop, done });
  return {
    async stop() {
      stop.abort();
      await done;
    },
  };
}

afterEach(async () => {
  for (const { stop, done } of running.splice(0)) {
    stop.abort();
    await done;
  }
});

const podNamed = (client: FakeCluster, name: string) =>
  client.objects<Pod>('pods').find(({ metadata }) => metadata?.name === name);
const nodeOf = (client: FakeCluster, name: string) => podNamed(client, name)?.spec?.nodeName;
const eventOf = (client: FakeCluster, reason: string) =>
  client.objects<Event>('events').find((event) => event.reason === reason);
const bindsOf = (client: FakeCluster) => client.calls.filter(({ verb }) => verb === 'bind');

test('a pod gets a node and a Scheduled event', async () => {
  const client = createFakeCluster([buildNode('node-1')]);
  startScheduler(client);
  await client.pods.create(buildPod('p'));
  await eventually(() => nodeOf(client, 'p') === 'node-1');
  const event = await eventually(() => eventOf(client, 'Scheduled'));
  expect(event).toMatchObject({
    type: 'Normal',
    message: 'Successfully assigned default/p to node-1',
    involvedObject: { kind: 'Pod', name: 'p' },
    source: { component: 'default-scheduler' },
  });
});

test('a pod that fits nowhere says why, once, and is scheduled when a node comes', async () => {
  const client = createFakeCluster([buildNode('small')]);
  startScheduler(client);
  await client.pods.create(buildPod('p', { requests: { cpu: '3' } }));
  const condition = await eventually(() =>
    podNamed(client, 'p')?.status?.conditions?.find(({ type }) => type === 'PodScheduled'),
  );
  const message =
    '0/1 nodes are available: 1 Insufficient cpu. preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.';
  expect(condition).toMatchObject({ status: 'False', reason: 'Unschedulable', message });
  expect(await eventually(() => eventOf(client, 'FailedScheduling'))).toMatchObject({ type: 'Warning', message });

  const big = buildNode('big', { status: { allocatable: { cpu: '8', memory: '8Gi', pods: '110' } } });
  await client.nodes.create(big);
  await client.nodes.updateStatus(big);
  await eventually(() => nodeOf(client, 'p') === 'big');
});

test('two replicas land on two nodes even if their ReplicaSet is not known yet', async () => {
  for (let round = 0; round < 10; round++) {
    const client = createFakeCluster([buildNode('node-1'), buildNode('node-2')]);
    const scheduler = startScheduler(client);
    const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: 'rs', controller: true };
    for (const name of ['web-1', 'web-2']) {
      const pod = buildPod(name, { labels: { app: 'web' } });
      await client.pods.create({ ...pod, metadata: { ...pod.metadata, ownerReferences: [owner] } });
    }
    const nodes = await eventually(() => {
      const names = ['web-1', 'web-2'].map((name) => nodeOf(client, name));
      return names.every(Boolean) && names;
    });
    expect([...nodes].sort()).toEqual(['node-1', 'node-2']);
    await scheduler.stop();
  }
});

test('a gated pod is marked and left alone until its gates are gone; pods of other schedulers always', async () => {
  const client = createFakeCluster([buildNode('node-1')]);
  startScheduler(client);
  const gated = await client.pods.create(
    buildPod('gated', { spec: { containers: [], schedulingGates: [{ name: 'example.com/wait' }] } }),
  );
  await client.pods.create(buildPod('foreign', { spec: { containers: [], schedulerName: 'other' } }));
  const condition = await eventually(() => podNamed(client, 'gated')?.status?.conditions?.[0]);
  expect(condition).toMatchObject({
    type: 'PodScheduled',
    status: 'False',
    reason: 'SchedulingGated',
    message: 'Scheduling is blocked due to non-empty scheduling gates',
  });
  expect(bindsOf(client)).toHaveLength(0);

  await client.pods.patch(
    { namespace: 'default', name: gated.metadata!.name! },
    { type: 'merge', body: { spec: { schedulingGates: null } } },
  );
  await eventually(() => nodeOf(client, 'gated'));
  expect(nodeOf(client, 'foreign')).toBeUndefined();
});

test.each([
  { name: 'the apiserver away', error: newServiceUnavailable('etcd is away') },
  { name: 'a conflict', error: newConflict({ group: '', resource: 'pods' }, 'p', 'try again') },
])('a failed binding frees the place and is tried again: $name', async ({ error }) => {
  const client = createFakeCluster([
    buildNode('node-1', { status: { allocatable: { cpu: '1', memory: '1Gi', pods: '1' } } }),
  ]);
  client.failNext({ verb: 'bind', resource: 'pods' }, error, 2);
  startScheduler(client);
  await client.pods.create(buildPod('p'));
  await eventually(() => nodeOf(client, 'p') === 'node-1');
  expect(
    eventOf(client, 'FailedScheduling')?.message ??
      (await eventually(() => eventOf(client, 'FailedScheduling'))).message,
  ).toContain(error.message);
});

test('a binding whose answer was lost is not reported as failed', async () => {
  const cluster = createFakeCluster([buildNode('node-1')]);
  const bind: FakeCluster['pods']['bind'] = async (ref, node) => {
    await cluster.pods.bind(ref, node);
    await new Promise((resolve) => setTimeout(resolve, 20));
    throw newServiceUnavailable('connection lost');
  };
  startScheduler({ ...cluster, pods: { ...cluster.pods, bind } });
  await cluster.pods.create(buildPod('p'));
  await eventually(() => nodeOf(cluster, 'p') === 'node-1');
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(bindsOf(cluster)).toHaveLength(1);
  expect(eventOf(cluster, 'FailedScheduling')).toBeUndefined();
  expect(podNamed(cluster, 'p')?.status?.conditions?.find(({ type }) => type === 'PodScheduled')?.status).not.toBe(
    'False',
  );
});

test('a new scheduler takes over where a killed one was and binds nothing twice', async () => {
  const client = createFakeCluster([buildNode('node-1'), buildNode('node-2')]);
  const first = startScheduler(client);
  for (let index = 0; index < 20; index++) await client.pods.create(buildPod(`p${index}`));
  await eventually(() => bindsOf(client).length > 3);
  await first.stop();
  startScheduler(client);
  await eventually(() => client.objects<Pod>('pods').every(({ spec }) => spec?.nodeName));
  expect(bindsOf(client)).toHaveLength(20);
});

test('the room of a finished pod is used again', async () => {
  const client = createFakeCluster([
    buildNode('node-1', { status: { allocatable: { cpu: '1', memory: '1Gi', pods: '1' } } }),
    buildPod('old', { node: 'node-1' }),
  ]);
  startScheduler(client);
  await client.pods.create(buildPod('new'));
  await eventually(() => eventOf(client, 'FailedScheduling'));
  await client.pods.updateStatus({ ...podNamed(client, 'old')!, status: { phase: 'Succeeded' } });
  await eventually(() => nodeOf(client, 'new') === 'node-1');
});

test('a pod of higher priority has a lower one removed', async () => {
  const lowSpec: Pod['spec'] = {
    nodeName: 'node-1',
    priority: 1,
    containers: [{ name: 'c', resources: { requests: { cpu: '2' } } }],
  };
  const client = createFakeCluster([buildNode('node-1'), buildPod('low', { spec: lowSpec })]);
  startScheduler(client);
  await client.pods.create(
    buildPod('high', { spec: { priority: 10, containers: [{ name: 'c', resources: { requests: { cpu: '1' } } }] } }),
  );
  await eventually(() => podNamed(client, 'low')?.metadata?.deletionTimestamp);
  expect(podNamed(client, 'low')?.status?.conditions).toMatchObject([
    {
      type: 'DisruptionTarget',
      status: 'True',
      reason: 'PreemptionByScheduler',
      message: 'default-scheduler: preempting to accommodate a higher priority pod',
    },
  ]);
  expect(podNamed(client, 'high')).toMatchObject({ spec: expect.not.objectContaining({ nodeName: 'node-1' }) });
  await eventually(() => podNamed(client, 'high')?.status?.nominatedNodeName === 'node-1');
  expect((await eventually(() => eventOf(client, 'FailedScheduling'))).message).toBe(
    '0/1 nodes are available: 1 Insufficient cpu. preemption: found a potential placement for pod on node node-1, preempting 1 victims',
  );
  // What its kubelet does once it has stopped the pod.
  await client.pods.delete({ namespace: 'default', name: 'low' }, { gracePeriodSeconds: 0 });
  await eventually(() => nodeOf(client, 'high') === 'node-1');
  expect((await eventually(() => eventOf(client, 'Preempted'))).message).toMatch(
    /^Preempted by pod \S+ on node node-1$/,
  );
});

test('the room that others made for a pod is kept for it, also by a scheduler that has just started', async () => {
  const asking = (cpu: string) => [{ name: 'c', resources: { requests: { cpu } } }];
  const high = buildPod('high', { spec: { priority: 10, schedulingGates: [{ name: 'x' }], containers: asking('2') } });
  const client = createFakeCluster([
    buildNode('node-1'),
    { ...high, status: { phase: 'Pending', nominatedNodeName: 'node-1' } },
    buildPod('low', { spec: { priority: 1, containers: asking('1') } }),
  ]);
  startScheduler(client);
  await eventually(() => eventOf(client, 'FailedScheduling'));
  expect(nodeOf(client, 'low')).toBeUndefined();
  await client.pods.create(buildPod('higher', { spec: { priority: 11, containers: asking('1') } }));
  await eventually(() => nodeOf(client, 'higher') === 'node-1');
  await client.pods.delete({ namespace: 'default', name: 'high' }, { gracePeriodSeconds: 0 });
  await eventually(() => nodeOf(client, 'low') === 'node-1');
});

test('devices are claimed for one pod at a time, and the next one waits until they are given back', async () => {
  const slice = {
    apiVersion: 'resource.k8s.io/v1',
    kind: 'ResourceSlice',
    metadata: { name: 's' },
    spec: {
      driver: 'gpu.example',
      nodeName: 'node-1',
      pool: { name: 'node-1', resourceSliceCount: 1 },
      devices: [{ name: 'g0' }],
    },
  };
  const claim = (name: string) => ({
    apiVersion: 'resource.k8s.io/v1',
    kind: 'ResourceClaim',
    metadata: { namespace: 'default', name },
    spec: { devices: { requests: [{ name: 'r', exactly: { deviceClassName: 'gpu' } }] } },
  });
  const gpu = { apiVersion: 'resource.k8s.io/v1', kind: 'DeviceClass', metadata: { name: 'gpu' }, spec: {} };
  const client = createFakeCluster([buildNode('node-1'), slice, gpu, claim('one'), claim('two')]);
  startScheduler(client);
  for (const name of ['one', 'two'])
    await client.pods.create(
      buildPod(name, { spec: { containers: [], resourceClaims: [{ name: 'x', resourceClaimName: name }] } }),
    );
  const claimNamed = (name: string) =>
    client.objects<ResourceClaim>('resourceclaims').find(({ metadata }) => metadata?.name === name);
  await eventually(() => nodeOf(client, 'one') === 'node-1');
  expect(claimNamed('one')).toMatchObject({
    metadata: { finalizers: ['resource.kubernetes.io/delete-protection'] },
    status: {
      allocation: { devices: { results: [{ request: 'r', driver: 'gpu.example', pool: 'node-1', device: 'g0' }] } },
      reservedFor: [{ resource: 'pods', name: 'one' }],
    },
  });
  const refused = await eventually(() => eventOf(client, 'FailedScheduling'));
  expect(refused?.message).toContain('0/1 nodes are available: 1 cannot allocate all claims.');
  await client.resourceClaims.updateStatus({ ...claimNamed('one')!, status: {} });
  await eventually(() => nodeOf(client, 'two') === 'node-1');
  expect(claimNamed('two')?.status?.reservedFor).toMatchObject([{ name: 'two' }]);
});
