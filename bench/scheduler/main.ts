// Three figures: decisions alone, the whole scheduler, and what the same in-memory apiserver does without a scheduler.
import { parseArgs } from 'node:util';
import { createEventRecorder } from '@kubets/client';
import { createFakeCluster, type FakeCluster } from '@kubets/client/testing';
import { createLogger, createMetrics, realClock } from '@kubets/component';
import { selectorFromSet } from '@kubets/apimachinery';
import type { Node, Pod } from '@kubets/proto-gen/core/v1';
import { createPodInfo } from '../../apps/scheduler/src/cache/pod-info';
import { SchedulerCache } from '../../apps/scheduler/src/cache/scheduler-cache';
import type { ClusterView } from '../../apps/scheduler/src/framework/plugin';
import { createSchedulerInformers } from '../../apps/scheduler/src/informers/scheduler-informers';
import { plugins } from '../../apps/scheduler/src/plugins/registry';
import { createScheduler } from '../../apps/scheduler/src/scheduler';
import { schedulePod } from '../../apps/scheduler/src/scheduling/schedule-pod';

const IN_FLIGHT = 64;
const WORKLOADS = 100;

const node = (index: number): Node => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {
    name: `node-${index}`,
    labels: { 'kubernetes.io/hostname': `node-${index}`, 'topology.kubernetes.io/zone': `zone-${index % 3}` },
  },
  status: { allocatable: { cpu: '4', memory: '32Gi', pods: '110' } },
});

const pod = (index: number): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: `pod-${index}`,
    namespace: 'default',
    uid: `uid-${index}`,
    labels: { app: `app-${index % WORKLOADS}` },
  },
  spec: {
    schedulerName: 'default-scheduler',
    containers: [{ name: 'c', image: 'nginx', resources: { requests: { cpu: '100m', memory: '500Mi' } } }],
  },
});

/** Decisions per second, without anything around them. */
function decide(nodes: number, pods: number, spread: boolean): number {
  const cache = new SchedulerCache();
  for (let index = 0; index < nodes; index++) cache.setNode(node(index));
  const cluster: ClusterView = {
    nodes: cache.nodes,
    groups: cache.groups,
    images: cache.images,
    storage: {
      claim: () => undefined,
      volume: () => undefined,
      volumes: () => [],
      storageClass: () => undefined,
      csiNode: () => undefined,
      csiDriver: () => undefined,
      capacities: () => [],
    },
    devices: {
      claim: () => undefined,
      deviceClass: () => undefined,
      slices: () => [],
      taintRules: () => [],
      taken: () => new Set(),
      isAssumed: () => false,
    },
    namespaceLabels: () => undefined,
    workloadSelector: ({ labels }) => (spread ? selectorFromSet(labels) : undefined),
  };
  const infos = Array.from({ length: pods }, (_, index) => createPodInfo(pod(index)));
  let start = 0;
  const startedAt = performance.now();
  for (const info of infos) {
    const decision = schedulePod(info, cluster, { plugins, percentageOfNodesToScore: 0, random: Math.random, start });
    if (!decision.placed) throw new Error(decision.message);
    start = (start + decision.looked) % nodes;
    cache.assume(info, decision.nodeName);
  }
  return pods / ((performance.now() - startedAt) / 1000);
}

async function createAll(client: FakeCluster, pods: number): Promise<void> {
  for (let index = 0; index < pods; index++) {
    await client.pods.create(pod(index));
    // Creating must not keep the scheduler from starting.
    if (index % 100 === 99) await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Pods per second from the first create to the last binding. */
async function schedule(nodes: number, pods: number): Promise<number> {
  const client = createFakeCluster(Array.from({ length: nodes }, (_, index) => node(index)));
  const logger = createLogger({ service: 'kube-scheduler', level: 'fatal' });
  const informers = createSchedulerInformers(client, { logger });
  const stop = new AbortController();
  const recorder = createEventRecorder({ client, component: 'default-scheduler', logger });
  let bound = 0;
  const all = new Promise<void>((resolve) => {
    informers.pods.addEventHandler({
      onUpdate: (before, after) => !before.spec?.nodeName && after.spec?.nodeName && ++bound === pods && resolve(),
    });
  });
  const running = createScheduler({
    client,
    informers,
    recorder,
    plugins,
    schedulerName: 'default-scheduler',
    percentageOfNodesToScore: 0,
    initialBackoffMs: 1000,
    maxBackoffMs: 10_000,
    logger,
    metrics: createMetrics(),
    clock: realClock,
    random: Math.random,
  }).run(stop.signal);
  await informers.nodes.synced();
  const startedAt = performance.now();
  await createAll(client, pods);
  await all;
  const seconds = (performance.now() - startedAt) / 1000;
  stop.abort();
  await running;
  return pods / seconds;
}

/** The same creates and bindings, with the node known beforehand and nobody watching. */
async function bindOnly(nodes: number, pods: number): Promise<number> {
  const client = createFakeCluster(Array.from({ length: nodes }, (_, index) => node(index)));
  const startedAt = performance.now();
  await createAll(client, pods);
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < pods) {
      const index = next++;
      await client.pods.bind({ namespace: 'default', name: `pod-${index}` }, `node-${index % nodes}`);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
  return pods / ((performance.now() - startedAt) / 1000);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { nodes: { type: 'string', default: '5000' }, pods: { type: 'string', default: '10000' } },
  });
  const nodes = Number(values.nodes);
  const pods = Number(values.pods);
  if (!(nodes > 0 && pods > 0)) throw new Error('usage: run.mjs [--nodes 5000] [--pods 10000]');
  decide(100, 500, true);
  console.log(`${nodes} nodes, ${pods} pods`);
  console.log(
    `decisions: ${decide(nodes, pods, false).toFixed(0)} pods/s; with spreading over hosts and zones ${decide(nodes, pods, true).toFixed(0)} pods/s`,
  );
  const bare = await bindOnly(nodes, pods);
  const real = await schedule(nodes, pods);
  console.log(
    `scheduled: ${real.toFixed(0)} pods/s; only created and bound ${bare.toFixed(0)} pods/s; ratio ${(real / bare).toFixed(2)}`,
  );
  console.log(
    `resident memory ${(process.memoryUsage.rss() / 2 ** 20).toFixed(0)} MiB, the in-memory apiserver included`,
  );
}

void main();
