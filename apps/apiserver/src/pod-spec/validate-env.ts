import { fieldErrors, isQualifiedName, type FieldError, type FieldPath } from '@kubets/apimachinery';
import type {
  EnvFromSource,
  EnvVar,
  EnvVarSource,
  ObjectFieldSelector,
  ResourceFieldSelector,
} from '@kubets/proto-gen/core/v1';
import { invalidEach } from '../validation/field-checks';

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
export const VOLUME_FIELDS = [
  'metadata.annotations',
  'metadata.labels',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
];

/** Fields of pods that have a label to ask for them by. */
const POD_FIELDS: ReadonlySet<string> = new Set([
  ...ENV_FIELDS,
  ...VOLUME_FIELDS,
  'spec.restartPolicy',
  'spec.schedulerName',
  'spec.hostNetwork',
  'status.phase',
  'status.nominatedNodeName',
]);

const RESOURCES = ['cpu', 'ephemeral-storage', 'memory']
  .flatMap((name) => [`limits.${name}`, `requests.${name}`])
  .sort();
const SUBSCRIPT = /^(metadata\.(?:annotations|labels))\['(.*)'\]$/;

export function validateFieldRef(ref: ObjectFieldSelector, valid: readonly string[], path: FieldPath): FieldError[] {
  const fieldPath = ref.fieldPath ?? '';
  if (fieldPath === '') return [];
  const subscript = SUBSCRIPT.exec(fieldPath);
  if (subscript) {
    const key = subscript[1] === 'metadata.annotations' ? subscript[2]!.toLowerCase() : subscript[2]!;
    return invalidEach(path, key, isQualifiedName);
  }
  if (valid.includes(fieldPath)) return [];
  const at = path.child('fieldPath');
  if (POD_FIELDS.has(fieldPath)) return [fieldErrors.notSupported(at, fieldPath, valid)];
  const detail = `error converting fieldPath: field label not supported: ${fieldPath}`;
  return [fieldErrors.invalid(at, fieldPath, detail)];
}

export function validateResourceFieldRef(ref: ResourceFieldSelector, inVolume: boolean, path: FieldPath): FieldError[] {
  const resource = ref.resource ?? '';
  if (inVolume && !ref.containerName) return [fieldErrors.required(path.child('containerName'))];
  if (resource === '') return [fieldErrors.required(path.child('resource'))];
  if (RESOURCES.includes(resource) || /^(limits|requests)\.hugepages-/.test(resource)) return [];
  return [fieldErrors.notSupported(path.child('resource'), resource, RESOURCES)];
}

function validateValueFrom(variable: EnvVar, source: EnvVarSource, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef } = source;
  if (fieldRef) errors.push(...validateFieldRef(fieldRef, ENV_FIELDS, path.child('fieldRef')));
  if (resourceFieldRef)
    errors.push(...validateResourceFieldRef(resourceFieldRef, false, path.child('resourceFieldRef')));
  const given = [fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef].filter(Boolean).length;
  if (given === 0) {
    const detail =
      'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`';
    errors.push(fieldErrors.invalid(path, '', detail));
  } else if (variable.value) {
    errors.push(fieldErrors.invalid(path, '', 'may not be specified when `value` is not empty'));
  } else if (given > 1) {
    errors.push(fieldErrors.invalid(path, '', 'may not have more than one field specified at a time'));
  }
  return errors;
}

export function validateEnv(variables: EnvVar[], path: FieldPath): FieldError[] {
  return variables.flatMap((variable, index) =>
    variable.valueFrom ? validateValueFrom(variable, variable.valueFrom, path.index(index).child('valueFrom')) : [],
  );
}

export function validateEnvFrom(sources: EnvFromSource[], path: FieldPath): FieldError[] {
  return sources.flatMap(({ configMapRef, secretRef }) => {
    if (!configMapRef && !secretRef)
      return [fieldErrors.invalid(path, '', 'must specify one of: `configMapRef` or `secretRef`')];
    return configMapRef && secretRef
      ? [fieldErrors.invalid(path, '', 'may not have more than one field specified at a time')]
      : [];
  });
}
