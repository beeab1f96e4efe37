import type { Pod } from '@kubets/proto-gen/core/v1';

export const MIRROR_ANNOTATION = 'kubernetes.io/config.mirror';

/** Whether a kubelet put the pod there to show a static pod of its own. */
export const isMirrorPod = (pod: Pod): boolean => pod.metadata?.annotations?.[MIRROR_ANNOTATION] !== undefined;
