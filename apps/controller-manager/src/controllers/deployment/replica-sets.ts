import { isPodTerminal, withoutTemplateHash } from '@kubets/api';
import { semanticEqual, uidOf } from '@kubets/apimachinery';
import type { Deployment, ReplicaSet } from '@kubets/proto-gen/apps/v1';
import type { Pod, PodTemplateSpec } from '@kubets/proto-gen/core/v1';
import { byCreation } from '../../owned/revision-order';

/** The ReplicaSets of a Deployment: the one of its present template, and all others. */
export interface Generations {
  newSet?: ReplicaSet;
  oldSets: ReplicaSet[];
}

export const allSets = ({ newSet, oldSets }: Generations): ReplicaSet[] => (newSet ? [...oldSets, newSet] : oldSets);

export const replicasOf = (set: ReplicaSet | undefined): number => set?.spec?.replicas ?? 0;

export const isActive = (set: ReplicaSet): boolean => replicasOf(set) > 0;

const sum = (sets: readonly ReplicaSet[], count: (set: ReplicaSet) => number | undefined): number =>
  sets.reduce((total, set) => total + (count(set) ?? 0), 0);

export const specReplicas = (sets: readonly ReplicaSet[]): number => sum(sets, replicasOf);
export const actualReplicas = (sets: readonly ReplicaSet[]): number => sum(sets, (set) => set.status?.replicas);
export const readyReplicas = (sets: readonly ReplicaSet[]): number => sum(sets, (set) => set.status?.readyReplicas);
export const availableReplicas = (sets: readonly ReplicaSet[]): number =>
  sum(sets, (set) => set.status?.availableReplicas);

/** Undefined while a set that has been looked at does not tell of its own. */
export function terminatingReplicas(sets: readonly ReplicaSet[]): number | undefined {
  const counts = sets.map(({ status }) => status?.terminatingReplicas ?? (status?.observedGeneration ? undefined : 0));
  return counts.includes(undefined) ? undefined : sum(sets, (set) => set.status?.terminatingReplicas);
}

/** Largest first; of equal ones the newer first. */
export const bySizeNewer = (a: ReplicaSet, b: ReplicaSet): number => replicasOf(b) - replicasOf(a) || byCreation(b, a);

/** Largest first; of equal ones the older first. */
export const bySizeOlder = (a: ReplicaSet, b: ReplicaSet): number => replicasOf(b) - replicasOf(a) || byCreation(a, b);

/** Templates are the same when they differ in nothing but the hash label. */
export const sameTemplate = (a: PodTemplateSpec | undefined, b: PodTemplateSpec | undefined): boolean =>
  semanticEqual(withoutTemplateHash(a), withoutTemplateHash(b));

/** The oldest set with the Deployment's template is the new one: should there be two, every sync has to pick the same. */
export function splitGenerations(deployment: Deployment, sets: readonly ReplicaSet[]): Generations {
  const sorted = [...sets].sort(byCreation);
  const newSet = sorted.find((set) => sameTemplate(set.spec?.template, deployment.spec?.template));
  return { newSet, oldSets: sorted.filter((set) => newSet === undefined || uidOf(set) !== uidOf(newSet)) };
}

/** The only set with pods to it, or the newest when none has any; undefined when there are several. */
export function activeOrLatest({ newSet, oldSets }: Generations): ReplicaSet | undefined {
  const active = allSets({ newSet, oldSets }).filter(isActive);
  if (active.length === 0) return newSet ?? [...oldSets].sort(byCreation).at(-1);
  return active.length === 1 ? active[0] : undefined;
}

/** True while a pod of an older template may still run; the new ones wait for it. */
export function oldPodsRunning({ oldSets }: Generations, podsOf: (set: ReplicaSet) => readonly Pod[]): boolean {
  if (actualReplicas(oldSets) > 0) return true;
  return oldSets.some((set) => podsOf(set).some((pod) => !isPodTerminal(pod)));
}
