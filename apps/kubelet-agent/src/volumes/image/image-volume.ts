import { mkdir } from 'node:fs/promises';
import type { VolumeKind } from '../volume-kind';

/** Name of its folder below a pod's volumes. */
export const IMAGE_PLUGIN = 'kubernetes.io~image';

/** The content of an image, read-only. https://kubernetes.io/docs/concepts/storage/volumes/#image */
export const imageVolume: VolumeKind = {
  plugin: IMAGE_PLUGIN,
  matches: (volume) => volume.image !== undefined,
  live: false,
  async setUp({ volume, directory, sources, mounts }) {
    await mkdir(directory, { recursive: true });
    // What is mounted stays, whatever has become of the tag.
    if (!(await mounts.isMounted(directory))) await mounts.mountImage(directory, await sources.image(volume));
    return directory;
  },
};
