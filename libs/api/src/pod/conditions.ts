import { rfc3339 } from '@kubets/apimachinery';
import type { Pod, PodCondition } from '@kubets/proto-gen/core/v1';
import { findCondition } from '../conditions';

/**
 * The pod's conditions with one of them set, of this generation of the pod; lastTransitionTime moves only with the status.
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
