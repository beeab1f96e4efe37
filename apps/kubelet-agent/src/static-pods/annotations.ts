import { ANNOTATIONS, isMirrorPod } from '@kubets/api';
import type { Pod } from '@kubets/proto-gen/core/v1';

/** Of a static pod: its uid on the node. */
export const HASH_ANNOTATION = 'kubernetes.io/config.hash';
export const SOURCE_ANNOTATION = 'kubernetes.io/config.source';

/** Whether the node has the pod from a file of its own, and not from the API. */
export const isStaticPod = (pod: Pod): boolean =>
  pod.metadata?.annotations?.[SOURCE_ANNOTATION] === 'file' && !isMirrorPod(pod);

/** The uid by which the node knows the pod: of one that shows a static pod, that one's. */
export const uidOnNode = ({ metadata }: Pod): string =>
  metadata?.annotations?.[ANNOTATIONS.mirrorPod] ?? metadata?.uid ?? '';
