import type { Deployment, ReplicaSet } from '@kubets/proto-gen/apps/v1';
import { beyondLimit, byRevision } from '../../owned/revision-order';
import { replicasOf } from './replica-sets';
import { revisionOf } from './revision';

/** The old ReplicaSets beyond revisionHistoryLimit, oldest revision first, that nothing runs of any more. */
export function setsToCleanUp(deployment: Deployment, oldSets: readonly ReplicaSet[]): ReplicaSet[] {
  const alive = oldSets.filter((set) => set.metadata?.deletionTimestamp === undefined);
  return beyondLimit(alive, deployment.spec?.revisionHistoryLimit ?? 10, byRevision(revisionOf)).filter((set) => {
    const settled = (set.metadata?.generation ?? 0) <= (set.status?.observedGeneration ?? 0);
    return settled && replicasOf(set) === 0 && (set.status?.replicas ?? 0) === 0;
  });
}
