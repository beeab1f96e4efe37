import type { PersistentVolume, PersistentVolumeClaim } from '@kubets/proto-gen/core/v1';
import type { StorageClass } from '@kubets/proto-gen/storage/v1';
import { ANNOTATIONS } from '../well-known';

/**
 * The class that a claim asks for or a volume belongs to, empty for none: the annotation from before there was a field counts first.
 * https://kubernetes.io/docs/concepts/storage/persistent-volumes/#class
 */
export function storageClassNameOf({ metadata, spec }: PersistentVolumeClaim | PersistentVolume): string {
  return metadata?.annotations?.[ANNOTATIONS.storageClass] ?? spec?.storageClassName ?? '';
}

/** Whether a claim has its volume, and its binding is complete. */
export function isClaimBound({ metadata, spec }: PersistentVolumeClaim): boolean {
  return Boolean(spec?.volumeName) && metadata?.annotations?.[ANNOTATIONS.bindCompleted] !== undefined;
}

/** Whether claims of the class get their volume when their first pod is placed. */
export function waitsForFirstConsumer(storageClass: StorageClass | undefined): boolean {
  return storageClass?.volumeBindingMode === 'WaitForFirstConsumer';
}
