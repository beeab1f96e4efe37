import { selectorFromSet } from '@kubets/apimachinery';
import { createPodInfo } from '../../apps/scheduler/src/cache/pod-info';
import { SchedulerCache } from '../../apps/scheduler/src/cache/scheduler-cache';
import type { ClusterView } from '../../apps/scheduler/src/framework/plugin';
import { plugins } from '../../apps/scheduler/src/plugins/registry';
import { schedulePod } from '../../apps/scheduler/src/scheduling/schedule-pod';
import { nodeOf, pendingPodOf } from './cluster-nodes';

const WARM_UP = { nodes: 100, pods: 500, spread: true };

/** Decisions in a second, without anything around them; `spread` says that pods have a Service, and so are kept apart. */
export function decisionsPerSecond(workload: { nodes: number; pods: number; spread: boolean }): number {
  decide(WARM_UP);
  return workload.pods / (decide(workload) / 1000);
}

/** Decides on so many pods, one after the other; what that took, in milliseconds. */
function decide({ nodes, pods, spread }: { nodes: number; pods: number; spread: boolean }): number {
  const cache = new SchedulerCache();
  for (let index = 0; index < nodes; index++) cache.setNode(nodeOf(index));
  const cluster = viewOf(cache, spread);
  const infos = Array.from({ length: pods }, (_, index) => {
    const pod = pendingPodOf('default', index);
    return createPodInfo({ ...pod, metadata: { ...pod.metadata, uid: `uid-${index}` } });
  });
  let start = 0;
  const begun = performance.now();
  for (const info of infos) {
    const decision = schedulePod(info, cluster, { plugins, percentageOfNodesToScore: 0, random: Math.random, start });
    if (!decision.placed) throw new Error(decision.message);
    start = (start + decision.looked) % nodes;
    cache.assume(info, decision.nodeName);
  }
  return performance.now() - begun;
}

/** Of a cluster that has nodes and pods, and nothing else. */
function viewOf(cache: SchedulerCache, spread: boolean): ClusterView {
  return {
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
}
