import { findCondition, isPodReady, withoutCondition } from '@kubets/api';
import { rfc3339, selectorFromSet, semanticEqual } from '@kubets/apimachinery';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { availableAtMs, isPodAvailable } from '../pods/pod-state';
import type { ReplicaStatus, Replicated } from './replica-kind';

export interface ReplicaObservation {
  owner: Replicated;
  activePods: readonly Pod[];
  /** Undefined where the status does not tell of them. */
  terminating?: number | undefined;
  /** Why pods could not be created or deleted in this round. */
  error?: unknown;
  now: Date;
}

/** The status that follows from the pods there are. */
export function replicaStatus({ owner, activePods, terminating, error, now }: ReplicaObservation): ReplicaStatus {
  const { replicas = 1, minReadySeconds = 0, template } = owner.spec ?? {};
  const templateLabels = selectorFromSet(template?.metadata?.labels);
  const conditions = owner.status?.conditions ?? [];
  return {
    ...owner.status,
    replicas: activePods.length,
    fullyLabeledReplicas: countOrAbsent(
      activePods.filter((pod) => templateLabels.matches(pod.metadata?.labels)).length,
    ),
    readyReplicas: countOrAbsent(activePods.filter(isPodReady).length),
    availableReplicas: countOrAbsent(activePods.filter((pod) => isPodAvailable(pod, minReadySeconds, now)).length),
    ...(terminating !== undefined && { terminatingReplicas: terminating }),
    observedGeneration: owner.metadata?.generation,
    conditions: withFailure(conditions, activePods.length - replicas, error, now),
  };
}

function withFailure(conditions: NonNullable<ReplicaStatus['conditions']>, surplus: number, error: unknown, now: Date) {
  if (error === undefined) return withoutCondition(conditions, 'ReplicaFailure');
  if (findCondition(conditions, 'ReplicaFailure')) return conditions;
  const reason = surplus < 0 ? 'FailedCreate' : 'FailedDelete';
  const message = error instanceof Error ? error.message : String(error);
  return [...conditions, { type: 'ReplicaFailure', status: 'True', reason, message, lastTransitionTime: rfc3339(now) }];
}

/** Equal for the reader: zero and absent counts are the same, but for one that is told as soon as it is known. */
export function sameReplicaStatus(a: ReplicaStatus | undefined, b: ReplicaStatus): boolean {
  const counts = [
    'replicas',
    'fullyLabeledReplicas',
    'readyReplicas',
    'availableReplicas',
    'observedGeneration',
  ] as const;
  return (
    counts.every((field) => (a?.[field] ?? 0) === (b[field] ?? 0)) &&
    a?.terminatingReplicas === b.terminatingReplicas &&
    semanticEqual(a?.conditions ?? [], b.conditions ?? [])
  );
}

/** When the next ready pod becomes available, in ms from now; undefined when none is waiting for that. */
export function nextAvailabilityMs(activePods: readonly Pod[], minReadySeconds: number, now: Date): number | undefined {
  const waits = activePods.flatMap((pod) => {
    const atMs = availableAtMs(pod, minReadySeconds);
    return atMs !== undefined && atMs > now.getTime() ? [atMs - now.getTime()] : [];
  });
  return waits.length > 0 ? Math.min(...waits) : undefined;
}

/** Optional counts of a status are left out when they are zero, as clients that print them expect. */
export const countOrAbsent = (count: number): number | undefined => (count === 0 ? undefined : count);
