import { ANNOTATIONS, NODE_LOCAL } from '@kubets/api';
import type { PersistentVolume } from '@kubets/proto-gen/core/v1';
import { chmod, mkdir, stat } from 'node:fs/promises';
import type { VolumeKind } from '../volume-kind';

const isDirectory = (path: string): Promise<boolean> =>
  stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );

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

/** What a claim is bound to: a path of the node. It outlives the pod. */
export const claimVolume: VolumeKind = {
  plugin: 'kubernetes.io~local-volume',
  matches: ({ persistentVolumeClaim, ephemeral }) => persistentVolumeClaim !== undefined || ephemeral !== undefined,
  live: false,
  async setUp({ pod, volume, sources }) {
    const name = volume.persistentVolumeClaim?.claimName ?? `${pod.metadata?.name}-${volume.name}`;
    return directoryOf(await sources.claimed(name));
  },
};
