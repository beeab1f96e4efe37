import { initAndAppContainers } from '@kubets/api';
import { MAX_NODE_SCORE, type Plugin } from '../../framework/plugin';

const MEBIBYTE = 1024 * 1024;
/** Below this, pulling costs nothing worth scoring; above the other, per container, more does not count. */
const LEAST_BYTES = 23 * MEBIBYTE;
const MOST_BYTES_PER_CONTAINER = 1000 * MEBIBYTE;

function withTag(image: string): string {
  return image.lastIndexOf(':') <= image.lastIndexOf('/') ? `${image}:latest` : image;
}

/** Favours nodes that have the pod's images, the more nodes have them the more, so that one node does not attract all. */
export const imageLocality: Plugin = {
  name: 'ImageLocality',
  weight: 1,
  score({ pod }, nodes, cluster) {
    const containers = initAndAppContainers(pod);
    const images = containers
      .map(({ image }) => cluster.images.get(withTag(image ?? '')))
      .filter((state) => state !== undefined);
    if (images.length === 0) return undefined;
    const mostBytes = MOST_BYTES_PER_CONTAINER * containers.length;
    return nodes.map(({ name }) => {
      let bytes = 0;
      for (const { sizeBytes, nodes: holders } of images) {
        if (holders.has(name)) bytes += Math.trunc(sizeBytes * (holders.size / cluster.nodes.length));
      }
      return Math.trunc(
        (MAX_NODE_SCORE * (Math.min(Math.max(bytes, LEAST_BYTES), mostBytes) - LEAST_BYTES)) /
          (mostBytes - LEAST_BYTES),
      );
    });
  },
};
