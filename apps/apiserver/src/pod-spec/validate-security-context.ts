import { fieldErrors, type FieldError, type FieldPath } from '@kubets/apimachinery';
import type { PodSecurityContext, SeccompProfile, SecurityContext, Sysctl } from '@kubets/proto-gen/core/v1';
import { requiredText } from '../validation/field-checks';
import { inGo } from '../validation/in-go';

const SYSCTL = /^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$/;

const ZERO_CONTEXT = {
  Capabilities: null,
  Privileged: null,
  SELinuxOptions: null,
  WindowsOptions: null,
  RunAsUser: null,
  RunAsGroup: null,
  RunAsNonRoot: null,
  ReadOnlyRootFilesystem: null,
  AllowPrivilegeEscalation: null,
  ProcMount: null,
  SeccompProfile: null,
  AppArmorProfile: null,
};

function validateSeccomp(profile: SeccompProfile | undefined, path: FieldPath): FieldError[] {
  if (!profile) return [];
  const file = path.child('localhostProfile');
  if (profile.type === 'Localhost')
    return requiredText(file, profile.localhostProfile, 'must be set when seccomp type is Localhost');
  return profile.localhostProfile
    ? [fieldErrors.invalid(file, profile.localhostProfile, 'can only be set when seccomp type is Localhost')]
    : [];
}

export function validateSecurityContext(context: SecurityContext, path: FieldPath): FieldError[] {
  const errors = validateSeccomp(context.seccompProfile, path.child('seccompProfile'));
  if (context.allowPrivilegeEscalation === false) {
    if (context.privileged) {
      errors.push(
        fieldErrors.invalid(
          path,
          inGo(context, ZERO_CONTEXT),
          'cannot set `allowPrivilegeEscalation` to false and `privileged` to true',
        ),
      );
    }
    if (context.capabilities?.add?.some((capability) => capability === 'CAP_SYS_ADMIN')) {
      const detail = 'cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN';
      errors.push(fieldErrors.invalid(path, inGo(context, ZERO_CONTEXT), detail));
    }
  }
  return errors;
}

export function validatePodSecurityContext(context: PodSecurityContext | undefined, path: FieldPath): FieldError[] {
  if (!context) return [];
  return [
    ...validateSeccomp(context.seccompProfile, path.child('seccompProfile')),
    ...validateSysctls(context.sysctls ?? [], path.child('sysctls')),
  ];
}

function validateSysctls(sysctls: Sysctl[], path: FieldPath): FieldError[] {
  const seen = new Set<string>();
  return sysctls.flatMap(({ name = '' }, index) => {
    const at = path.index(index).child('name');
    if (name === '') return [fieldErrors.required(at)];
    if (!SYSCTL.test(name)) {
      const detail = `must have at most 253 characters and match regex ${SYSCTL.source}`;
      return [fieldErrors.invalid(at, name, detail)];
    }
    if (seen.has(name)) return [fieldErrors.duplicate(at, name)];
    seen.add(name);
    return [];
  });
}
