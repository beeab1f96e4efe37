import { podClaimNames } from '@kubets/api';
import type { NodeInfo } from '../../cache/node-info';
import type { PodInfo } from '../../cache/pod-info';
import type { Plugin, Rejection } from '../../framework/plugin';

const IN_USE: Rejection = {
  reasons: [
    'node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod',
  ],
  resolvable: true,
};

const claimsOf = ({ pod }: PodInfo): string[] => podClaimNames(pod);

/** A claim for a single pod is used by one at a time, on whichever node. */
export const volumeRestrictions: Plugin = {
  name: 'VolumeRestrictions',
  filter(pod, { nodes, storage }) {
    const names = claimsOf(pod).filter((name) =>
      storage.claim(pod.namespace, name)?.spec?.accessModes?.includes('ReadWriteOncePod'),
    );
    if (names.length === 0) return undefined;
    const isUser = (other: PodInfo): boolean =>
      other.uid !== pod.uid &&
      other.namespace === pod.namespace &&
      claimsOf(other).some((name) => names.includes(name));
    const hasUser = (node: NodeInfo): boolean => [...node.pods.values()].some(isUser);
    const users = nodes.filter(hasUser);
    if (users.length === 0) return undefined;
    // Removing the user helps where it is the only one.
    return (node) => (users.some((one) => one.name !== node.name) || hasUser(node) ? IN_USE : undefined);
  },
  mayUnblock: (event, pod) =>
    event.type === 'storage-changed' || (event.type === 'pod-gone' && sharesClaim(event.pod, pod)),
};

function sharesClaim(gone: PodInfo, pod: PodInfo): boolean {
  if (gone.namespace !== pod.namespace) return false;
  const names = new Set(claimsOf(pod));
  return claimsOf(gone).some((name) => names.has(name));
}
