import type { Deployment, ReplicaSet } from '@kubets/proto-gen/apps/v1';
import { byCreation, replicasOf } from './replica-sets';
import { byRevision } from './revision';

const KEEP_ALL = 2147483647;

/** The old ReplicaSets beyond revisionHistoryLimit, oldest revision first, that nothing runs of any more. */
export function setsToCleanUp(deployment: Deployment, oldSets: readonly ReplicaSet[]): ReplicaSet[] {
  const limit = deployment.spec?.revisionHistoryLimit ?? 10;
  if (limit === KEEP_ALL) return [];
  const alive = oldSets.filter((set) => set.metadata?.deletionTimestamp === undefined);
  const surplus = Math.max(0, alive.length - limit);
  return [...alive]
    .sort((a, b) => byRevision(a, b) || byCreation(a, b))
    .slice(0, surplus)
    .filter((set) => {
      const settled = (set.metadata?.generation ?? 0) <= (set.status?.observedGeneration ?? 0);
      return settled && replicasOf(set) === 0 && (set.status?.replicas ?? 0) === 0;
    });
}
