import { ANNOTATIONS, initAndAppContainers, NODE_LOCAL } from '@kubets/api';
import type { PersistentVolume, Pod } from '@kubets/proto-gen/core/v1';
import { chmod, mkdir, stat } from 'node:fs/promises';
import { persistentCsiVolume } from '../../csi/volume-request';
import { publishCsi } from '../publish-csi';
import type { VolumeKind } from '../volume-kind';
import { setVolumeOwnership } from '../volume-ownership';

const isDirectory = (path: string): Promise<boolean> =>
  stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );

/** The device that a local volume of volumeMode Block is. */
async function deviceOf({ metadata, spec }: PersistentVolume): Promise<string> {
  const path = spec?.local?.path;
  if (path === undefined) throw new Error(`no block volume plugin matched for PersistentVolume ${metadata?.name}`);
  const stats = await stat(path).catch(() => undefined);
  if (stats?.isBlockDevice()) return path;
  throw new Error(`path ${JSON.stringify(path)} of PersistentVolume ${metadata?.name} is not a block device`);
}

/** @throws Error where a container mounts a device, or has a file system as one. */
function assertUse(pod: Pod, name: string | undefined, isBlock: boolean): void {
  const wrong = isBlock ? 'volumeMounts' : 'volumeDevices';
  if (!initAndAppContainers(pod).some((container) => container[wrong]?.some((use) => use.name === name))) return;
  throw new Error(`volume ${name} has volumeMode ${isBlock ? 'Block' : 'Filesystem'}, but is specified in ${wrong}`);
}

/** Made where it is missing and may be; open to every user where it is the claim's own. */
async function directoryOf({ metadata, spec }: PersistentVolume): Promise<string> {
  const { hostPath, local } = spec ?? {};
  const path = local?.path ?? hostPath?.path;
  if (path === undefined) throw new Error(`no volume plugin matched for PersistentVolume ${metadata?.name}`);
  if (await isDirectory(path)) return path;
  const mayMake = hostPath && (!hostPath.type || hostPath.type === 'DirectoryOrCreate');
  if (!mayMake) throw new Error(`path ${JSON.stringify(path)} of PersistentVolume ${metadata?.name} does not exist`);
  await mkdir(path, { recursive: true, mode: 0o755 });
  if (metadata?.annotations?.[ANNOTATIONS.provisionedBy] === NODE_LOCAL.provisioner) await chmod(path, 0o777);
  return path;
}

/** What a claim is bound to: a path of the node, or a volume of a driver. It outlives the pod. */
export const claimVolume: VolumeKind = {
  plugin: 'kubernetes.io~local-volume',
  matches: ({ persistentVolumeClaim, ephemeral }) => persistentVolumeClaim !== undefined || ephemeral !== undefined,
  live: false,
  async setUp(context) {
    const { pod, volume, sources, fsGroup } = context;
    const name = volume.persistentVolumeClaim?.claimName ?? `${pod.metadata?.name}-${volume.name}`;
    const claimed = await sources.claimed(name, { isOwned: volume.ephemeral !== undefined });
    const readOnly = volume.persistentVolumeClaim?.readOnly ?? false;
    const isBlock = claimed.spec?.volumeMode === 'Block';
    assertUse(pod, volume.name, isBlock);
    const csi = persistentCsiVolume(claimed, readOnly);
    if (csi) return publishCsi(context, csi);
    if (isBlock) return deviceOf(claimed);
    const path = await directoryOf(claimed);
    // Directories that were there before the cluster are left as they are, but for local volumes.
    if (fsGroup !== undefined && claimed.spec?.local && !readOnly)
      await setVolumeOwnership(path, {
        group: fsGroup,
        readOnly,
        onlyOnMismatch: pod.spec?.securityContext?.fsGroupChangePolicy === 'OnRootMismatch',
      });
    return path;
  },
};
