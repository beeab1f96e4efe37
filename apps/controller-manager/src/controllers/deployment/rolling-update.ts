import type { Deployment, ReplicaSet } from '@kubets/proto-gen/apps/v1';
import { byCreation } from '../../owned/revision-order';
import { allSets, isActive, replicasOf, specReplicas, type Generations } from './replica-sets';
import { desiredReplicas, isRollingUpdate, rolloutLimits } from './rollout-limits';
import type { Scale } from './scaling';

/** The size the new ReplicaSet may have beside the others; `current` is its present one. */
export function newSetReplicas(deployment: Deployment, total: number, current: number): number {
  const desired = desiredReplicas(deployment);
  if (!isRollingUpdate(deployment)) return desired;
  const room = desired + rolloutLimits(deployment).maxSurge - total;
  return room <= 0 ? current : current + Math.min(room, desired - current);
}

/** The next step up, if any: the new set grows as far as maxSurge allows, or shrinks to the desired size. */
export function scaleUpNew(
  deployment: Deployment,
  generations: Generations & { newSet: ReplicaSet },
): Scale | undefined {
  const { newSet } = generations;
  const current = replicasOf(newSet);
  const desired = desiredReplicas(deployment);
  if (current === desired) return undefined;
  const replicas =
    current > desired ? desired : newSetReplicas(deployment, specReplicas(allSets(generations)), current);
  return replicas === current ? undefined : { set: newSet, replicas };
}

/** Takes up to `budget` replicas in all, from the first scales first. */
function take(scales: readonly Scale[], budget: number, takeable: (scale: Scale) => number): Scale[] {
  let left = budget;
  return scales.map((scale) => {
    const taken = Math.max(0, Math.min(left, takeable(scale)));
    left -= taken;
    return { ...scale, replicas: scale.replicas - taken };
  });
}

/**
 * The next step down: first the old pods that are not available anyway, then as many of the others as leave
 * the minimum available. Every pod that the new set still lacks counts against both.
 */
export function scaleDownOld(deployment: Deployment, generations: Generations & { newSet: ReplicaSet }): Scale[] {
  const { newSet, oldSets } = generations;
  const minAvailable = desiredReplicas(deployment) - rolloutLimits(deployment).maxUnavailable;
  const unavailableNew = replicasOf(newSet) - (newSet.status?.availableReplicas ?? 0);
  const budget = specReplicas(allSets(generations)) - minAvailable - unavailableNew;
  if (budget <= 0) return [];

  const present = oldSets
    .filter(isActive)
    .sort(byCreation)
    .map((set) => ({ set, replicas: replicasOf(set) }));
  const healthy = take(present, budget, ({ set, replicas }) => replicas - (set.status?.availableReplicas ?? 0));
  // A set that was made smaller may not have got there yet: what is to go from it does not count any more.
  const staying = allSets(generations).map((set) => Math.min(set.status?.availableReplicas ?? 0, replicasOf(set)));
  const surplus = staying.reduce((sum, count) => sum + count, 0) - minAvailable;
  const remaining = take(healthy, Math.max(0, surplus), ({ replicas }) => replicas);
  return remaining.filter(({ set, replicas }) => replicas !== replicasOf(set));
}
