import { isAlreadyExists, isBeingDeleted, nameOf, namespaceOf, statusErrorFrom } from '@kubets/apimachinery';
import type { EventRecorder } from '@kubets/client';
import type { StatefulSet } from '@kubets/proto-gen/apps/v1';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { ordinalOf } from '../../owned/pod-identity';
import { claimPolicy, hasOtherController, isStaleClaim, ownersToWrite, STATEFUL_SET } from './claim-owners';
import { claimsOfPod, type Claims } from './claims';

/** Makes the claims of pods and has them go when the set's policy says so; says in events what it did. */
export interface ClaimControl {
  isStale(set: StatefulSet, ordinal: number): boolean;
  /** Throws when a claim of the pod cannot be made, or is about to go. */
  make(set: StatefulSet, ordinal: number): Promise<void>;
  retain(set: StatefulSet, pod: Pod): Promise<void>;
}

export function createClaimControl({ claims, recorder }: { claims: Claims; recorder: EventRecorder }): ClaimControl {
  const get = (set: StatefulSet, name: string) => claims.get(namespaceOf(set), name);
  const warn = (set: StatefulSet, reason: string, message: string): void =>
    recorder.event({ ...set, ...STATEFUL_SET }, 'Warning', reason, message);

  async function makeOne(set: StatefulSet, ordinal: number, claim: ReturnType<typeof claimsOfPod>[number]) {
    const existing = get(set, nameOf(claim));
    if (existing && isBeingDeleted(existing)) throw new Error(`pvc ${nameOf(claim)} is being deleted`);
    if (existing) return;
    const pod = `${nameOf(set)}-${ordinal}`;
    const of = `in StatefulSet ${nameOf(set)}`;
    try {
      await claims.create(claim);
      const message = `Create Claim ${nameOf(claim)} Pod ${pod} ${of} success`;
      recorder.event({ ...set, ...STATEFUL_SET }, 'Normal', 'SuccessfulCreate', message);
    } catch (error) {
      const { message } = statusErrorFrom(error);
      if (!isAlreadyExists(error))
        warn(set, 'FailedCreate', `Create Claim ${nameOf(claim)} for Pod ${pod} ${of} failed error: ${message}`);
      throw new Error(`failed to create PVC ${nameOf(claim)}: ${message}`, { cause: error });
    }
  }

  return {
    isStale(set, ordinal) {
      if (!claimPolicy(set).whenScaled) return false;
      const pod = { metadata: { name: `${nameOf(set)}-${ordinal}` } };
      return claimsOfPod(set, ordinal).some((wanted) => {
        const claim = get(set, nameOf(wanted));
        return claim !== undefined && isStaleClaim(claim, pod);
      });
    },
    async make(set, ordinal) {
      for (const claim of claimsOfPod(set, ordinal)) await makeOne(set, ordinal, claim);
    },
    async retain(set, pod) {
      for (const { metadata } of claimsOfPod(set, ordinalOf(set, pod) ?? -1)) {
        const name = metadata?.name ?? '';
        const claim = get(set, name);
        const owners = claim && ownersToWrite(claim, set, pod);
        if (claim && hasOtherController(claim, set, pod))
          warn(
            set,
            'ConflictingController',
            `PersistentVolumeClaim ${name} has a conflicting OwnerReference that acts as a manging controller, the retention policy is ignored for this claim`,
          );
        if (owners) await claims.setOwners(claim, owners);
      }
    },
  };
}
