import type { Container, Pod } from '@kubets/proto-gen/core/v1';

/**
 * An init container that goes on beside the pod's containers.
 * https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/
 */
export function isSidecar({ restartPolicy }: Pick<Container, 'restartPolicy'>): boolean {
  return restartPolicy === 'Always';
}

type HasSpec = Pick<Pod, 'spec'>;

export function sidecarsOf({ spec }: HasSpec): Container[] {
  return (spec?.initContainers ?? []).filter(isSidecar);
}

/** Those that run together once the pod is initialized: containers and sidecars. */
export function runningContainers(pod: HasSpec): Container[] {
  return [...(pod.spec?.containers ?? []), ...sidecarsOf(pod)];
}

/** Init and app containers, in the order in which they start. */
export function initAndAppContainers({ spec }: HasSpec): Container[] {
  return [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])];
}

/** Init, app and ephemeral containers. */
export function allContainers(pod: HasSpec): Container[] {
  return [...initAndAppContainers(pod), ...((pod.spec?.ephemeralContainers ?? []) as Container[])];
}
