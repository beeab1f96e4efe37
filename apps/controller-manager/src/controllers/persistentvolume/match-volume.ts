import { nameOf, namespaceOf, parseQuantity, selectorOrNothing, uidOf } from '@kubets/apimachinery';
import type { PersistentVolume, PersistentVolumeClaim } from '@kubets/proto-gen/core/v1';

export const sizeOf = (amounts: Readonly<Record<string, string>> | undefined) =>
  parseQuantity(amounts?.['storage'] ?? '0');

export const classOf = ({ spec }: PersistentVolumeClaim | PersistentVolume): string => spec?.storageClassName ?? '';

/** Whether a volume names this claim; one that an administrator made may leave out the uid. */
export function isReservedFor({ spec }: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  const { namespace, name, uid } = spec?.claimRef ?? {};
  return namespace === namespaceOf(claim) && name === nameOf(claim) && (!uid || uid === uidOf(claim));
}

/** Whether a volume can do what a claim asks for, whoever has it. */
export function fits(volume: PersistentVolume, { spec }: PersistentVolumeClaim): boolean {
  const modes = new Set(volume.spec?.accessModes);
  return (
    sizeOf(volume.spec?.capacity).cmp(sizeOf(spec?.resources?.requests)) >= 0 &&
    (spec?.accessModes ?? []).every((mode) => modes.has(mode)) &&
    (volume.spec?.volumeMode ?? 'Filesystem') === (spec?.volumeMode ?? 'Filesystem')
  );
}

/** The volume to bind a claim to: one that is reserved for it, else the smallest that is free and fits. */
export function bestVolume(
  claim: PersistentVolumeClaim,
  volumes: readonly PersistentVolume[],
  { reservedOnly }: { reservedOnly: boolean },
): PersistentVolume | undefined {
  const usable = volumes.filter(
    (volume) =>
      volume.metadata?.deletionTimestamp === undefined && classOf(volume) === classOf(claim) && fits(volume, claim),
  );
  const reserved = usable.find((volume) => isReservedFor(volume, claim));
  if (reserved || reservedOnly) return reserved;
  const selector = claim.spec?.selector && selectorOrNothing(claim.spec.selector);
  const free = usable.filter(
    ({ metadata, spec, status }) =>
      spec?.claimRef === undefined && status?.phase === 'Available' && (selector?.matches(metadata?.labels) ?? true),
  );
  return free.sort(
    (a, b) => sizeOf(a.spec?.capacity).cmp(sizeOf(b.spec?.capacity)) || (nameOf(a) < nameOf(b) ? -1 : 1),
  )[0];
}
