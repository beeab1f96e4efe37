import { podReferences } from '@kubets/api';
import type { PodCertificateRequest } from '@kubets/proto-gen/certificates/v1';
import type { PersistentVolume, Pod } from '@kubets/proto-gen/core/v1';
import type { ResourceSlice } from '@kubets/proto-gen/resource/v1';
import type { VolumeAttachment } from '@kubets/proto-gen/storage/v1';
import type { FollowedObjects } from '../followed-objects';

/** Which node's pods refer to which objects. */
export interface NodeGraph {
  /** A reference is `secrets/namespace/name`; a pod's own is `pods/namespace/name`. */
  isReferenced(nodeName: string, reference: string): boolean;
  volume(name: string): PersistentVolume | undefined;
  /** Whether a volume that a pod of the node uses names the secret for its driver. */
  isSecretOfVolume(nodeName: string, namespace: string, name: string): boolean;
  attachment(name: string): VolumeAttachment | undefined;
  podCertificateRequest(namespace: string, name: string): PodCertificateRequest | undefined;
  resourceSlice(name: string): ResourceSlice | undefined;
}

const PODS = { group: '', plural: 'pods' };
const ATTACHMENTS = { group: 'storage.k8s.io', plural: 'volumeattachments' };
const CERTIFICATE_REQUESTS = { group: 'certificates.k8s.io', plural: 'podcertificaterequests' };
const SLICES = { group: 'resource.k8s.io', plural: 'resourceslices' };
const VOLUMES = { group: '', plural: 'persistentvolumes' };

/** Follows the pods of the watch cache, so that a question costs two lookups however many pods there are. */
export function createNodeGraph(objects: FollowedObjects): NodeGraph {
  /** Node → reference → number of pods; undefined until the next question. */
  let counts: Map<string, Map<string, number>> | undefined;

  objects.resource(PODS).follow({
    onChange({ previous, current }) {
      if (!counts) return;
      // The new state first: a reference that stays must not vanish in between.
      if (current) count(counts, current.object as Pod, 1);
      if (previous) count(counts, previous.object as Pod, -1);
    },
    onReset: () => (counts = undefined),
  });

  function isReferenced(nodeName: string, reference: string): boolean {
    counts ??= build(objects);
    return (counts.get(nodeName)?.get(reference) ?? 0) > 0;
  }

  return {
    isSecretOfVolume: (nodeName, namespace, name) =>
      objects.list(VOLUMES).some((volume) => {
        const { csi, claimRef } = (volume as PersistentVolume).spec ?? {};
        return (
          [csi?.nodeStageSecretRef, csi?.nodePublishSecretRef, csi?.nodeExpandSecretRef].some(
            (secret) => secret?.name === name && secret.namespace === namespace,
          ) && isReferenced(nodeName, `persistentvolumeclaims/${claimRef?.namespace}/${claimRef?.name}`)
        );
      }),
    attachment: (name) => objects.get(ATTACHMENTS, '', name) as VolumeAttachment | undefined,
    podCertificateRequest: (namespace, name) =>
      objects.get(CERTIFICATE_REQUESTS, namespace, name) as PodCertificateRequest | undefined,
    resourceSlice: (name) => objects.get(SLICES, '', name) as ResourceSlice | undefined,
    volume: (name) => objects.get(VOLUMES, '', name) as PersistentVolume | undefined,
    isReferenced,
  };
}

function build(objects: FollowedObjects): Map<string, Map<string, number>> {
  const counts = new Map<string, Map<string, number>>();
  for (const pod of objects.list(PODS)) count(counts, pod as Pod, 1);
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
