import { selectorFromSet } from '@kubets/apimachinery';
import { createPodInfo } from '../../apps/scheduler/src/cache/pod-info';
import { plugins } from '../../apps/scheduler/src/plugins/registry';
import { schedulePod } from '../../apps/scheduler/src/scheduling/schedule-pod';
import { buildCluster } from '../../apps/scheduler/src/testing/build';
import { nodeOf, pendingPodOf } from './cluster-nodes';

const WARM_UP = { nodes: 100, pods: 500, spread: true };

/** Decisions in a second, without anything around them; `spread` says that pods have a Service, and so are kept apart. */
export function decisionsPerSecond(workload: { nodes: number; pods: number; spread: boolean }): number {
  decide(WARM_UP);
  return workload.pods / (decide(workload) / 1000);
}

/** Decides on so many pods, one after the other; what that took, in milliseconds. */
function decide({ nodes, pods, spread }: { nodes: number; pods: number; spread: boolean }): number {
  const cluster = buildCluster(
    Array.from({ length: nodes }, (_, index) => nodeOf(index)),
    [],
    { workloadSelector: ({ labels }) => (spread ? selectorFromSet(labels) : undefined) },
  );
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
    cluster.cache.assume(info, decision.nodeName);
  }
  return performance.now() - begun;
}
