import { podReferences } from '@kubets/api';
import type { PersistentVolume, Pod } from '@kubets/proto-gen/core/v1';
import type { FollowedObjects } from '../followed-objects';

/** Which node's pods refer to which objects. */
export interface NodeGraph {
  /** A reference is `secrets/namespace/name`; a pod's own is `pods/namespace/name`. */
  isReferenced(nodeName: string, reference: string): boolean;
  volume(name: string): PersistentVolume | undefined;
}

const pods = { group: '', plural: 'pods' };
const volumes = { group: '', plural: 'persistentvolumes' };

/** Follows the pods of the watch cache, so that a question costs two lookups however many pods there are. */
export function createNodeGraph(objects: FollowedObjects): NodeGraph {
  /** Node → reference → number of pods; undefined until the next question. */
  let counts: Map<string, Map<string, number>> | undefined;

  objects.resource(pods).follow({
    onChange({ previous, current }) {
      if (!counts) return;
      // The new state first: a reference that stays must not vanish in between.
      if (current) count(counts, current.object as Pod, 1);
      if (previous) count(counts, previous.object as Pod, -1);
    },
    onReset: () => (counts = undefined),
  });

  return {
    volume: (name) => objects.get(volumes, '', name) as PersistentVolume | undefined,
    isReferenced(nodeName, reference) {
      counts ??= build(objects);
      return (counts.get(nodeName)?.get(reference) ?? 0) > 0;
    },
  };
}

function build(objects: FollowedObjects): Map<string, Map<string, number>> {
  const counts = new Map<string, Map<string, number>>();
  for (const pod of objects.list(pods)) count(counts, pod as Pod, 1);
  return counts;
}

function count(counts: Map<string, Map<string, number>>, pod: Pod, by: 1 | -1): void {
  const nodeName = pod.spec?.nodeName;
  if (!nodeName) return;
  const ofNode = counts.get(nodeName) ?? new Map<string, number>();
  counts.set(nodeName, ofNode);
  const own = { resource: 'pods', name: pod.metadata?.name ?? '' };
  // Named twice is as good as once, for both states are counted alike.
  for (const { resource, name } of [own, ...podReferences(pod)]) {
    const reference = `${resource}/${pod.metadata?.namespace ?? ''}/${name}`;
    const left = (ofNode.get(reference) ?? 0) + by;
    if (left > 0) ofNode.set(reference, left);
    else ofNode.delete(reference);
  }
  if (ofNode.size === 0) counts.delete(nodeName);
}
