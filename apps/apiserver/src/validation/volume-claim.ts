import {
  errorsOfAll,
  fieldErrors,
  isDns1123Subdomain,
  parseQuantity,
  semanticEqual,
  type FieldError,
  type FieldPath,
  type Steps,
} from '@kubets/apimachinery';
import type {
  PersistentVolumeClaimSpec,
  PersistentVolumeClaimTemplate,
  TypedObjectReference,
} from '@kubets/proto-gen/core/v1';
import { invalidEach } from './field-checks';
import { validateLabelSelector } from './label-selector';
import { templateMetadataErrors } from './template-metadata';

const ACCESS_MODES = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];

function validateAccessModes(modes: readonly string[], path: FieldPath): FieldError[] {
  const errors = modes
    .filter((mode) => !ACCESS_MODES.includes(mode))
    .map((mode) => fieldErrors.notSupported(path, mode, ACCESS_MODES));
  const alone = modes.includes('ReadWriteOncePod');
  if (alone && modes.some((mode) => mode !== 'ReadWriteOncePod' && ACCESS_MODES.includes(mode)))
    errors.push(fieldErrors.forbidden(path, 'may not use ReadWriteOncePod with other access modes'));
  return errors;
}

function validateStorage(storage: string | undefined, path: FieldPath): FieldError[] {
  if (storage === undefined) return [fieldErrors.required(path)];
  if (parseQuantity(storage).sign() <= 0) return [fieldErrors.invalid(path, storage, 'must be greater than zero')];
  return [];
}

function validateSource({ apiGroup, kind, name }: TypedObjectReference, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (!name) errors.push(fieldErrors.required(path.child('name')));
  if (!kind) errors.push(fieldErrors.required(path.child('kind')));
  if (!apiGroup && kind !== 'PersistentVolumeClaim')
    errors.push(
      fieldErrors.invalid(path, kind ?? '', "must be 'PersistentVolumeClaim' when referencing the default apiGroup"),
    );
  if (apiGroup) errors.push(...invalidEach(path.child('apiGroup'), apiGroup, isDns1123Subdomain));
  return errors;
}

/** What a claim asks for, by itself or in a template. */
export function* validateClaimSpec(spec: PersistentVolumeClaimSpec, path: FieldPath): Steps<FieldError[]> {
  const { storageClassName, dataSource, dataSourceRef, volumeAttributesClassName } = spec;
  const { accessModes = [] } = spec;
  const ofModes = path.child('accessModes');
  const errors = [
    ...(accessModes.length === 0 ? [fieldErrors.required(ofModes, 'at least 1 access mode is required')] : []),
    ...(yield* validateLabelSelector(spec.selector, path.child('selector'))),
    ...validateAccessModes(accessModes, ofModes),
    ...validateStorage(spec.resources?.requests?.storage, path.child('resources').key('storage')),
  ];
  if (storageClassName)
    errors.push(...invalidEach(path.child('storageClassName'), storageClassName, isDns1123Subdomain));
  if (dataSource) errors.push(...validateSource(dataSource, path.child('dataSource')));
  if (dataSourceRef) errors.push(...validateSource(dataSourceRef, path.child('dataSourceRef')));
  if (dataSource && dataSourceRef) {
    const { apiGroup, kind, name } = dataSourceRef;
    if (dataSourceRef.namespace)
      errors.push(fieldErrors.invalid(path, {}, 'may not be specified when dataSourceRef.namespace is specified'));
    else if (!semanticEqual(dataSource, { apiGroup, kind, name }))
      errors.push(fieldErrors.invalid(path, {}, 'must match dataSourceRef'));
  }
  if (volumeAttributesClassName)
    errors.push(...invalidEach(path.child('volumeAttributesClassName'), volumeAttributesClassName, isDns1123Subdomain));
  return errors;
}

/** The claim that is made for an ephemeral volume. */
export const validateClaimTemplate = (
  { metadata, spec = {} }: PersistentVolumeClaimTemplate,
  path: FieldPath,
): Steps<FieldError[]> =>
  errorsOfAll(
    () => templateMetadataErrors(metadata, path.child('metadata')),
    () => validateClaimSpec(spec, path.child('spec')),
  );

/** Of amounts that are no whole number of bytes. */
export function claimSpecWarnings({ resources = {} }: PersistentVolumeClaimSpec, path: FieldPath): string[] {
  return (['requests', 'limits'] as const).flatMap((list) => {
    const storage = resources[list]?.storage;
    if (storage === undefined || parseQuantity(storage).isInteger()) return [];
    const at = path.child('resources').child(list).key('storage');
    return [
      `${String(at)}: fractional byte value "${parseQuantity(storage).toString()}" is invalid, must be an integer`,
    ];
  });
}
