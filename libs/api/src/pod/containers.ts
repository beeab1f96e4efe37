import type { Container, Pod } from '@kubets/proto-gen/core/v1';

/**
 * An init container that goes on beside the pod's containers.
 * https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/
 */
export function isSidecar({ restartPolicy }: Pick<Container, 'restartPolicy'>): boolean {
  return restartPolicy === 'Always';
}

export function sidecarsOf({ spec }: Pod): Container[] {
  return (spec?.initContainers ?? []).filter(isSidecar);
}

/** Those that run together once the pod is initialized: containers and sidecars. */
export function runningContainers(pod: Pod): Container[] {
  return [...(pod.spec?.containers ?? []), ...sidecarsOf(pod)];
}

/** Init, ordinary and ephemeral containers. */
export function allContainers({ spec }: Pod): Container[] {
  return [
    ...(spec?.initContainers ?? []),
    ...(spec?.containers ?? []),
    ...((spec?.ephemeralContainers ?? []) as Container[]),
  ];
}
