import {
  matchesAnyTerm,
  nameOf,
  namespaceOf,
  parseQuantity,
  type Quantity,
  type SelectableNode,
  selectorOrNothing,
  uidOf,
} from '@kubets/apimachinery';
import type { ObjectReference, PersistentVolume, PersistentVolumeClaim } from '@kubets/proto-gen/core/v1';
import { ANNOTATIONS } from '../well-known';
import { storageClassNameOf } from './claim-state';

const sizeOf = (amounts: Readonly<Record<string, string>> | undefined): Quantity =>
  parseQuantity(amounts?.['storage'] ?? '0');

/** How much a claim asks for. */
export const requestedSize = ({ spec }: PersistentVolumeClaim): Quantity => sizeOf(spec?.resources?.requests);

/** Whether a volume names this claim; one that an administrator made may leave out the uid. */
export function isReservedFor({ spec }: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  const { namespace, name, uid } = spec?.claimRef ?? {};
  return namespace === namespaceOf(claim) && name === nameOf(claim) && (!uid || uid === uidOf(claim));
}

/** Whether a volume can be used on a node. */
export function volumeReaches({ spec }: PersistentVolume, node: SelectableNode): boolean {
  const terms = spec?.nodeAffinity?.required?.nodeSelectorTerms;
  return terms === undefined || matchesAnyTerm(terms, node);
}

/** Whether a volume can do what a claim asks for, whoever has it and whichever labels are wanted. */
export function satisfies(volume: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  return storageClassNameOf(volume) === storageClassNameOf(claim) && fitting(claim)(volume);
}

/** Whether volumes, of whichever class, stay and can do what the claim asks for. */
function fitting(claim: PersistentVolumeClaim): (volume: PersistentVolume) => boolean {
  const { accessModes = [], volumeMode = 'Filesystem', volumeAttributesClassName = '' } = claim.spec ?? {};
  const size = requestedSize(claim);
  return ({ metadata, spec }) => {
    const modes = new Set(spec?.accessModes);
    return (
      metadata?.deletionTimestamp === undefined &&
      (spec?.volumeAttributesClassName ?? '') === volumeAttributesClassName &&
      (spec?.volumeMode ?? 'Filesystem') === volumeMode &&
      accessModes.every((mode) => modes.has(mode)) &&
      sizeOf(spec?.capacity).cmp(size) >= 0
    );
  };
}

export interface MatchingOptions {
  /** Only a volume that can be used on this node. */
  node?: SelectableNode;
  /** Names of volumes that others are to have. */
  taken?: ReadonlySet<string>;
  /** Only a volume that names the claim already. */
  reservedOnly?: boolean;
}

/** The volume to bind a claim to: one that is reserved for it, else the smallest that is free; undefined for none. */
export function matchingVolume(
  claim: PersistentVolumeClaim,
  volumes: readonly PersistentVolume[],
  { node, taken, reservedOnly = false }: MatchingOptions = {},
): PersistentVolume | undefined {
  const fits = fitting(claim);
  const isUsable = (volume: PersistentVolume): boolean => !taken?.has(nameOf(volume)) && fits(volume);
  const reserved = volumes.find((volume) => isReservedFor(volume, claim) && isUsable(volume));
  if (reserved) return node && !volumeReaches(reserved, node) ? undefined : reserved;
  if (reservedOnly) return undefined;
  const storageClass = storageClassNameOf(claim);
  const selector = claim.spec?.selector && selectorOrNothing(claim.spec.selector);
  return volumes
    .filter(
      (volume) =>
        volume.spec?.claimRef === undefined &&
        volume.status?.phase === 'Available' &&
        storageClassNameOf(volume) === storageClass &&
        isUsable(volume) &&
        (selector?.matches(volume.metadata?.labels) ?? true) &&
        (!node || volumeReaches(volume, node)),
    )
    .map((volume) => ({ volume, size: sizeOf(volume.spec?.capacity) }))
    .sort((a, b) => a.size.cmp(b.size) || (nameOf(a.volume) < nameOf(b.volume) ? -1 : 1))[0]?.volume;
}

/** The claim as a volume names it. */
export const claimReference = (claim: PersistentVolumeClaim): ObjectReference => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  namespace: namespaceOf(claim),
  name: nameOf(claim),
  uid: uidOf(claim),
});

/** The volume as it says that the claim is to have it. */
export function reservedVolume(volume: PersistentVolume, claim: PersistentVolumeClaim): PersistentVolume {
  const { metadata, spec } = volume;
  // One that names the claim already was reserved by whoever made it.
  const annotations = spec?.claimRef
    ? metadata?.annotations
    : { ...metadata?.annotations, [ANNOTATIONS.boundByController]: 'yes' };
  return {
    ...volume,
    metadata: { ...metadata, ...(annotations && { annotations }) },
    spec: { ...spec, claimRef: { ...claimReference(claim), resourceVersion: claim.metadata?.resourceVersion } },
  };
}
