import { isClaimBound, podClaimNames, volumeReaches } from '@kubets/api';
import type { PersistentVolume, PersistentVolumeClaim, Pod } from '@kubets/proto-gen/core/v1';
import type { Plugin } from '../../framework/plugin';
import { nowhere, unresolvable } from '../../framework/plugin';
import { hasRoom, isDelayed, mayReachVolumes, planVolumes } from '../../volumes/pod-claims';

const CONFLICT = unresolvable("node(s) didn't match PersistentVolume's node affinity");
const NOT_ENOUGH = unresolvable('node(s) did not have enough free storage');
const NONE = unresolvable("node(s) didn't find available persistent volumes to bind");

/** One that is made for a volume of the pod will come. */
function missing({ spec }: Pod, name: string): string {
  const isNamed = spec?.volumes?.some(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName === name);
  const claim = `persistentvolumeclaim ${JSON.stringify(name)}`;
  return isNamed ? `${claim} not found` : `waiting for ephemeral volume controller to create the ${claim}`;
}

/** A pod goes where its volumes can be used, or be found or made. */
export const volumeBinding: Plugin = {
  name: 'VolumeBinding',
  filter({ pod, namespace }, { storage }) {
    const names = podClaimNames(pod);
    if (names.length === 0) return undefined;
    const volumes: PersistentVolume[] = [];
    const waiting: PersistentVolumeClaim[] = [];
    for (const name of names) {
      const claim = storage.claim(namespace, name);
      if (!claim) return nowhere(missing(pod, name));
      if (claim.metadata?.deletionTimestamp !== undefined)
        return nowhere(`persistentvolumeclaim ${JSON.stringify(name)} is being deleted`);
      if (claim.status?.phase === 'Lost')
        return nowhere(
          `persistentvolumeclaim ${JSON.stringify(name)} bound to non-existent persistentvolume ${JSON.stringify(claim.spec?.volumeName)}`,
        );
      if (isClaimBound(claim)) {
        const volume = storage.volume(claim.spec?.volumeName ?? '');
        if (!volume) return nowhere('node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)');
        volumes.push(volume);
      } else if (isDelayed(claim, storage)) waiting.push(claim);
      else return nowhere('pod has unbound immediate PersistentVolumeClaims');
    }
    return (node) => {
      const selectable = { name: node.name, labels: node.labels };
      if (!volumes.every((volume) => volumeReaches(volume, selectable))) return CONFLICT;
      if (waiting.length === 0) return undefined;
      const plan = planVolumes(waiting, selectable, storage);
      if (!plan) return NONE;
      const isEnough = [...plan].every(
        ([claim, volume]) => volume !== undefined || hasRoom(claim, selectable, storage),
      );
      return isEnough ? undefined : NOT_ENOUGH;
    };
  },
  mayUnblock: mayReachVolumes,
};
