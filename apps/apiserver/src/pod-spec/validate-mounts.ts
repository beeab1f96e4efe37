import { errorsOfEach, fieldErrors, type FieldError, type FieldPath, type Steps } from '@kubets/apimachinery';
import type { Container, Volume, VolumeDevice, VolumeMount } from '@kubets/proto-gen/core/v1';
import { oneOf } from '../validation/field-checks';
import { validateBacksteps, validateDescendingPath } from './paths-in-volumes';

/** The volumes of a pod by their names. */
export type Volumes = ReadonlyMap<string, Volume>;

const PROPAGATIONS = ['Bidirectional', 'HostToContainer', 'None'];
const RECURSIVE_READ_ONLY = ['Disabled', 'Enabled', 'IfPossible'];

/** Of what is told at a list of mounts without saying which of them is meant, as Kubernetes does. */
function validateSettings(mount: VolumeMount, isPrivileged: boolean, path: FieldPath): FieldError[] {
  const { mountPropagation, recursiveReadOnly, readOnly } = mount;
  const propagation = path.child('mountPropagation');
  const errors = mountPropagation === undefined ? [] : oneOf(propagation, mountPropagation, PROPAGATIONS, false);
  if (mountPropagation === 'Bidirectional' && !isPrivileged) {
    const detail = 'Bidirectional mount propagation is available only to privileged containers';
    errors.push(fieldErrors.forbidden(propagation, detail));
  }
  if (recursiveReadOnly === undefined || recursiveReadOnly === 'Disabled') return errors;
  const at = path.child('recursiveReadOnly');
  if (!RECURSIVE_READ_ONLY.includes(recursiveReadOnly))
    return [...errors, fieldErrors.notSupported(at, recursiveReadOnly, RECURSIVE_READ_ONLY)];
  if (!readOnly) errors.push(fieldErrors.forbidden(at, 'may only be specified when readOnly is true'));
  if (mountPropagation !== undefined && mountPropagation !== 'None') {
    const detail = 'may only be specified when mountPropagation is None or not specified';
    errors.push(fieldErrors.forbidden(at, detail));
  }
  return errors;
}

function validateSubPath({ subPath, subPathExpr }: VolumeMount, path: FieldPath, mountPath: FieldPath): FieldError[] {
  const errors = subPath ? validateDescendingPath(path.child('subPath'), subPath) : [];
  if (!subPathExpr) return errors;
  const at = mountPath.child('subPathExpr');
  if (subPath) errors.push(fieldErrors.invalid(at, subPathExpr, 'subPathExpr and subPath are mutually exclusive'));
  return [...errors, ...validateDescendingPath(path.child('subPathExpr'), subPathExpr)];
}

/** Volumes in a container's file system. */
export function validateMounts(container: Container, volumes: Volumes, path: FieldPath): Steps<FieldError[]> {
  const { volumeMounts = [], volumeDevices = [], securityContext } = container;
  const seen = new Set<string>();
  const names = new Set(volumeDevices.map(({ name }) => name));
  const paths = new Set(volumeDevices.map(({ devicePath }) => devicePath));
  return errorsOfEach(volumeMounts, (mount, index) => {
    const { name = '', mountPath = '' } = mount;
    const at = path.index(index);
    const errors: FieldError[] = [];
    if (!volumes.has(name)) errors.push(fieldErrors.notFound(at.child('name'), name));
    if (seen.has(mountPath)) errors.push(fieldErrors.invalid(at.child('mountPath'), mountPath, 'must be unique'));
    seen.add(mountPath);
    if (names.has(name))
      errors.push(fieldErrors.invalid(at.child('name'), name, 'must not already exist in volumeDevices'));
    if (paths.has(mountPath)) {
      const detail = 'must not already exist as a path in volumeDevices';
      errors.push(fieldErrors.invalid(at.child('mountPath'), mountPath, detail));
    }
    errors.push(...validateSubPath(mount, path, at));
    errors.push(...validateSettings(mount, securityContext?.privileged === true, path));
    return errors;
  });
}

/** Volumes as block devices, which only claims can be. */
export function validateDevices(
  { volumeDevices = [], volumeMounts = [] }: Container,
  volumes: Volumes,
  path: FieldPath,
): Steps<FieldError[]> {
  const mountNames = new Set(volumeMounts.map(({ name }) => name));
  const mountPaths = new Set(volumeMounts.map(({ mountPath }) => mountPath));
  const seen = { names: new Set<string>(), paths: new Set<string>() };
  return errorsOfEach(volumeDevices, (device: VolumeDevice, index) => {
    const { name = '', devicePath = '' } = device;
    const nameAt = path.index(index).child('name');
    const pathAt = path.index(index).child('devicePath');
    const volume = volumes.get(name);
    const errors: FieldError[] = [];
    if (seen.names.has(name)) errors.push(fieldErrors.invalid(nameAt, name, 'must be unique'));
    if (volume && !volume.persistentVolumeClaim && !volume.ephemeral) {
      const detail = 'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode';
      errors.push(fieldErrors.invalid(nameAt, name, detail));
    }
    if (!volume) errors.push(fieldErrors.notFound(nameAt, name));
    if (seen.paths.has(devicePath)) errors.push(fieldErrors.invalid(pathAt, devicePath, 'must be unique'));
    if (validateBacksteps(pathAt, devicePath).length > 0)
      errors.push(fieldErrors.invalid(pathAt, devicePath, "can not contain backsteps ('..')"));
    else seen.paths.add(devicePath);
    if (mountNames.has(name)) errors.push(fieldErrors.invalid(nameAt, name, 'must not already exist in volumeMounts'));
    if (mountPaths.has(devicePath)) {
      const detail = 'must not already exist as a path in volumeMounts';
      errors.push(fieldErrors.invalid(pathAt, devicePath, detail));
    }
    if (name !== '') seen.names.add(name);
    return errors;
  });
}
