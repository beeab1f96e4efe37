import { fieldErrors, type FieldError, type FieldPath } from '@kubets/apimachinery';
import type { PodSpec, PodSecurityContext, SecurityContext } from '@kubets/proto-gen/core/v1';
import { placedContainers } from './placed-containers';

const OPERATING_SYSTEMS = ['linux', 'windows'];
const LINUX_OF_PODS = [
  'appArmorProfile',
  'seLinuxOptions',
  'seccompProfile',
  'fsGroup',
  'fsGroupChangePolicy',
  'sysctls',
  'runAsUser',
  'runAsGroup',
  'supplementalGroups',
  'supplementalGroupsPolicy',
  'seLinuxChangePolicy',
] as const satisfies (keyof PodSecurityContext)[];
const LINUX_OF_CONTAINERS = [
  'appArmorProfile',
  'seLinuxOptions',
  'seccompProfile',
  'capabilities',
  'readOnlyRootFilesystem',
  'privileged',
  'allowPrivilegeEscalation',
  'procMount',
  'runAsUser',
  'runAsGroup',
] as const satisfies (keyof SecurityContext)[];

/** Which system the containers are made for, and that nothing is set that this does not have. */
export function validateOs(spec: PodSpec, path: FieldPath): FieldError[] {
  if (!spec.os) return [];
  const { name } = spec.os;
  const at = path.child('os');
  if (!name) return [fieldErrors.required(at.child('name'))];
  if (!OPERATING_SYSTEMS.includes(name)) return [fieldErrors.notSupported(at, name, OPERATING_SYSTEMS)];
  const errors = name === 'linux' ? validateLinux(spec, path) : validateWindows(spec, path);
  return errors.map((error) => ({ ...error, toldAt: at.toString() }));
}

function validateLinux(spec: PodSpec, path: FieldPath): FieldError[] {
  const contexts = [
    { context: spec.securityContext, at: path.child('securityContext') },
    ...placedContainers(spec, path).map(({ container, path: of }) => ({
      context: container.securityContext,
      at: of.child('securityContext'),
    })),
  ];
  const detail = 'windows options cannot be set for a linux pod';
  return contexts.flatMap(({ context, at }) =>
    context?.windowsOptions ? [fieldErrors.forbidden(at.child('windowsOptions'), detail)] : [],
  );
}

function validateWindows(spec: PodSpec, path: FieldPath): FieldError[] {
  const { securityContext = {}, hostUsers, hostPID, hostIPC, shareProcessNamespace } = spec;
  const isSet = (value: unknown): boolean => value !== undefined && !(Array.isArray(value) && value.length === 0);
  const ofSpec = Object.entries({
    hostUsers,
    hostPID: hostPID || undefined,
    hostIPC: hostIPC || undefined,
    shareProcessNamespace,
  });
  const paths = [
    ...LINUX_OF_PODS.filter((field) => isSet(securityContext[field])).map((field) =>
      path.child('securityContext', field),
    ),
    ...ofSpec.filter(([, value]) => isSet(value)).map(([field]) => path.child(field)),
    ...placedContainers(spec, path).flatMap(({ container, path: at }) =>
      LINUX_OF_CONTAINERS.filter((field) => isSet(container.securityContext?.[field])).map((field) =>
        at.child('securityContext', field),
      ),
    ),
  ];
  return paths.map((at) => fieldErrors.forbidden(at, 'cannot be set for a windows pod'));
}
