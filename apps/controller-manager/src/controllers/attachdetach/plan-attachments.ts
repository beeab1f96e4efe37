import { attachmentName, uniqueVolumeName } from '@kubets/api';
import { nameOf } from '@kubets/apimachinery';
import type { Node, PersistentVolume } from '@kubets/proto-gen/core/v1';
import type { VolumeAttachment } from '@kubets/proto-gen/storage/v1';

/** A volume as one node's pods need it. */
export interface Wanted {
  volume: PersistentVolume;
  nodeName: string;
}

const SHARED = new Set(['ReadWriteMany', 'ReadOnlyMany']);

/** Of a volume of a driver that has to attach it. */
export function attachmentOf({ volume, nodeName }: Wanted): VolumeAttachment {
  const { driver = '', volumeHandle = '' } = volume.spec?.csi ?? {};
  return {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'VolumeAttachment',
    metadata: { name: attachmentName(volumeHandle, driver, nodeName) },
    spec: { attacher: driver, nodeName, source: { persistentVolumeName: nameOf(volume) } },
  };
}

/** Whether an attachment is one that is made here: others may ask for attachments, too. */
export const isOurs = (attachment: VolumeAttachment, volume: PersistentVolume | undefined): boolean =>
  volume?.spec?.csi !== undefined &&
  nameOf(attachment) === nameOf(attachmentOf({ volume, nodeName: attachment.spec?.nodeName ?? '' }));

/** Where else a volume is that can be at one node at a time, by its attachments. */
export function elsewhere({ volume, nodeName }: Wanted, all: readonly VolumeAttachment[]): string | undefined {
  if (volume.spec?.accessModes?.some((mode) => SHARED.has(mode))) return undefined;
  return all.find(({ spec }) => spec?.nodeName !== nodeName)?.spec?.nodeName;
}

/** Whether a node says that it still has the volume. A node that is gone says nothing. */
export function isInUse(volume: PersistentVolume, node: Node | undefined): boolean {
  const { driver = '', volumeHandle = '' } = volume.spec?.csi ?? {};
  return node?.status?.volumesInUse?.includes(uniqueVolumeName(driver, volumeHandle)) ?? false;
}
