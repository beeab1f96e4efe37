import type { PersistentVolume, PersistentVolumeClaim } from '@kubets/proto-gen/core/v1';
import type { NodeFilter, Plugin, Rejection } from '../../framework/plugin';
import { claimNames, isBound, isDelayed, planVolumes, reaches } from '../../volumes/pod-claims';

const rejection = (reason: string): Rejection => ({ reasons: [reason], resolvable: false });
const everywhere = (reason: string): NodeFilter => {
  const no = rejection(reason);
  return () => no;
};

const CONFLICT = rejection("node(s) didn't match PersistentVolume's node affinity");
const NONE = rejection("node(s) didn't find available persistent volumes to bind");

/** A pod goes where its volumes can be used, or be found or made. */
export const volumeBinding: Plugin = {
  name: 'VolumeBinding',
  filter({ pod, namespace }, { storage }) {
    const names = claimNames(pod);
    if (names.length === 0) return undefined;
    const volumes: PersistentVolume[] = [];
    const waiting: PersistentVolumeClaim[] = [];
    for (const name of names) {
      const claim = storage.claim(namespace, name);
      if (!claim) return everywhere(`persistentvolumeclaim ${JSON.stringify(name)} not found`);
      if (claim.metadata?.deletionTimestamp !== undefined)
        return everywhere(`persistentvolumeclaim ${JSON.stringify(name)} is being deleted`);
      if (claim.status?.phase === 'Lost')
        return everywhere(
          `persistentvolumeclaim ${JSON.stringify(name)} bound to non-existent persistentvolume ${JSON.stringify(claim.spec?.volumeName)}`,
        );
      if (isBound(claim)) {
        const volume = storage.volume(claim.spec?.volumeName ?? '');
        if (!volume) return everywhere('node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)');
        volumes.push(volume);
      } else if (isDelayed(claim, storage)) waiting.push(claim);
      else return everywhere('pod has unbound immediate PersistentVolumeClaims');
    }
    return (node) => {
      const selectable = { name: node.name, labels: node.labels };
      if (!volumes.every((volume) => reaches(volume, selectable))) return CONFLICT;
      return waiting.length === 0 || planVolumes(waiting, selectable, storage) ? undefined : NONE;
    };
  },
  mayUnblock: ({ type }, { pod }) =>
    (type === 'storage-changed' || type === 'node-added' || type === 'node-updated') && claimNames(pod).length > 0,
};
