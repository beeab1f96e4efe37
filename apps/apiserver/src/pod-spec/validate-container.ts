import { fieldErrors, type FieldError, type FieldPath } from '@kubets/apimachinery';
import type { Container, VolumeMount } from '@kubets/proto-gen/core/v1';
import { validateEnv, validateEnvFrom } from './validate-env';
import { validateLifecycle, validateProbe } from './validate-probe';
import { validateResources } from './validate-resources';
import { validateSecurityContext } from './validate-security-context';
import { validateDescendingPath } from './validate-volume';

function validateSubPath(mount: VolumeMount, path: FieldPath): FieldError[] {
  const { subPath, subPathExpr } = mount;
  if (subPath && subPathExpr) {
    return [
      fieldErrors.invalid(path.child('subPathExpr'), subPathExpr, 'subPathExpr and subPath are mutually exclusive'),
    ];
  }
  if (subPath) return validateDescendingPath(path.child('subPath'), subPath);
  return subPathExpr ? validateDescendingPath(path.child('subPathExpr'), subPathExpr) : [];
}

function validateMounts(container: Container, volumes: ReadonlySet<string>, path: FieldPath): FieldError[] {
  const { volumeMounts = [], volumeDevices = [] } = container;
  const seen = new Set<string>();
  const devices = new Set(volumeDevices.map((device) => device.devicePath));
  const errors: FieldError[] = [];
  volumeMounts.forEach((mount, index) => {
    const at = path.index(index);
    const { name = '', mountPath = '' } = mount;
    if (name !== '' && !volumes.has(name)) errors.push(fieldErrors.notFound(at.child('name'), name));
    if (seen.has(mountPath)) errors.push(fieldErrors.invalid(at.child('mountPath'), mountPath, 'must be unique'));
    if (devices.has(mountPath)) {
      errors.push(fieldErrors.invalid(at.child('mountPath'), mountPath, 'must not already exist in volumeDevices'));
    }
    seen.add(mountPath);
    errors.push(...validateSubPath(mount, at));
  });
  return errors;
}

const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'] as const;

/** Rules that every kind of container shares. `volumes`: names of the pod's volumes. */
export function validateContainer(container: Container, volumes: ReadonlySet<string>, path: FieldPath): FieldError[] {
  const { image = '', env, envFrom, volumeMounts, resources, securityContext } = container;
  const errors: FieldError[] = [];
  if (image !== image.trim())
    errors.push(fieldErrors.invalid(path.child('image'), image, 'must not have leading or trailing whitespace'));
  if (env) errors.push(...validateEnv(env, path.child('env')));
  if (envFrom) errors.push(...validateEnvFrom(envFrom, path.child('envFrom')));
  if (volumeMounts) errors.push(...validateMounts(container, volumes, path.child('volumeMounts')));
  if (resources) errors.push(...validateResources(resources, path.child('resources')));
  if (securityContext) errors.push(...validateSecurityContext(securityContext, path.child('securityContext')));
  return errors;
}

/** Handlers and probes, which containers have that run beside each other. */
export function validateRunning(container: Container, path: FieldPath): FieldError[] {
  const errors = container.lifecycle ? validateLifecycle(container.lifecycle, path.child('lifecycle')) : [];
  for (const kind of PROBES) {
    const probe = container[kind];
    if (probe) errors.push(...validateProbe(probe, kind, path.child(kind)));
  }
  return errors;
}
