import { createInformer } from '@kubets/client';
import { createFakeCluster } from '@kubets/client/testing';
import { realClock } from '@kubets/component';
import { createTestLogger, eventually } from '@kubets/component/testing';
import type { Pod, PodSpec } from '@kubets/proto-gen/core/v1';
import { createFakeRuntime } from '../runtimes/testing/fake-runtime';
import { createPodManager, type PodManagerOptions } from './pod-manager';
import type { PodIdentity } from './pod-observer';
import type { PodWorker } from './pod-worker';

let stop: AbortController;
beforeEach(() => (stop = new AbortController()));
afterEach(() => stop.abort());

const specOf = (hostPort: number): PodSpec => ({
  containers: [{ name: 'c', ports: [{ containerPort: 80, hostPort }] }],
});
const podOf = (name: string, hostPort: number): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'd' },
  spec: specOf(hostPort),
});

/** A manager over a fake cluster and runtime, whose workers only note what they are told. */
function start() {
  const cluster = createFakeCluster();
  const runtime = createFakeRuntime();
  const logger = createTestLogger();
  const removed: string[] = [];
  const ends = new Map<string, () => void>();
  const updates: string[] = [];
  const createWorker = (identity: PodIdentity): PodWorker => {
    let pod: Pod | undefined;
    let stopping = false;
    return {
      identity,
      get pod() {
        return pod;
      },
      get active() {
        return !stopping;
      },
      get stopping() {
        return stopping;
      },
      update(newest) {
        pod = newest;
        stopping ||= newest.metadata?.deletionTimestamp !== undefined;
        updates.push(`${stopping ? 'stop' : 'run'} ${identity.uid}`);
      },
      remove() {
        stopping = true;
        removed.push(identity.name);
      },
      evict: () => undefined,
      wake: () => undefined,
      ended: Promise.resolve(),
      done: new Promise((resolve) => ends.set(identity.name, resolve)),
    };
  };
  const nothing = () => undefined;
  const manager = createPodManager({
    informer: createInformer(cluster.pods, { name: 'pods', logger, clock: realClock }),
    runtime,
    createWorker,
    staticPodsKnown: Promise.resolve(),
    onMirrorChange: nothing,
    logger,
    clock: realClock,
    signal: stop.signal,
    changes: { subscribe: () => nothing },
    objects: { onChange: nothing },
    status: { observed: nothing },
    volumes: {},
    refresher: { forget: nothing, refresh: nothing },
    groups: { removeStrays: nothing },
    paths: { pods: '/nowhere', allLogs: '/nowhere', containerLogs: '/nowhere' },
  } as unknown as PodManagerOptions);
  return { cluster, runtime, manager, removed, updates, end: (name: string) => ends.get(name)!() };
}

test('a pod that goes from the API is removed, and in the way of its name and ports until it has gone', async () => {
  const { cluster, manager, removed, end } = start();
  await cluster.pods.create(podOf('a', 8080));
  manager.start();
  await eventually(() => !manager.isInTheWay(podOf('other', 8080)));
  await cluster.pods.delete({ namespace: 'd', name: 'a' }, { gracePeriodSeconds: 0 });
  await eventually(() => removed.includes('a'));
  expect([podOf('a', 1), podOf('b', 8080), podOf('b', 8081)].map((pod) => manager.isInTheWay(pod))).toEqual([
    true,
    true,
    false,
  ]);
  end('a');
  await eventually(() => !manager.isInTheWay(podOf('a', 8080)));
});

test('so is one that went while no agent ran, before any other starts', async () => {
  const { runtime, manager, removed } = start();
  const stray = { ...podOf('a', 8080), metadata: { name: 'a', namespace: 'd', uid: 'gone' } };
  await runtime.runSandbox({
    pod: stray,
    attempt: 0,
    hostname: 'a',
    logDirectory: '',
    dns: { servers: [], searches: [], options: [] },
  });
  expect(manager.isInTheWay(podOf('b', 1))).toBe(true);
  manager.start();
  await eventually(() => removed.includes('a') && !manager.isInTheWay(podOf('b', 1)));
  expect(manager.isInTheWay(podOf('a', 1))).toBe(true);
});

describe('static pods', () => {
  const staticPod = (uid: string): Pod => {
    const pod = podOf('own-n', 8080);
    return { ...pod, metadata: { ...pod.metadata, uid, annotations: { 'kubernetes.io/config.source': 'file' } } };
  };
  const mirror = (hash: string): Pod => ({
    ...podOf('own-n', 8080),
    metadata: { ...podOf('own-n', 8080).metadata, annotations: { 'kubernetes.io/config.mirror': hash } },
  });

  test('run without the API, are stopped in their own time when they change, and the new waits for the old', () => {
    const { manager, updates } = start();
    manager.setStatic([staticPod('one')]);
    manager.setStatic([staticPod('one')]);
    expect([updates, manager.isInTheWay(staticPod('one'))]).toEqual([['run one'], false]);
    manager.setStatic([staticPod('two')]);
    expect([updates, manager.isInTheWay(staticPod('two'))]).toEqual([['run one', 'stop one', 'run two'], true]);
  });

  test('run again when their file goes and comes back before they have stopped', async () => {
    const { manager, updates, end } = start();
    manager.setStatic([staticPod('one')]);
    manager.setStatic([]);
    manager.setStatic([staticPod('one')]);
    expect(updates).toEqual(['run one', 'stop one']);
    end('own-n');
    await eventually(() => updates.length === 3);
    expect(updates[2]).toBe('run one');
  });

  test('are what is found by the name of what shows them, which no worker runs', async () => {
    const { cluster, manager, updates } = start();
    await cluster.pods.create(mirror('one'));
    await cluster.pods.create(podOf('other', 1));
    manager.setStatic([staticPod('one')]);
    manager.start();
    await eventually(() => updates.length === 2);
    expect(manager.find('d', 'own-n')?.metadata?.uid).toBe('one');
    expect(manager.list().map(({ metadata }) => metadata?.name)).toEqual(['other', 'own-n']);
    manager.setStatic([]);
    expect(manager.find('d', 'own-n')).toBeUndefined();
  });
});
