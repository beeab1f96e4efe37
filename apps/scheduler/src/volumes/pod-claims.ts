import { ANNOTATIONS, NO_PROVISIONER } from '@kubets/api';
import {
  nameOf,
  nodeSelectorTermMatcher,
  parseQuantity,
  selectorOrNothing,
  type SelectableNode,
} from '@kubets/apimachinery';
import type { PersistentVolume, PersistentVolumeClaim, TopologySelectorTerm } from '@kubets/proto-gen/core/v1';
import type { StorageView } from '../framework/plugin';

export const isBound = ({ metadata, spec }: PersistentVolumeClaim): boolean =>
  Boolean(spec?.volumeName) && metadata?.annotations?.[ANNOTATIONS.bindCompleted] !== undefined;

/** Whether a claim waits for its first pod to be placed. */
export const isDelayed = ({ spec }: PersistentVolumeClaim, storage: StorageView): boolean =>
  storage.storageClass(spec?.storageClassName ?? '')?.volumeBindingMode === 'WaitForFirstConsumer';

/** Whether a volume can be used on a node. */
export function reaches({ spec }: PersistentVolume, node: SelectableNode): boolean {
  const terms = spec?.nodeAffinity?.required?.nodeSelectorTerms;
  return terms === undefined || terms.some((term) => nodeSelectorTermMatcher(term)(node));
}

const sizeOf = (amounts: Readonly<Record<string, string>> | undefined) => parseQuantity(amounts?.['storage'] ?? '0');

/** The smallest free volume that a claim could have on a node. */
function freeVolume(
  claim: PersistentVolumeClaim,
  node: SelectableNode,
  storage: StorageView,
  taken: ReadonlySet<string>,
): PersistentVolume | undefined {
  const { spec } = claim;
  const selector = spec?.selector && selectorOrNothing(spec.selector);
  return storage
    .volumes(spec?.storageClassName ?? '')
    .filter(
      (volume) =>
        volume.spec?.claimRef === undefined &&
        volume.status?.phase === 'Available' &&
        volume.metadata?.deletionTimestamp === undefined &&
        !taken.has(nameOf(volume)) &&
        (volume.spec?.volumeMode ?? 'Filesystem') === (spec?.volumeMode ?? 'Filesystem') &&
        (spec?.accessModes ?? []).every((mode) => volume.spec?.accessModes?.includes(mode)) &&
        sizeOf(volume.spec?.capacity).cmp(sizeOf(spec?.resources?.requests)) >= 0 &&
        (selector?.matches(volume.metadata?.labels) ?? true) &&
        reaches(volume, node),
    )
    .sort((a, b) => sizeOf(a.spec?.capacity).cmp(sizeOf(b.spec?.capacity)))[0];
}

/** Whether a volume is made for a claim once a node is chosen. */
function isProvisioned({ spec }: PersistentVolumeClaim, storage: StorageView): boolean {
  const { provisioner } = storage.storageClass(spec?.storageClassName ?? '') ?? {};
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
    const selected = claim.metadata?.annotations?.['volume.kubernetes.io/selected-node'];
    if (selected !== undefined && selected !== node.name) return undefined;
    const volume = freeVolume(claim, node, storage, taken);
    if (!volume && !(isProvisioned(claim, storage) && isAllowed(claim, node, storage))) return undefined;
    if (volume) taken.add(nameOf(volume));
    plan.set(claim, volume);
  }
  return plan;
}

/** Whether volumes of the claim's class may be made for the node. */
function isAllowed({ spec }: PersistentVolumeClaim, node: SelectableNode, storage: StorageView): boolean {
  const { allowedTopologies = [] } = storage.storageClass(spec?.storageClassName ?? '') ?? {};
  const matches = ({ matchLabelExpressions = [] }: TopologySelectorTerm): boolean =>
    matchLabelExpressions.every(({ key = '', values = [] }) => values.includes(node.labels?.[key] ?? ''));
  return allowedTopologies.length === 0 || allowedTopologies.some(matches);
}

/** Whether the claim's driver has room for it as seen from the node. Of drivers that do not say it is not known. */
export function hasRoom({ spec }: PersistentVolumeClaim, node: SelectableNode, storage: StorageView): boolean {
  const storageClass = spec?.storageClassName ?? '';
  const { provisioner = '' } = storage.storageClass(storageClass) ?? {};
  if (storage.csiDriver(provisioner)?.spec?.storageCapacity !== true) return true;
  const size = sizeOf(spec?.resources?.requests);
  return storage
    .capacities(storageClass)
    .some(
      ({ capacity, maximumVolumeSize, nodeTopology }) =>
        nodeTopology !== undefined &&
        parseQuantity(maximumVolumeSize ?? capacity ?? '-1').cmp(size) >= 0 &&
        selectorOrNothing(nodeTopology).matches(node.labels),
    );
}
