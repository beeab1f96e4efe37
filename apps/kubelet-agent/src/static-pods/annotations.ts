import type { Pod } from '@kubets/proto-gen/core/v1';

/** Of a static pod: its uid on the node. */
export const HASH_ANNOTATION = 'kubernetes.io/config.hash';
/** Of the pod that shows one in the API: the hash of the static pod that it shows. */
export const MIRROR_ANNOTATION = 'kubernetes.io/config.mirror';
export const SOURCE_ANNOTATION = 'kubernetes.io/config.source';

/** Whether the pod is there to show a static pod in the API. */
export const isMirrorPod = ({ metadata }: Pod): boolean => metadata?.annotations?.[MIRROR_ANNOTATION] !== undefined;

/** Whether the node has the pod from a file of its own, and not from the API. */
export const isStaticPod = (pod: Pod): boolean =>
  pod.metadata?.annotations?.[SOURCE_ANNOTATION] === 'file' && !isMirrorPod(pod);

/** The uid by which the node knows the pod: of one that shows a static pod, that one's. */
export const uidOnNode = ({ metadata }: Pod): string =>
  metadata?.annotations?.[MIRROR_ANNOTATION] ?? metadata?.uid ?? '';
