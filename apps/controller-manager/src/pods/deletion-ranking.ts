import { ANNOTATIONS, findCondition, isPodReady, sidecarsOf } from '@kubets/api';
import type { ContainerStatus, Pod } from '@kubets/proto-gen/core/v1';

const PHASE_ORDER = new Map([
  ['Pending', 0],
  ['Unknown', 1],
  ['Running', 2],
]);

/** Negative: `a` is deleted before `b`. */
type Comparison = (a: Pod, b: Pod) => number;

/** Undefined, too, for what is no time: comparisons with NaN have no order. */
function timeMs(time: string | undefined): number | undefined {
  const ms = Date.parse(time ?? '');
  return Number.isNaN(ms) ? undefined : ms;
}

const readySinceMs = (pod: Pod): number | undefined => {
  const ready = findCondition(pod.status?.conditions, 'Ready');
  return ready?.status === 'True' ? timeMs(ready.lastTransitionTime) : undefined;
};

function deletionCost(pod: Pod): number {
  const cost = Number(pod.metadata?.annotations?.[ANNOTATIONS.podDeletionCost] ?? '0');
  return Number.isInteger(cost) ? cost : 0;
}

const mostRestarts = (statuses: readonly ContainerStatus[] | undefined): number =>
  Math.max(0, ...(statuses ?? []).map((status) => status.restartCount ?? 0));

function restarts(pod: Pod): number {
  const restartable = new Set(sidecarsOf(pod).map(({ name }) => name));
  const sidecars = (pod.status?.initContainerStatuses ?? []).filter((status) => restartable.has(status.name));
  return Math.max(mostRestarts(pod.status?.containerStatuses), mostRestarts(sidecars));
}

/** Ages are compared by powers of two, so that pods of about the same age are told apart at random (by uid). */
function youngerFirst(aMs: number | undefined, bMs: number | undefined, nowMs: number, a: Pod, b: Pod): number {
  if (aMs === bMs) return 0;
  if (aMs === undefined) return -1;
  if (bMs === undefined) return 1;
  const magnitude = (sinceMs: number): number =>
    nowMs > sinceMs ? Math.floor(Math.log2((nowMs - sinceMs) * 1e6)) : -1;
  const difference = magnitude(aMs) - magnitude(bMs);
  if (difference !== 0) return difference;
  return (a.metadata?.uid ?? '') < (b.metadata?.uid ?? '') ? -1 : 1;
}

/**
 * The order in which a scale-down removes pods, first to go first: unassigned, pending, not ready, cheap to delete,
 * doubled up on a node, recently ready, often restarted, young.
 * `related` are all active pods whose doubling up counts, the candidates among them.
 */
export function rankForDeletion(pods: readonly Pod[], related: readonly Pod[], now: Date): Pod[] {
  const perNode = new Map<string, number>();
  for (const { spec } of related) {
    if (spec?.nodeName) perNode.set(spec.nodeName, (perNode.get(spec.nodeName) ?? 0) + 1);
  }
  const neighbours = (pod: Pod): number => perNode.get(pod.spec?.nodeName ?? '') ?? 0;
  const nowMs = now.getTime();
  const comparisons: Comparison[] = [
    (a, b) => Number(Boolean(a.spec?.nodeName)) - Number(Boolean(b.spec?.nodeName)),
    (a, b) =>
      (PHASE_ORDER.get(a.status?.phase ?? 'Pending') ?? 0) - (PHASE_ORDER.get(b.status?.phase ?? 'Pending') ?? 0),
    (a, b) => Number(isPodReady(a)) - Number(isPodReady(b)),
    (a, b) => deletionCost(a) - deletionCost(b),
    (a, b) => neighbours(b) - neighbours(a),
    (a, b) => (isPodReady(a) && isPodReady(b) ? youngerFirst(readySinceMs(a), readySinceMs(b), nowMs, a, b) : 0),
    (a, b) => restarts(b) - restarts(a),
    (a, b) => youngerFirst(timeMs(a.metadata?.creationTimestamp), timeMs(b.metadata?.creationTimestamp), nowMs, a, b),
  ];
  return [...pods].sort((a, b) => {
    for (const compare of comparisons) {
      const difference = compare(a, b);
      if (difference !== 0) return difference;
    }
    return 0;
  });
}
