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
export const fits = (volume: PersistentVolume, claim: PersistentVolumeClaim): boolean => fitting(claim)(volume);

function fitting({ spec }: PersistentVolumeClaim): (volume: PersistentVolume) => boolean {
  const size = sizeOf(spec?.resources?.requests);
  return (volume) => {
    const modes = new Set(volume.spec?.accessModes);
    return (
      (volume.spec?.volumeMode ?? 'Filesystem') === (spec?.volumeMode ?? 'Filesystem') &&
      (spec?.accessModes ?? []).every((mode) => modes.has(mode)) &&
      sizeOf(volume.spec?.capacity).cmp(size) >= 0
    );
  };
}

/** The volume to bind a claim to: one that is reserved for it, else the smallest that is free and fits. */
export function bestVolume(
  claim: PersistentVolumeClaim,
  volumes: readonly PersistentVolume[],
  { reservedOnly }: { reservedOnly: boolean },
): PersistentVolume | undefined {
  const isFitting = fitting(claim);
  const usable = volumes.filter(
    (volume) =>
      (!reservedOnly || isReservedFor(volume, claim)) &&
      (volume.spec?.claimRef === undefined || isReservedFor(volume, claim)) &&
      volume.metadata?.deletionTimestamp === undefined &&
      classOf(volume) === classOf(claim) &&
      isFitting(volume),
  );
  const reserved = usable.find((volume) => isReservedFor(volume, claim));
  if (reserved || reservedOnly) return reserved;
  const selector = claim.spec?.selector && selectorOrNothing(claim.spec.selector);
  return usable
    .filter(({ metadata, status }) => status?.phase === 'Available' && (selector?.matches(metadata?.labels) ?? true))
    .map((volume) => ({ volume, size: sizeOf(volume.spec?.capacity) }))
    .sort((a, b) => a.size.cmp(b.size) || (nameOf(a.volume) < nameOf(b.volume) ? -1 : 1))[0]?.volume;
}
