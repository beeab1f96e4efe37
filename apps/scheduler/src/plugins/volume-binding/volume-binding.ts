import { isClaimBound, podClaimNames, volumeReaches } from '@kubets/api';
import type { PersistentVolume, PersistentVolumeClaim, Pod } from '@kubets/proto-gen/core/v1';
import type { NodeFilter, Plugin, Rejection } from '../../framework/plugin';
import { hasRoom, isDelayed, planVolumes } from '../../volumes/pod-claims';

const rejection = (reason: string): Rejection => ({ reasons: [reason], resolvable: false });
const everywhere = (reason: string): NodeFilter => {
  const no = rejection(reason);
  return () => no;
};

const CONFLICT = rejection("node(s) didn't match PersistentVolume's node affinity");
const NOT_ENOUGH = rejection('node(s) did not have enough free storage');
const NONE = rejection("node(s) didn't find available persistent volumes to bind");

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
      if (!claim) return everywhere(missing(pod, name));
      if (claim.metadata?.deletionTimestamp !== undefined)
        return everywhere(`persistentvolumeclaim ${JSON.stringify(name)} is being deleted`);
      if (claim.status?.phase === 'Lost')
        return everywhere(
          `persistentvolumeclaim ${JSON.stringify(name)} bound to non-existent persistentvolume ${JSON.stringify(claim.spec?.volumeName)}`,
        );
      if (isClaimBound(claim)) {
        const volume = storage.volume(claim.spec?.volumeName ?? '');
        if (!volume) return everywhere('node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)');
        volumes.push(volume);
      } else if (isDelayed(claim, storage)) waiting.push(claim);
      else return everywhere('pod has unbound immediate PersistentVolumeClaims');
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
  mayUnblock: ({ type }, { pod }) =>
    (type === 'storage-changed' || type === 'node-added' || type === 'node-updated') && podClaimNames(pod).length > 0,
};
