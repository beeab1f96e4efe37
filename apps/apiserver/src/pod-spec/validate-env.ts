import {
  errorsOfEach,
  fieldErrors,
  isQualifiedName,
  parseQuantity,
  type FieldError,
  type FieldPath,
  type Steps,
} from '@kubets/apimachinery';
import type {
  EnvFromSource,
  EnvVar,
  EnvVarSource,
  ObjectFieldSelector,
  PodSpec,
  ResourceFieldSelector,
} from '@kubets/proto-gen/core/v1';
import { invalidEach } from '../validation/field-checks';
import { validateBacksteps } from './paths-in-volumes';
import { placedContainers } from './placed-containers';

/** Fields of its pod that an environment variable may show. */
const ENV_FIELDS = [
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

/** Fields of pods that can be named at all. */
const POD_FIELDS: ReadonlySet<string> = new Set([
  ...ENV_FIELDS,
  ...VOLUME_FIELDS,
  'spec.restartPolicy',
  'spec.schedulerName',
  'status.phase',
]);
/** What a field of pods was called once. */
const OLD_NAMES: ReadonlyMap<string, string> = new Map([['spec.host', 'spec.nodeName']]);

const RESOURCES = ['cpu', 'ephemeral-storage', 'memory']
  .flatMap((name) => [`limits.${name}`, `requests.${name}`])
  .sort();
const SUBSCRIPTED: readonly string[] = ['metadata.annotations', 'metadata.labels'];

/** `metadata.labels['app']` → its two parts; both empty for a path without a subscript. */
function subscripted(fieldPath: string): { field: string; subscript: string } {
  const [begin, end] = [fieldPath.indexOf("['"), fieldPath.length - 2];
  if (begin < 0 || begin + 2 > end || !fieldPath.endsWith("']")) return { field: '', subscript: '' };
  return { field: fieldPath.slice(0, begin), subscript: fieldPath.slice(begin + 2, end) };
}

const BYTES = ['1', ...['k', 'M', 'G', 'T', 'P', 'E', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'].map((unit) => `1${unit}`)];
/** By what an amount of a resource may be divided, and how the refusal calls that. */
const DIVISORS: readonly [RegExp, readonly string[], string][] = [
  [/\.cpu$/, ['1m', '1'], '1m and 1 are supported with the cpu resource'],
  [/\.memory$/, BYTES, `${BYTES.join(', ')} are supported with the memory resource`],
  [/\.ephemeral-storage$/, BYTES, `${BYTES.join(', ')} are supported with the local ephemeral storage resource`],
  [/\.hugepages-/, BYTES, `${BYTES.join(', ')} are supported with the hugepages resource`],
];

export function validateFieldRef(ref: ObjectFieldSelector, valid: readonly string[], path: FieldPath): FieldError[] {
  const { fieldPath = '', apiVersion = '' } = ref;
  if (fieldPath === '' || apiVersion === '') return [];
  const at = path.child('fieldPath');
  const unknown = (problem: string): FieldError[] => [
    fieldErrors.invalid(at, fieldPath, `error converting fieldPath: ${problem}`),
  ];
  if (apiVersion !== 'v1') return unknown(`unsupported pod version: ${apiVersion}`);
  const { field, subscript } = subscripted(fieldPath);
  if (field) {
    if (!SUBSCRIPTED.includes(field)) return unknown(`field label does not support subscript: ${fieldPath}`);
    return invalidEach(path, field === 'metadata.annotations' ? subscript.toLowerCase() : subscript, isQualifiedName);
  }
  const name = OLD_NAMES.get(fieldPath) ?? fieldPath;
  if (!POD_FIELDS.has(name)) return unknown(`field label not supported: ${fieldPath}`);
  return valid.includes(name) ? [] : [fieldErrors.notSupported(at, name, valid)];
}

export function validateResourceFieldRef(ref: ResourceFieldSelector, inVolume: boolean, path: FieldPath): FieldError[] {
  const { resource = '', containerName = '', divisor = '0' } = ref;
  const isKnown = RESOURCES.includes(resource) || /^(limits|requests)\.hugepages-/.test(resource);
  const errors: FieldError[] = [];
  if (inVolume && containerName === '') errors.push(fieldErrors.required(path.child('containerName')));
  else if (resource === '') errors.push(fieldErrors.required(path.child('resource')));
  else if (!isKnown) errors.push(fieldErrors.notSupported(path.child('resource'), resource, RESOURCES));
  const [, divisors, text] = DIVISORS.find(([pattern]) => isKnown && pattern.test(resource)) ?? [];
  const given = parseQuantity(divisor);
  if (!divisors || given.sign() === 0 || divisors.includes(given.toString())) return errors;
  return [...errors, fieldErrors.invalid(path.child('divisor'), resource, `only divisor's values ${text}`)];
}

function validateValueFrom(variable: EnvVar, source: EnvVarSource, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef } = source;
  if (fieldRef) errors.push(...validateFieldRef(fieldRef, ENV_FIELDS, path.child('fieldRef')));
  if (resourceFieldRef)
    errors.push(...validateResourceFieldRef(resourceFieldRef, false, path.child('resourceFieldRef')));
  if (fileKeyRef?.path) errors.push(...validateBacksteps(path.child('fileKeyRef', 'path'), fileKeyRef.path));
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

export const validateEnv = (variables: EnvVar[], path: FieldPath): Steps<FieldError[]> =>
  errorsOfEach(variables, (variable, index) =>
    variable.valueFrom ? validateValueFrom(variable, variable.valueFrom, path.index(index).child('valueFrom')) : [],
  );

export function validateEnvFrom(sources: EnvFromSource[], path: FieldPath): Steps<FieldError[]> {
  return errorsOfEach(sources, ({ configMapRef, secretRef }) => {
    if (!configMapRef && !secretRef)
      return [fieldErrors.invalid(path, '', 'must specify one of: `configMapRef` or `secretRef`')];
    return configMapRef && secretRef
      ? [fieldErrors.invalid(path, '', 'may not have more than one field specified at a time')]
      : [];
  });
}

/** Files of variables are in a volume of the pod that starts empty. */
export function validateFileVolumes(spec: PodSpec, path: FieldPath): Steps<FieldError[]> {
  const volumes = new Map((spec.volumes ?? []).map((volume) => [volume.name ?? '', volume]));
  return errorsOfEach(placedContainers(spec, path), ({ container, path: at }) =>
    errorsOfEach(container.env ?? [], ({ valueFrom }, index) => {
      if (!valueFrom?.fileKeyRef) return [];
      const { volumeName = '' } = valueFrom.fileKeyRef;
      const volume = volumes.get(volumeName);
      const where = at.child('env').index(index).child('valueFrom', 'fileKeyRef', 'volumeName');
      if (!volume) return [fieldErrors.notFound(where, volumeName)];
      return volume.emptyDir
        ? []
        : [fieldErrors.invalid(where, volumeName, 'referenced volume must be of type emptyDir')];
    }),
  );
}
