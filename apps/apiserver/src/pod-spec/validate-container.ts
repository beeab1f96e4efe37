import { fieldErrors, type FieldError, type FieldPath } from '@kubets/apimachinery';
import type { Container, PodSpec, VolumeMount } from '@kubets/proto-gen/core/v1';
import { validateEnv, validateEnvFrom } from './validate-env';
import { validateLifecycle, validateProbe } from './validate-probe';
import { validateContainerResources } from './validate-resources';
import { validateResizePolicy, validateRestart } from './validate-restart';
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
    // Kubernetes tells of a subPath without saying whose.
    errors.push(...validateSubPath(mount, path));
  });
  return errors;
}

/** What containers of a pod refer to by name. */
export interface NamesOfPod {
  volumes: ReadonlySet<string>;
  claims: ReadonlySet<string>;
  restartPolicy: string;
}

export const namesOfPod = ({ volumes = [], resourceClaims = [], restartPolicy = '' }: PodSpec): NamesOfPod => ({
  volumes: new Set(volumes.map(({ name = '' }) => name)),
  claims: new Set(resourceClaims.map(({ name = '' }) => name)),
  restartPolicy,
});

const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'] as const;

/** Rules that every kind of container shares. */
export function validateContainer(container: Container, pod: NamesOfPod, path: FieldPath): FieldError[] {
  const { image = '', env, envFrom, volumeMounts, resources, securityContext } = container;
  const errors: FieldError[] = [];
  if (image !== image.trim())
    errors.push(fieldErrors.invalid(path.child('image'), image, 'must not have leading or trailing whitespace'));
  if (env) errors.push(...validateEnv(env, path.child('env')));
  if (envFrom) errors.push(...validateEnvFrom(envFrom, path.child('envFrom')));
  if (volumeMounts) errors.push(...validateMounts(container, pod.volumes, path.child('volumeMounts')));
  if (container.resizePolicy) {
    errors.push(...validateResizePolicy(container.resizePolicy, pod.restartPolicy, path.child('resizePolicy')));
  }
  errors.push(...validateRestart(container, path));
  if (resources) errors.push(...validateContainerResources(resources, pod.claims, path.child('resources')));
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
