import { VolumeCapability_AccessMode_Mode as Mode, type VolumeCapability } from '@kubets/proto-gen/csi/v1';
import type { PersistentVolume, Pod } from '@kubets/proto-gen/core/v1';
import { createHash } from 'node:crypto';

/** A volume of a driver as a pod asks for it: one that lives by itself, or one that is made for the pod. */
export interface CsiVolume {
  driver: string;
  handle: string;
  /** Name of the folder below the pod's volumes. */
  name: string;
  lifecycle: 'Persistent' | 'Ephemeral';
  /** A device, and no file system. */
  block?: true;
  fsType?: string;
  readOnly: boolean;
  attributes: Readonly<Record<string, string>>;
  accessModes: readonly string[];
  mountOptions: readonly string[];
  stageSecret?: SecretName;
  publishSecret?: SecretName;
}

export interface SecretName {
  namespace: string;
  name: string;
}

const secretName = (ref: { namespace?: string; name?: string } | undefined): SecretName | undefined =>
  ref?.name ? { namespace: ref.namespace ?? '', name: ref.name } : undefined;

/** Undefined for a volume that is no driver's. */
export function persistentCsiVolume({ metadata, spec }: PersistentVolume, readOnly: boolean): CsiVolume | undefined {
  const { csi } = spec ?? {};
  if (!csi) return undefined;
  return {
    driver: csi.driver ?? '',
    handle: csi.volumeHandle ?? '',
    name: metadata?.name ?? '',
    lifecycle: 'Persistent',
    ...(spec?.volumeMode === 'Block' ? { block: true } : {}),
    fsType: csi.fsType,
    readOnly: readOnly || csi.readOnly === true,
    attributes: csi.volumeAttributes ?? {},
    accessModes: spec?.accessModes ?? [],
    mountOptions: spec?.mountOptions ?? [],
    stageSecret: secretName(csi.nodeStageSecretRef),
    publishSecret: secretName(csi.nodePublishSecretRef),
  };
}

/** A volume in the pod itself; its handle follows from both, so that asking again means the same one. */
export function inlineCsiVolume(pod: Pod, name: string): CsiVolume {
  const { csi = {} } = pod.spec?.volumes?.find((volume) => volume.name === name) ?? {};
  const { namespace = '', uid = '' } = pod.metadata ?? {};
  return {
    driver: csi.driver ?? '',
    handle: `csi-${createHash('sha256').update(`${uid}/${name}`).digest('hex')}`,
    name,
    lifecycle: 'Ephemeral',
    fsType: csi.fsType,
    readOnly: csi.readOnly === true,
    attributes: csi.volumeAttributes ?? {},
    accessModes: ['ReadWriteOnce'],
    mountOptions: [],
    publishSecret: secretName(csi.nodePublishSecretRef && { namespace, ...csi.nodePublishSecretRef }),
  };
}

const MODES: Readonly<Record<string, [plain: Mode, fine: Mode]>> = {
  ReadWriteOncePod: [Mode.SINGLE_NODE_WRITER, Mode.SINGLE_NODE_SINGLE_WRITER],
  ReadWriteOnce: [Mode.SINGLE_NODE_WRITER, Mode.SINGLE_NODE_MULTI_WRITER],
  ReadWriteMany: [Mode.MULTI_NODE_MULTI_WRITER, Mode.MULTI_NODE_MULTI_WRITER],
  ReadOnlyMany: [Mode.MULTI_NODE_READER_ONLY, Mode.MULTI_NODE_READER_ONLY],
};

/** How the driver is told the volume is used; some know several writers of one node from one. */
export function volumeCapability(
  { accessModes, block, fsType, mountOptions }: CsiVolume,
  o: { knowsWriters: boolean; group?: number },
): VolumeCapability {
  const [plain, fine] = MODES[accessModes[0] ?? ''] ?? [Mode.UNKNOWN, Mode.UNKNOWN];
  const accessMode = { mode: o.knowsWriters ? fine : plain };
  if (block) return { accessMode, block: {} };
  return {
    accessMode,
    mount: {
      fsType: fsType ?? '',
      mountFlags: [...mountOptions],
      ...(o.group === undefined ? {} : { volumeMountGroup: String(o.group) }),
    },
  };
}

/** Who the pod is, for drivers that want to know. */
export function podContext(pod: Pod, { lifecycle }: CsiVolume): Record<string, string> {
  const { namespace = '', name = '', uid = '' } = pod.metadata ?? {};
  return {
    'csi.storage.k8s.io/pod.name': name,
    'csi.storage.k8s.io/pod.namespace': namespace,
    'csi.storage.k8s.io/pod.uid': uid,
    'csi.storage.k8s.io/serviceAccount.name': pod.spec?.serviceAccountName ?? 'default',
    'csi.storage.k8s.io/ephemeral': String(lifecycle === 'Ephemeral'),
  };
}
