import { errorsOfEach, fieldErrors, type FieldError, type FieldPath, type Steps } from '@kubets/apimachinery';
import type {
  AppArmorProfile,
  PodSecurityContext,
  PodSpec,
  SeccompProfile,
  SecurityContext,
} from '@kubets/proto-gen/core/v1';
import { goStruct } from '../validation/go-struct';
import { validateDescendingPath } from './paths-in-volumes';
import { validateWindowsOptions } from './validate-windows';

const SYSCTL = /^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$/;
const MAX_SYSCTL = 253;
/** Of the kernel's settings, those that belong to a namespace that a pod can share with its node. */
const OF_IPC = /^(?:kernel\.shm|kernel\.msg|kernel\.sem$|fs\.mqueue\.)/;
const OF_NETWORK = /^net\./;
const MAX_PROFILE = 4095;

function validateSeccomp(profile: SeccompProfile | undefined, path: FieldPath): FieldError[] {
  if (!profile) return [];
  const { type, localhostProfile: file } = profile;
  const at = path.child('localhostProfile');
  if (type === 'Localhost') {
    return file === undefined
      ? [fieldErrors.required(at, 'must be set when seccomp type is Localhost')]
      : validateDescendingPath(at, file);
  }
  if (file === undefined) return [];
  return [
    fieldErrors.invalid(
      at,
      goStruct(profile, 'kubets.core.v1.SeccompProfile'),
      'can only be set when seccomp type is Localhost',
    ),
  ];
}

function validateAppArmor(profile: AppArmorProfile | undefined, path: FieldPath): FieldError[] {
  if (!profile?.type) return [];
  const { type, localhostProfile: name } = profile;
  const at = path.child('localhostProfile');
  if (type !== 'Localhost') {
    const isKnown = type === 'RuntimeDefault' || type === 'Unconfined';
    if (!isKnown || name === undefined) return [];
    return [fieldErrors.invalid(at, name, 'can only be set when AppArmor type is Localhost')];
  }
  const errors: FieldError[] = [];
  if (name !== undefined && name.trim() !== name)
    errors.push(fieldErrors.invalid(at, name, 'must not be padded with whitespace'));
  else if (!name) errors.push(fieldErrors.required(at, 'must be set when AppArmor type is Localhost'));
  if (Buffer.byteLength(name ?? '') > MAX_PROFILE) errors.push(fieldErrors.tooLong(at, '', MAX_PROFILE));
  return errors;
}

/** `hasOwnUsers`: whether the pod's users are others than the node's. */
export function validateSecurityContext(context: SecurityContext, hasOwnUsers: boolean, path: FieldPath): FieldError[] {
  const { procMount, allowPrivilegeEscalation, privileged, capabilities } = context;
  const errors: FieldError[] = [];
  if (procMount === 'Unmasked' && !hasOwnUsers) {
    const detail = '`hostUsers` must be false to use `Unmasked`';
    errors.push(fieldErrors.invalid(path.child('procMount'), procMount, detail));
  }
  errors.push(...validateSeccomp(context.seccompProfile, path.child('seccompProfile')));
  if (allowPrivilegeEscalation === false) {
    const shown = goStruct(context, 'kubets.core.v1.SecurityContext');
    const refuse = (what: string): void => {
      const detail = `cannot set \`allowPrivilegeEscalation\` to false and ${what}`;
      errors.push(fieldErrors.invalid(path, shown, detail));
    };
    if (privileged) refuse('`privileged` to true');
    for (const added of capabilities?.add ?? [])
      if (added === 'CAP_SYS_ADMIN') refuse('`capabilities.Add` CAP_SYS_ADMIN');
  }
  return [
    ...errors,
    ...validateWindowsOptions(context.windowsOptions, path.child('windowsOptions')),
    ...validateAppArmor(context.appArmorProfile, path.child('appArmorProfile')),
  ];
}

function validateSysctls({ securityContext, hostNetwork, hostIPC }: PodSpec, path: FieldPath): Steps<FieldError[]> {
  const seen = new Set<string>();
  return errorsOfEach(securityContext?.sysctls ?? [], ({ name = '' }, index) => {
    const at = path.index(index).child('name');
    const errors: FieldError[] = [];
    const dotted = name.replaceAll('/', '.');
    if (name === '') errors.push(fieldErrors.required(at));
    else if (name.length > MAX_SYSCTL || !SYSCTL.test(name)) {
      const detail = `must have at most ${MAX_SYSCTL} characters and match regex ${SYSCTL.source}`;
      errors.push(fieldErrors.invalid(at, name, detail));
    } else if (seen.has(name)) errors.push(fieldErrors.duplicate(at, name));
    seen.add(name);
    if (hostNetwork && OF_NETWORK.test(dotted))
      errors.push(fieldErrors.invalid(at, name, "may not be specified when 'hostNetwork' is true"));
    else if (hostIPC && OF_IPC.test(dotted))
      errors.push(fieldErrors.invalid(at, name, "may not be specified when 'hostIPC' is true"));
    return errors;
  });
}

export function* validatePodSecurityContext(spec: PodSpec, path: FieldPath): Steps<FieldError[]> {
  const context: PodSecurityContext | undefined = spec.securityContext;
  if (!context) return [];
  return [
    ...(yield* validateSysctls(spec, path.child('sysctls'))),
    ...validateSeccomp(context.seccompProfile, path.child('seccompProfile')),
    ...validateWindowsOptions(context.windowsOptions, path.child('windowsOptions')),
    ...validateAppArmor(context.appArmorProfile, path.child('appArmorProfile')),
  ];
}
