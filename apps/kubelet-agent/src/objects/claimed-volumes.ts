import { controllerOf, isForbidden, isNotFound, uidOf } from '@kubets/apimachinery';
import type { KubeClient } from '@kubets/client';
import type { PersistentVolume } from '@kubets/proto-gen/core/v1';

/** The volumes that claims are bound to. Read when a pod starts: what a claim is bound to does not change. */
export interface ClaimedVolumes {
  /** Rejects while there is no such claim, or none that is bound, or where it is not the pod's that has to own it. */
  volume(namespace: string, claim: string, owner?: { podUid: string }): Promise<PersistentVolume>;
  /** Whether a volume is gone for good. */
  isGone(name: string): Promise<boolean>;
}

export function createClaimedVolumes({
  persistentVolumeClaims: claims,
  persistentVolumes: volumes,
}: KubeClient<'persistentVolumeClaims' | 'persistentVolumes'>): ClaimedVolumes {
  return {
    async volume(namespace, name, owner) {
      const claim = await claims.get({ namespace, name });
      if (owner && controllerOf(claim)?.uid !== owner.podUid)
        throw new Error(`PVC ${namespace}/${name} was not created for this pod (pod is not owner)`);
      const { volumeName } = claim.spec ?? {};
      if (!volumeName || claim.status?.phase !== 'Bound') throw new Error(`PVC ${namespace}/${name} is not bound`);
      const volume = await volumes.get({ name: volumeName });
      if (volume.spec?.claimRef?.uid !== uidOf(claim))
        throw new Error(`PV ${volumeName} is bound to another claim than ${namespace}/${name}`);
      return volume;
    },
    async isGone(name) {
      try {
        await volumes.get({ name });
        return false;
      } catch (error) {
        if (isNotFound(error)) return true;
        if (isForbidden(error)) return false;
        throw error;
      }
    },
  };
}
