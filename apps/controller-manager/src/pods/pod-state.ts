import { findCondition } from '@kubets/api';
import type { Pod, PodCondition } from '@kubets/proto-gen/core/v1';
import { rfc3339 } from '@kubets/apimachinery';

/** When a ready pod counts as available, in ms since the epoch; undefined while it is not ready. */
export function availableAtMs(pod: Pod, minReadySeconds: number): number | undefined {
  const ready = findCondition(pod.status?.conditions, 'Ready');
  if (ready?.status !== 'True') return undefined;
  if (minReadySeconds === 0) return 0;
  if (!ready.lastTransitionTime) return undefined;
  const atMs = Date.parse(ready.lastTransitionTime) + minReadySeconds * 1000;
  return Number.isNaN(atMs) ? undefined : atMs;
}

/** True when the pod has been ready for at least minReadySeconds. */
export function isPodAvailable(pod: Pod, minReadySeconds: number, now: Date): boolean {
  const atMs = availableAtMs(pod, minReadySeconds);
  return atMs !== undefined && atMs <= now.getTime();
}

/**
 * The pod's conditions with one of them set; lastTransitionTime moves only with the status.
 * Answers undefined when nothing changes.
 */
export function withPodCondition(pod: Pod, condition: PodCondition, now: Date): PodCondition[] | undefined {
  const conditions = pod.status?.conditions ?? [];
  const current = findCondition(conditions, condition.type ?? '');
  const observedGeneration = pod.metadata?.generation;
  if (current === undefined)
    return [...conditions, { ...condition, observedGeneration, lastTransitionTime: rfc3339(now) }];
  const next: PodCondition = {
    ...current,
    ...condition,
    observedGeneration,
    lastTransitionTime: current.status === condition.status ? current.lastTransitionTime : rfc3339(now),
  };
  if (current.status === next.status && current.reason === next.reason && current.message === next.message)
    return undefined;
  return conditions.map((other) => (other === current ? next : other));
}
