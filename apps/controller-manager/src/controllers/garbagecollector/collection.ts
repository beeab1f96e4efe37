import { isBeingDeleted, type KubeObject, uidOf } from '@kubets/apimachinery';
import type { OwnerReference } from '@kubets/proto-gen/meta/v1';
import type { OwnerState } from './owner-graph';

export const FOREGROUND = 'foregroundDeletion';
export const ORPHAN = 'orphan';

export type PropagationPolicy = 'Background' | 'Foreground' | 'Orphan';

const hasFinalizer = (object: KubeObject, finalizer: string): boolean =>
  object.metadata?.finalizers?.includes(finalizer) ?? false;

/** The object stays until those that it owns are gone. */
export const waitsForDependents = (object: KubeObject): boolean =>
  isBeingDeleted(object) && hasFinalizer(object, FOREGROUND);

/** The object stays until those that it owns have been told that it is not their owner any more. */
export const waitsForOrphaning = (object: KubeObject): boolean =>
  isBeingDeleted(object) && hasFinalizer(object, ORPHAN);

const referenceTo = (object: KubeObject, owner: KubeObject): OwnerReference | undefined =>
  object.metadata?.ownerReferences?.find(({ uid }) => uid === uidOf(owner));

/** True when the object keeps an owner that is deleted in the foreground from going. */
export const blocks = (object: KubeObject, owner: KubeObject): boolean =>
  referenceTo(object, owner)?.blockOwnerDeletion === true;

export type Verdict =
  | { action: 'keep' }
  /** Some owner remains: only the references to the others go. */
  | { action: 'drop-references'; uids: string[] }
  /** `unblock`: dependents wait for this object in a circle, so it must not be waited for. */
  | { action: 'delete'; policy: PropagationPolicy; unblock: boolean };

/** What becomes of an object, by the state of its owners and the objects that it owns itself. */
export function judge(
  object: KubeObject,
  owners: readonly { reference: OwnerReference; owner: OwnerState }[],
  dependents: readonly KubeObject[],
): Verdict {
  if (isBeingDeleted(object) || owners.length === 0) return { action: 'keep' };
  const gone: string[] = [];
  const waiting: string[] = [];
  for (const { reference, owner } of owners) {
    if (owner.state === 'absent') gone.push(reference.uid ?? '');
    else if (owner.state === 'present' && waitsForDependents(owner.owner)) waiting.push(reference.uid ?? '');
  }
  const solid = owners.length - gone.length - waiting.length;
  if (solid > 0)
    return gone.length + waiting.length > 0
      ? { action: 'drop-references', uids: [...gone, ...waiting] }
      : { action: 'keep' };
  if (waiting.length > 0 && dependents.length > 0)
    return { action: 'delete', policy: 'Foreground', unblock: dependents.some(waitsForDependents) };
  const policy = hasFinalizer(object, ORPHAN)
    ? 'Orphan'
    : hasFinalizer(object, FOREGROUND)
      ? 'Foreground'
      : 'Background';
  return { action: 'delete', policy, unblock: false };
}
