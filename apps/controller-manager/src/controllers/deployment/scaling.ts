import type { Deployment, ReplicaSet } from '@kubets/proto-gen/apps/v1';
import {
  activeOrLatest,
  allSets,
  bySizeNewer,
  bySizeOlder,
  isActive,
  replicasOf,
  specReplicas,
  type Generations,
} from './replica-sets';
import { countAnnotation, DESIRED_REPLICAS, MAX_REPLICAS } from './revision';
import { desiredReplicas, isRollingUpdate, rolloutLimits } from './rollout-limits';

/** A ReplicaSet and the size it is to get. */
export interface Scale {
  set: ReplicaSet;
  replicas: number;
}

/** True when the Deployment was scaled since its ReplicaSets were last sized. */
export function isScalingEvent(deployment: Deployment, generations: Generations): boolean {
  return allSets(generations)
    .filter(isActive)
    .some((set) => {
      const desired = countAnnotation(set, DESIRED_REPLICAS);
      return desired !== undefined && desired !== desiredReplicas(deployment);
    });
}

/** True when the set alone carries the whole Deployment, and all of its pods are available. */
function isSaturated(deployment: Deployment, set: ReplicaSet | undefined): boolean {
  const desired = desiredReplicas(deployment);
  return (
    set !== undefined &&
    replicasOf(set) === desired &&
    countAnnotation(set, DESIRED_REPLICAS) === desired &&
    (set.status?.availableReplicas ?? 0) === desired
  );
}

/** How many of the replicas to add (or, negative, to remove) fall to one set, by its share of the former size. */
function proportion(deployment: Deployment, set: ReplicaSet, toAdd: number, added: number): number {
  if (replicasOf(set) === 0 || toAdd === 0 || toAdd === added) return 0;
  const fraction = fractionOf(deployment, set);
  return toAdd > 0 ? Math.min(fraction, toAdd - added) : Math.max(fraction, toAdd - added);
}

function fractionOf(deployment: Deployment, set: ReplicaSet): number {
  const desired = desiredReplicas(deployment);
  if (desired === 0) return -replicasOf(set);
  const formerMax = countAnnotation(set, MAX_REPLICAS) || deployment.status?.replicas || 0;
  if (formerMax === 0) return 0;
  const newMax = desired + rolloutLimits(deployment).maxSurge;
  return Math.round((replicasOf(set) * newMax) / formerMax) - replicasOf(set);
}

/** Spreads the difference over the active sets in proportion to their size; what rounding leaves goes to the largest. */
function scaleProportionally(deployment: Deployment, active: ReplicaSet[]): Scale[] {
  const desired = desiredReplicas(deployment);
  const allowed = desired > 0 ? desired + rolloutLimits(deployment).maxSurge : 0;
  const toAdd = allowed - specReplicas(active);
  const sorted = [...active].sort(toAdd >= 0 ? bySizeNewer : bySizeOlder);
  let added = 0;
  const scales = sorted.map((set) => {
    const share = proportion(deployment, set, toAdd, added);
    added += share;
    return { set, replicas: replicasOf(set) + share };
  });
  if (scales[0] && toAdd !== 0) scales[0].replicas = Math.max(0, scales[0].replicas + toAdd - added);
  return scales;
}

/** The sizes of the ReplicaSets after the Deployment was scaled, or while it is paused. */
export function scaleDeployment(deployment: Deployment, generations: Generations): Scale[] {
  const only = activeOrLatest(generations);
  if (only)
    return replicasOf(only) === desiredReplicas(deployment)
      ? []
      : [{ set: only, replicas: desiredReplicas(deployment) }];
  if (isSaturated(deployment, generations.newSet))
    return generations.oldSets.filter(isActive).map((set) => ({ set, replicas: 0 }));
  if (!isRollingUpdate(deployment)) return [];
  return scaleProportionally(deployment, allSets(generations).filter(isActive));
}
