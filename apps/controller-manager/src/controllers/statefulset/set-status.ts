import { isPodTerminating } from '@kubets/api';
import { semanticEqual } from '@kubets/apimachinery';
import type { StatefulSet, StatefulSetStatus } from '@kubets/proto-gen/apps/v1';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { isPodAvailable } from '../../pods/pod-state';
import { countOrAbsent } from '../../replicas/replica-status';
import { isRunningAndReady, replicasOf, revisionOfPod, type Revisions } from './set-pods';

export interface StatusObservation {
  set: StatefulSet;
  /** Every pod of the set, also those that are too many. */
  pods: readonly Pod[];
  revisions: Revisions;
  collisionCount: number;
  /** How many were deleted in this round to be replaced. */
  replaced: number;
  now: Date;
}

/** The status that follows from the pods there are. Once all are of the new revision, it is the current one. */
export function setStatus(o: StatusObservation): StatefulSetStatus {
  const { set, pods, revisions, now } = o;
  const minReadySeconds = set.spec?.minReadySeconds ?? 0;
  const staying = pods.filter((pod) => !isPodTerminating(pod));
  const ready = pods.filter(isRunningAndReady);
  const updated = staying.filter((pod) => revisionOfPod(pod) === revisions.update).length;
  const current = staying.filter((pod) => revisionOfPod(pod) === revisions.current).length - o.replaced;
  const replicas = replicasOf(set);
  const isComplete = updated === replicas && ready.length === replicas && pods.length === replicas;
  return {
    ...set.status,
    observedGeneration: set.metadata?.generation,
    replicas: pods.length,
    readyReplicas: countOrAbsent(ready.length),
    availableReplicas: ready.filter((pod) => isPodAvailable(pod, minReadySeconds, now)).length,
    currentReplicas: countOrAbsent(isComplete ? updated : Math.max(0, current)),
    updatedReplicas: countOrAbsent(updated),
    currentRevision: isComplete ? revisions.update : revisions.current,
    updateRevision: revisions.update,
    collisionCount: o.collisionCount,
  };
}

export const sameSetStatus = (a: StatefulSetStatus | undefined, b: StatefulSetStatus): boolean =>
  (['replicas', 'readyReplicas', 'availableReplicas', 'currentReplicas', 'updatedReplicas'] as const).every(
    (count) => (a?.[count] ?? 0) === (b[count] ?? 0),
  ) &&
  (a?.observedGeneration ?? 0) === (b.observedGeneration ?? 0) &&
  (a?.collisionCount ?? 0) === (b.collisionCount ?? 0) &&
  a?.currentRevision === b.currentRevision &&
  a?.updateRevision === b.updateRevision &&
  semanticEqual(a?.conditions ?? [], b.conditions ?? []);
