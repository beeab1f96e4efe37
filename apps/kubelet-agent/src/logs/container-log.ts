import type { ContainerStatus, Pod, PodStatus } from '@kubets/proto-gen/core/v1';

/** Why there is no log to show; the text is for the user. */
export class NoLogError extends Error {}

/** The runtime's ID of the container try whose log was asked for. Throws NoLogError in Kubernetes' words. */
export function logContainerId(pod: Pod, status: PodStatus, container: string, previous: boolean): string {
  const name = pod.metadata?.name ?? '';
  const statuses: ContainerStatus[] = [
    ...(status.containerStatuses ?? []),
    ...(status.initContainerStatuses ?? []),
    ...(status.ephemeralContainerStatuses ?? []),
  ];
  const found = statuses.find((one) => one.name === container);
  if (!found) throw new NoLogError(`container "${container}" in pod "${name}" is not available`);
  const { state, lastState } = found;
  const bare = (id: string | undefined) => id?.slice(id.indexOf('://') + 3);
  const last = bare(lastState?.terminated?.containerID);
  if (previous) {
    if (!last) throw new NoLogError(`previous terminated container "${container}" in pod "${name}" not found`);
    return last;
  }
  const current = state?.running
    ? bare(found.containerID)
    : state?.terminated
      ? bare(state.terminated.containerID)
      : undefined;
  const id = current || last;
  if (id) return id;
  const waiting = state?.waiting?.reason;
  if (waiting === 'ErrImagePull')
    throw new NoLogError(`container "${container}" in pod "${name}" is waiting to start: image can't be pulled`);
  if (waiting === 'ImagePullBackOff')
    throw new NoLogError(
      `container "${container}" in pod "${name}" is waiting to start: trying and failing to pull image`,
    );
  throw new NoLogError(
    waiting
      ? `container "${container}" in pod "${name}" is waiting to start: ${waiting}`
      : `container "${container}" in pod "${name}" is waiting to start - no logs yet`,
  );
}
