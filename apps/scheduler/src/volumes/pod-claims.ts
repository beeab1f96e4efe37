import {
  ANNOTATIONS,
  matchingVolume,
  NO_PROVISIONER,
  podClaimNames,
  requestedSize,
  storageClassNameOf,
  waitsForFirstConsumer,
} from '@kubets/api';
import { nameOf, parseQuantity, selectorOrNothing, type SelectableNode } from '@kubets/apimachinery';
import type { PersistentVolume, PersistentVolumeClaim, TopologySelectorTerm } from '@kubets/proto-gen/core/v1';
import type { StorageClass } from '@kubets/proto-gen/storage/v1';
import type { Plugin, StorageView } from '../framework/plugin';

/** The class of a claim, if there is it. */
const classOf = (claim: PersistentVolumeClaim, storage: StorageView): StorageClass | undefined =>
  storage.storageClass(storageClassNameOf(claim));

/** Whether a claim waits for its first pod to be placed. */
export const isDelayed = (claim: PersistentVolumeClaim, storage: StorageView): boolean =>
  waitsForFirstConsumer(classOf(claim, storage));

/** Whether a volume is made for a claim once a node is chosen. */
function isProvisioned(claim: PersistentVolumeClaim, storage: StorageView): boolean {
  const { provisioner } = classOf(claim, storage) ?? {};
  return Boolean(provisioner) && provisioner !== NO_PROVISIONER;
}

/** What a node has to give each claim that waits: a volume, or nothing, as one is made. Undefined when it cannot. */
export function planVolumes(
  claims: readonly PersistentVolumeClaim[],
  node: SelectableNode,
  storage: StorageView,
): Map<PersistentVolumeClaim, PersistentVolume | undefined> | undefined {
  const plan = new Map<PersistentVolumeClaim, PersistentVolume | undefined>();
  const taken = new Set<string>();
  for (const claim of claims) {
    const selected = claim.metadata?.annotations?.[ANNOTATIONS.selectedNode];
    if (selected !== undefined && selected !== node.name) return undefined;
    const volume = matchingVolume(claim, storage.volumes(storageClassNameOf(claim)), { node, taken });
    if (!volume && !(isProvisioned(claim, storage) && isAllowed(claim, node, storage))) return undefined;
    if (volume) taken.add(nameOf(volume));
    plan.set(claim, volume);
  }
  return plan;
}

/** Whether volumes of the claim's class may be made for the node. */
function isAllowed(claim: PersistentVolumeClaim, node: SelectableNode, storage: StorageView): boolean {
  const { allowedTopologies = [] } = classOf(claim, storage) ?? {};
  const matches = ({ matchLabelExpressions = [] }: TopologySelectorTerm): boolean =>
    matchLabelExpressions.every(({ key = '', values = [] }) => values.includes(node.labels?.[key] ?? ''));
  return allowedTopologies.length === 0 || allowedTopologies.some(matches);
}

/** Whether the claim's driver has room for it as seen from the node. Of drivers that do not say it is not known. */
export function hasRoom(claim: PersistentVolumeClaim, node: SelectableNode, storage: StorageView): boolean {
  const { provisioner = '' } = classOf(claim, storage) ?? {};
  if (storage.csiDriver(provisioner)?.spec?.storageCapacity !== true) return true;
  const size = requestedSize(claim);
  return storage
    .capacities(storageClassNameOf(claim))
    .some(
      ({ capacity, maximumVolumeSize, nodeTopology }) =>
        nodeTopology !== undefined &&
        parseQuantity(maximumVolumeSize ?? capacity ?? '-1').cmp(size) >= 0 &&
        selectorOrNothing(nodeTopology).matches(node.labels),
    );
}

/** Whether the event may have a node reach the volumes of a pod that has any. */
export const mayReachVolumes: Plugin['mayUnblock'] = ({ type }, { pod }) =>
  (type === 'storage-changed' || type === 'node-added' || type === 'node-updated') && podClaimNames(pod).length > 0;
