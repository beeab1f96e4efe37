import { fieldErrors, isDns1123Label, isPortName, isPortNumber, type FieldError, type FieldPath } from '@kubets/apimachinery';
import type { Container, ContainerPort, VolumeMount } from '@kubets/proto-gen/core/v1';
import { invalidEach, oneOf, requiredName } from '../validation/field-checks';
import { PROTOCOLS } from '../validation/ports';
import { validateEnv, validateEnvFrom } from './validate-env';
import { validateLifecycle, validateProbe } from './validate-probe';
import { validateResources } from './validate-resources';
import { validateSecurityContext } from './validate-security-context';
import { validateDescendingPath } from './validate-volume';

const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never'];

function validatePorts(ports: ContainerPort[], path: FieldPath): FieldError[] {
  const names = new Set<string>();
  return ports.flatMap((port, index) => {
    const at = path.index(index);
    const errors: FieldError[] = [];
    if (port.name) {
      const problems = invalidEach(at.child('name'), port.name, isPortName);
      if (problems.length > 0) errors.push(...problems);
      else if (names.has(port.name)) errors.push(fieldErrors.duplicate(at.child('name'), port.name));
      else names.add(port.name);
    }
    const number = port.containerPort ?? 0;
    if (number === 0) errors.push(fieldErrors.required(at.child('containerPort')));
    else errors.push(...isPortNumber(number).map((text) => fieldErrors.invalid(at.child('containerPort'), number, text)));
    const hostPort = port.hostPort ?? 0;
    if (hostPort !== 0) {
      errors.push(...isPortNumber(hostPort).map((text) => fieldErrors.invalid(at.child('hostPort'), hostPort, text)));
    }
    errors.push(...oneOf(at.child('protocol'), port.protocol, PROTOCOLS));
    return errors;
  });
}

function validateSubPath(mount: VolumeMount, path: FieldPath): FieldError[] {
  const { subPath, subPathExpr } = mount;
  if (subPath && subPathExpr) {
    return [fieldErrors.invalid(path.child('subPathExpr'), subPathExpr, 'subPathExpr and subPath are mutually exclusive')];
  }
  if (subPath) return validateDescendingPath(path.child('subPath'), subPath);
  return subPathExpr ? validateDescendingPath(path.child('subPathExpr'), subPathExpr) : [];
}

function validateMounts(container: Container, volumes: ReadonlySet<string>, path: FieldPath): FieldError[] {
  const seen = new Set<string>();
  const devices = new Set((container.volumeDevices ?? []).map((device) => device.devicePath));
  return (container.volumeMounts ?? []).flatMap((mount, index) => {
    const at = path.index(index);
    const { name = '', mountPath = '' } = mount;
    const errors: FieldError[] = [];
    if (name === '') errors.push(fieldErrors.required(at.child('name')));
    else if (!volumes.has(name)) errors.push(fieldErrors.notFound(at.child('name'), name));
    if (mountPath === '') errors.push(fieldErrors.required(at.child('mountPath')));
    if (seen.has(mountPath)) errors.push(fieldErrors.invalid(at.child('mountPath'), mountPath, 'must be unique'));
    if (devices.has(mountPath)) {
      errors.push(fieldErrors.invalid(at.child('mountPath'), mountPath, 'must not already exist in volumeDevices'));
    }
    seen.add(mountPath);
    return [...errors, ...validateSubPath(mount, at)];
  });
}

/** Rules that every kind of container shares. `volumes`: names of the pod's volumes. */
export function validateContainer(container: Container, volumes: ReadonlySet<string>, path: FieldPath): FieldError[] {
  const image = container.image ?? '';
  const errors = requiredName(path.child('name'), container.name, isDns1123Label);
  if (image === '') errors.push(fieldErrors.required(path.child('image')));
  else if (image !== image.trim()) {
    errors.push(fieldErrors.invalid(path.child('image'), image, 'must not have leading or trailing whitespace'));
  }
  return [
    ...errors,
    ...oneOf(path.child('terminationMessagePolicy'), container.terminationMessagePolicy, ['FallbackToLogsOnError', 'File']),
    ...validatePorts(container.ports ?? [], path.child('ports')),
    ...validateEnv(container.env, path.child('env')),
    ...validateEnvFrom(container.envFrom, path.child('envFrom')),
    ...validateMounts(container, volumes, path.child('volumeMounts')),
    ...oneOf(path.child('imagePullPolicy'), container.imagePullPolicy, PULL_POLICIES),
    ...validateResources(container.resources, path.child('resources')),
    ...validateSecurityContext(container.securityContext, path.child('securityContext')),
  ];
}

/** Handlers and probes, which containers have that run beside each other. */
export function validateRunning(container: Container, path: FieldPath): FieldError[] {
  return [
    ...validateLifecycle(container.lifecycle, path.child('lifecycle')),
    ...validateProbe(container.livenessProbe, 'livenessProbe', path.child('livenessProbe')),
    ...validateProbe(container.readinessProbe, 'readinessProbe', path.child('readinessProbe')),
    ...validateProbe(container.startupProbe, 'startupProbe', path.child('startupProbe')),
  ];
}
