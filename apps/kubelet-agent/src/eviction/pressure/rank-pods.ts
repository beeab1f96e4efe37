import { isCriticalPod, podRequests } from '@kubets/api';
import type { Pod } from '@kubets/proto-gen/core/v1';
import type { Starved } from './signals';

/** What each container of a pod uses of what runs short, by name, and what its volumes use beside: bytes or inodes. */
export interface PodUse {
  containers: ReadonlyMap<string, number>;
  volumes: number;
}

/** Of processes it is not known which pod has how many. */
export type Measured = Exclude<Starved, 'pids'>;

const REQUESTED: Record<Measured, string | undefined> = {
  memory: 'memory',
  'ephemeral-storage': 'ephemeral-storage',
  inodes: undefined,
};

/**
 * The pods that may be ended to relieve the node, the first to go first: those that use more than they asked for, of these
 * those of the least priority, of these those that exceed it by most.
 * https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/#pod-selection-for-kubelet-eviction
 */
export function rankPods(
  pods: readonly Pod[],
  starved: Starved,
  useOf: (pod: Pod) => PodUse | undefined = () => undefined,
): Pod[] {
  const ranked = pods
    .filter((pod) => !isCriticalPod(pod))
    .map((pod) => ({ pod, ...standing(pod, starved, useOf(pod)) }));
  ranked.sort(
    (a, b) =>
      Number(b.excess > 0) - Number(a.excess > 0) || a.priority - b.priority || b.excess - a.excess || b.age - a.age,
  );
  return ranked.map(({ pod }) => pod);
}

/** Of what is not measured nobody exceeds anything: priority decides, then who came last. */
function standing(pod: Pod, starved: Starved, use: PodUse | undefined) {
  const asked = starved === 'pids' ? 0 : requested(pod, starved);
  return {
    priority: pod.spec?.priority ?? 0,
    excess: use ? total(use) - asked : 0,
    age: Date.parse(pod.status?.startTime ?? pod.metadata?.creationTimestamp ?? '') || 0,
  };
}

function requested(pod: Pod, starved: Measured): number {
  const resource = REQUESTED[starved];
  return (resource && podRequests(pod)[resource]) || 0;
}

const total = ({ containers, volumes }: PodUse) => [...containers.values()].reduce((sum, one) => sum + one, volumes);
