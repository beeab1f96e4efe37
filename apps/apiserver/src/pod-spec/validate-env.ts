import { fieldErrors, isConfigMapKey, isDns1123Subdomain, isEnvVarName, isQualifiedName, type FieldError, type FieldPath } from '@kubets/apimachinery';
import type { EnvFromSource, EnvVar, EnvVarSource, ObjectFieldSelector, ResourceFieldSelector } from '@kubets/proto-gen/core/v1';
import { invalidEach, requiredName, requiredText } from '../validation/field-checks';

/** Fields of its pod that an environment variable may show. */
export const ENV_FIELDS = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];
/** Fields of its pod that a volume may show. */
export const VOLUME_FIELDS = ['metadata.annotations', 'metadata.labels', 'metadata.name', 'metadata.namespace', 'metadata.uid'];

const RESOURCES = ['cpu', 'ephemeral-storage', 'memory'].flatMap((name) => [`limits.${name}`, `requests.${name}`]).sort();
const SUBSCRIPT = /^(metadata\.(?:annotations|labels))\['(.*)'\]$/;

export function validateFieldRef(ref: ObjectFieldSelector, valid: readonly string[], path: FieldPath): FieldError[] {
  const fieldPath = ref.fieldPath ?? '';
  const errors = requiredText(path.child('apiVersion'), ref.apiVersion);
  if (errors.length > 0) return errors;
  if (fieldPath === '') return [fieldErrors.required(path.child('fieldPath'))];
  const subscript = SUBSCRIPT.exec(fieldPath);
  if (subscript) {
    const key = subscript[1] === 'metadata.annotations' ? subscript[2]!.toLowerCase() : subscript[2]!;
    return invalidEach(path, key, isQualifiedName);
  }
  return valid.includes(fieldPath) ? [] : [fieldErrors.notSupported(path.child('fieldPath'), fieldPath, valid)];
}

export function validateResourceFieldRef(ref: ResourceFieldSelector, inVolume: boolean, path: FieldPath): FieldError[] {
  const resource = ref.resource ?? '';
  if (inVolume && !ref.containerName) return [fieldErrors.required(path.child('containerName'))];
  if (resource === '') return [fieldErrors.required(path.child('resource'))];
  if (RESOURCES.includes(resource) || /^(limits|requests)\.hugepages-/.test(resource)) return [];
  return [fieldErrors.notSupported(path.child('resource'), resource, RESOURCES)];
}

function validateKeyRef(ref: { name?: string; key?: string }, path: FieldPath): FieldError[] {
  return [
    ...requiredText(path.child('name'), ref.name),
    ...requiredName(path.child('key'), ref.key, isConfigMapKey),
  ];
}

function validateValueFrom(variable: EnvVar, source: EnvVarSource, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef } = source;
  if (fieldRef) errors.push(...validateFieldRef(fieldRef, ENV_FIELDS, path.child('fieldRef')));
  if (resourceFieldRef) errors.push(...validateResourceFieldRef(resourceFieldRef, false, path.child('resourceFieldRef')));
  if (configMapKeyRef) errors.push(...validateKeyRef(configMapKeyRef, path.child('configMapKeyRef')));
  if (secretKeyRef) errors.push(...validateKeyRef(secretKeyRef, path.child('secretKeyRef')));
  const given = [fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef].filter(Boolean).length;
  if (given === 0) {
    const detail = 'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`';
    errors.push(fieldErrors.invalid(path, '', detail));
  } else if (variable.value) {
    errors.push(fieldErrors.invalid(path, '', 'may not be specified when `value` is not empty'));
  } else if (given > 1) {
    errors.push(fieldErrors.invalid(path, '', 'may not have more than one field specified at a time'));
  }
  return errors;
}

export function validateEnv(variables: EnvVar[] | undefined, path: FieldPath): FieldError[] {
  return (variables ?? []).flatMap((variable, index) => {
    const at = path.index(index);
    const errors = requiredName(at.child('name'), variable.name, isEnvVarName);
    return variable.valueFrom
      ? [...errors, ...validateValueFrom(variable, variable.valueFrom, at.child('valueFrom'))]
      : errors;
  });
}

export function validateEnvFrom(sources: EnvFromSource[] | undefined, path: FieldPath): FieldError[] {
  return (sources ?? []).flatMap((source, index) => {
    const at = path.index(index);
    const { prefix, configMapRef, secretRef } = source;
    const errors = prefix ? invalidEach(at.child('prefix'), prefix, isEnvVarName) : [];
    if (configMapRef) errors.push(...requiredName(at.child('configMapRef', 'name'), configMapRef.name, isDns1123Subdomain));
    if (secretRef) errors.push(...requiredName(at.child('secretRef', 'name'), secretRef.name, isDns1123Subdomain));
    if (!configMapRef && !secretRef) {
      errors.push(fieldErrors.invalid(path, '', 'must specify one of: `configMapRef` or `secretRef`'));
    } else if (configMapRef && secretRef) {
      errors.push(fieldErrors.invalid(path, '', 'may not have more than one field specified at a time'));
    }
    return errors;
  });
}
