import type { KubeObject } from '@kubets/apimachinery';
import type { Pod } from '@kubets/proto-gen/core/v1';
import type { ContainerName } from '../protocol/answers';

/** A pod's containers: those that do its work first. */
export function containersOf(object: KubeObject): ContainerName[] {
  const { spec, status } = object as Pod;
  const statuses = [
    ...(status?.containerStatuses ?? []),
    ...(status?.initContainerStatuses ?? []),
    ...(status?.ephemeralContainerStatuses ?? []),
  ];
  const named = (role: ContainerName['role'], containers: readonly { name?: string }[] = []) =>
    containers.map(({ name = '' }): ContainerName => {
      const found = statuses.find((one) => one.name === name);
      return { name, role, running: found?.state?.running !== undefined, restarts: found?.restartCount ?? 0 };
    });
  return [
    ...named('container', spec?.containers),
    ...named('init', spec?.initContainers),
    ...named('ephemeral', spec?.ephemeralContainers),
  ];
}
