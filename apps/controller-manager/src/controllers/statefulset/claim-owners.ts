import { nameOf, ownerReferenceOf, uidOf, type KubeObject } from '@kubets/apimachinery';
import type { StatefulSet } from '@kubets/proto-gen/apps/v1';
import type { OwnerReference } from '@kubets/proto-gen/meta/v1';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { ordinalOf } from '../../owned/pod-identity';
import { isWanted } from './set-pods';

export const STATEFUL_SET = { apiVersion: 'apps/v1', kind: 'StatefulSet' };
const POD = { apiVersion: 'v1', kind: 'Pod' };

const ownersOf = ({ metadata }: KubeObject): OwnerReference[] => metadata?.ownerReferences ?? [];

type Type = typeof POD;
const names = (reference: OwnerReference, owner: KubeObject, { apiVersion, kind }: Type): boolean =>
  reference.apiVersion === apiVersion && reference.kind === kind && reference.name === nameOf(owner);
const isOf = (reference: OwnerReference, owner: KubeObject): boolean => reference.uid === uidOf(owner);

/** Whether the claim is to go with another object of the owner's name, one that is gone. */
const isStaleOf = (claim: KubeObject, owner: KubeObject, type: Type): boolean =>
  ownersOf(claim).some((reference) => names(reference, owner, type) && !isOf(reference, owner));

/** Whether the claim is one of a pod that is gone, and about to go, too. A pod that does not exist yet has no uid. */
export const isStaleClaim = (claim: KubeObject, pod: { metadata: { name: string; uid?: string } }): boolean =>
  isStaleOf(claim, pod, POD);

export interface ClaimPolicy {
  whenDeleted: boolean;
  whenScaled: boolean;
}

/** When claims go. */
export const claimPolicy = ({ spec }: StatefulSet): ClaimPolicy => ({
  whenDeleted: spec?.persistentVolumeClaimRetentionPolicy?.whenDeleted === 'Delete',
  whenScaled: spec?.persistentVolumeClaimRetentionPolicy?.whenScaled === 'Delete',
});

/** Whether somebody else looks after the claim, or did under the name of the set or the pod. */
export function hasOtherController(claim: KubeObject, set: StatefulSet, pod: Pod): boolean {
  const { whenDeleted, whenScaled } = claimPolicy(set);
  if (!whenDeleted && !whenScaled) return false;
  return ownersOf(claim).some((reference) => {
    if (names(reference, set, STATEFUL_SET)) return !isOf(reference, set);
    if (names(reference, pod, POD)) return !isOf(reference, pod);
    return reference.controller === true;
  });
}

/** Who the claim has to go with by the set's policy: the set, or the pod once there are fewer; undefined while it says so already. */
export function ownersToWrite(claim: KubeObject, set: StatefulSet, pod: Pod): OwnerReference[] | undefined {
  // Left behind by a set or a pod that is gone: the garbage collector's.
  if (isStaleOf(claim, set, STATEFUL_SET) || isStaleOf(claim, pod, POD)) return undefined;
  const own = ownersOf(claim).filter((reference) => isOf(reference, set) || isOf(reference, pod));
  const others = ownersOf(claim).filter((r) => !names(r, set, STATEFUL_SET) && !names(r, pod, POD));
  if (hasOtherController(claim, set, pod)) return own.length > 0 ? others : undefined;
  const { whenDeleted, whenScaled } = claimPolicy(set);
  const isTooMany = !isWanted(set, ordinalOf(set, pod) ?? -1);
  const wanted = [
    ...(whenDeleted && !(whenScaled && isTooMany) ? [ownerReferenceOf(set, STATEFUL_SET)] : []),
    ...(whenScaled && isTooMany ? [ownerReferenceOf(pod, POD)] : []),
  ];
  const isRight =
    own.length === wanted.length &&
    wanted.every(({ uid }) => own.some((reference) => reference.uid === uid && reference.controller === true));
  return isRight ? undefined : [...others, ...wanted];
}
