import type { Container, Pod } from '@kubets/proto-gen/core/v1';
import type { ContainerDevice } from '../runtimes/runtime';

export interface ContainerDeviceOptions {
  pod: Pod;
  container: Container;
  /** Volume name → path on the node: of those that are devices, the device's. */
  volumes: ReadonlyMap<string, string>;
}

/** The volumes that a container has as block devices. @throws Error for one that is not there. */
export function containerDevices({ pod, container, volumes }: ContainerDeviceOptions): ContainerDevice[] {
  return (container.volumeDevices ?? []).map(({ name = '', devicePath = '' }) => {
    const hostPath = volumes.get(name);
    if (hostPath === undefined)
      throw new Error(`cannot find volume "${name}" to pass into container "${container.name}"`);
    const volume = pod.spec?.volumes?.find((one) => one.name === name);
    const readOnly = volume?.persistentVolumeClaim?.readOnly === true;
    return { containerPath: devicePath, hostPath, permissions: readOnly ? 'r' : 'mrw' };
  });
}
