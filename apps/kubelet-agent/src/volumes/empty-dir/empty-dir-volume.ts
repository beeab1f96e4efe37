import { parseQuantity } from '@kubets/apimachinery';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { chmod, chown, mkdir } from 'node:fs/promises';
import type { VolumeKind } from '../volume-kind';

/** Name of its folder below a pod's volumes. */
export const EMPTY_DIR_PLUGIN = 'kubernetes.io~empty-dir';

/** What is made below belongs to the group, too. */
const SET_GROUP = 0o2000;

/** A directory that lives as long as the pod, on disk or (medium Memory) in memory. */
export const emptyDirVolume: VolumeKind = {
  plugin: EMPTY_DIR_PLUGIN,
  matches: (volume) => volume.emptyDir !== undefined,
  live: false,
  async setUp({ pod, volume, directory, fsGroup, mounts, sources }) {
    const { medium = '', sizeLimit } = volume.emptyDir!;
    if (medium !== '' && medium !== 'Memory')
      throw new Error(`medium ${JSON.stringify(medium)} is not supported on this node: must be "" or "Memory"`);
    const created = (await mkdir(directory, { recursive: true })) !== undefined;
    const needsMount = medium === 'Memory' && !(await mounts.isMounted(directory));
    if (needsMount)
      await mounts.mountTmpfs(directory, { sizeBytes: mostMemory(pod, sizeLimit, sources.nodeAllocatable['memory']) });
    // What containers did to it is theirs: an agent that was restarted leaves it alone.
    if (created || needsMount) {
      if (fsGroup !== undefined) await chown(directory, 0, fsGroup);
      // In memory nobody may remove what is another's, as in any /tmp.
      const mode = medium === 'Memory' ? 0o1777 : 0o777;
      await chmod(directory, fsGroup === undefined ? mode : mode | SET_GROUP);
    }
    return directory;
  },
};

/** What counts against the pod's memory may be no larger than that, nor than what the node has; in bytes. */
function mostMemory(pod: Pod, sizeLimit: string | undefined, allocatable: string | undefined): number | undefined {
  const limits = (pod.spec?.containers ?? []).map(({ resources }) => bytes(resources?.limits?.['memory']));
  const ofPod = limits.every((limit) => limit > 0) ? limits.reduce((sum, limit) => sum + limit, 0) : 0;
  const bounds = [ofPod, bytes(sizeLimit), bytes(allocatable)].filter((bound) => bound > 0);
  return bounds.length > 0 ? Math.min(...bounds) : undefined;
}

const bytes = (quantity: string | undefined): number => (quantity === undefined ? 0 : parseQuantity(quantity).value());
