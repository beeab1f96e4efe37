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
      update: (newest) => void (pod = newest),
      remove() {
        stopping = true;
        removed.push(identity.name);
      },
      evict: () => undefined,
      wake: () => undefined,
      done: new Promise((resolve) => ends.set(identity.name, resolve)),
    };
  };
  const nothing = () => undefined;
  const manager = createPodManager({
    informer: createInformer(cluster.pods, { name: 'pods', logger, clock: realClock }),
    runtime,
    createWorker,
    logger,
    clock: realClock,
    signal: stop.signal,
    changes: { subscribe: () => nothing },
    objects: { onChange: nothing },
    status: { observed: nothing },
    volumes: {},
    refresher: { forget: nothing, refresh: nothing },
    paths: { pods: '/nowhere', allLogs: '/nowhere' },
  } as unknown as PodManagerOptions);
  return { cluster, runtime, manager, removed, end: (name: string) => ends.get(name)!() };
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
