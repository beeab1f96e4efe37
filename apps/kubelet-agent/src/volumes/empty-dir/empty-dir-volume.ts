import { parseQuantity } from '@kubets/apimachinery';
import { chmod, chown, mkdir } from 'node:fs/promises';
import type { VolumeKind } from '../volume-kind';

/** A directory that lives as long as the pod, on disk or (medium Memory) in memory. */
export const emptyDirVolume: VolumeKind = {
  plugin: 'kubernetes.io~empty-dir',
  matches: (volume) => volume.emptyDir !== undefined,
  live: false,
  async setUp({ volume, directory, fsGroup, mounts }) {
    const { medium = '', sizeLimit } = volume.emptyDir!;
    if (medium !== '' && medium !== 'Memory') throw new Error(`medium ${JSON.stringify(medium)} is not supported on this node: must be "" or "Memory"`);
    const created = (await mkdir(directory, { recursive: true })) !== undefined;
    const needsMount = medium === 'Memory' && !(await mounts.isMounted(directory));
    if (needsMount) await mounts.mountTmpfs(directory, { sizeBytes: sizeLimit ? parseQuantity(sizeLimit).value() : undefined });
    // What containers did to it is theirs: an agent that was restarted leaves it alone.
    if (created || needsMount) {
      if (fsGroup !== undefined) await chown(directory, 0, fsGroup);
      await chmod(directory, fsGroup === undefined ? 0o777 : 0o2777);
    }
    return directory;
  },
};
