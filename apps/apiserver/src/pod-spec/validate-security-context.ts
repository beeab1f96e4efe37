import { fieldErrors, isInRange, type FieldError, type FieldPath } from '@kubets/apimachinery';
import type { PodSecurityContext, SeccompProfile, SecurityContext } from '@kubets/proto-gen/core/v1';
import type { Int64 } from '@kubets/proto-gen/int64';
import { oneOf, requiredText } from '../validation/field-checks';

const MAX_ID = 2 ** 31 - 1;
const PROFILES = ['Localhost', 'RuntimeDefault', 'Unconfined'];
const SYSCTL = /^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[./])*([a-z0-9]([-_a-z0-9]*[a-z0-9])?)$/;

function validateId(path: FieldPath, id: Int64 | undefined): FieldError[] {
  return id === undefined ? [] : isInRange(id, 0, MAX_ID).map((text) => fieldErrors.invalid(path, id, text));
}

function validateSeccomp(profile: SeccompProfile | undefined, path: FieldPath): FieldError[] {
  if (!profile) return [];
  const errors = oneOf(path.child('type'), profile.type, PROFILES);
  const file = path.child('localhostProfile');
  if (profile.type === 'Localhost') errors.push(...requiredText(file, profile.localhostProfile, 'must be set when seccomp type is Localhost'));
  else if (profile.localhostProfile) {
    errors.push(fieldErrors.invalid(file, profile.localhostProfile, 'can only be set when seccomp type is Localhost'));
  }
  return errors;
}

export function validateSecurityContext(context: SecurityContext | undefined, path: FieldPath): FieldError[] {
  if (!context) return [];
  const errors = [
    ...validateId(path.child('runAsUser'), context.runAsUser),
    ...validateId(path.child('runAsGroup'), context.runAsGroup),
    ...oneOf(path.child('procMount'), context.procMount, ['Default', 'Unmasked'], false),
    ...validateSeccomp(context.seccompProfile, path.child('seccompProfile')),
  ];
  if (context.allowPrivilegeEscalation === false) {
    if (context.privileged) {
      errors.push(fieldErrors.invalid(path, context, 'cannot set `allowPrivilegeEscalation` to false and `privileged` to true'));
    }
    if (context.capabilities?.add?.some((capability) => capability === 'CAP_SYS_ADMIN')) {
      const detail = 'cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN';
      errors.push(fieldErrors.invalid(path, context, detail));
    }
  }
  return errors;
}

export function validatePodSecurityContext(context: PodSecurityContext | undefined, path: FieldPath): FieldError[] {
  if (!context) return [];
  const sysctls = context.sysctls ?? [];
  return [
    ...validateId(path.child('runAsUser'), context.runAsUser),
    ...validateId(path.child('runAsGroup'), context.runAsGroup),
    ...validateId(path.child('fsGroup'), context.fsGroup),
    ...(context.supplementalGroups ?? []).flatMap((id, index) => validateId(path.child('supplementalGroups').index(index), id)),
    ...oneOf(path.child('fsGroupChangePolicy'), context.fsGroupChangePolicy, ['Always', 'OnRootMismatch'], false),
    ...validateSeccomp(context.seccompProfile, path.child('seccompProfile')),
    ...sysctls.flatMap(({ name = '' }, index) => {
      const at = path.child('sysctls').index(index).child('name');
      if (name === '') return [fieldErrors.required(at)];
      if (SYSCTL.test(name)) {
        const repeated = sysctls.findIndex((other) => other.name === name) < index;
        return repeated ? [fieldErrors.duplicate(at, name)] : [];
      }
      const detail = `must have at most 253 characters and match regex ${SYSCTL.source}`;
      return [fieldErrors.invalid(at, name, detail)];
    }),
  ];
}
