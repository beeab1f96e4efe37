import type { VolumeMount } from '@kubets/proto-gen/core/v1';

/**
 * Whether what is mounted below a mount is read-only with it.
 * @throws Error in Kubernetes' words where that is asked for and cannot be.
 */
export function isRecursivelyReadOnly(
  { name, readOnly, mountPropagation = 'None', recursiveReadOnly = 'Disabled' }: VolumeMount,
  isSupported: boolean,
): boolean {
  if (recursiveReadOnly === 'Disabled') return false;
  const asked = `volume ${JSON.stringify(name)} requested recursive read-only mode, but it is not`;
  if (!readOnly) throw new Error(`${asked} read-only`);
  if (mountPropagation !== 'None')
    throw new Error(`${asked} compatible with propagation ${JSON.stringify(mountPropagation)}`);
  if (recursiveReadOnly === 'Enabled' && !isSupported)
    throw new Error(`${asked} supported by the runtime: containerd 2.0 or later with runc 1.1 or later is needed`);
  return isSupported;
}
