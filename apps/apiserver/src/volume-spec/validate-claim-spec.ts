import {
  errorsOfAll,
  fieldErrors,
  isDns1123Subdomain,
  semanticEqual,
  type FieldError,
  type FieldPath,
  type Steps,
} from '@kubets/apimachinery';
import type { PersistentVolumeClaimSpec } from '@kubets/proto-gen/core/v1';
import { validateAccessModes } from '../validation/access-modes';
import { invalidEach } from '../validation/field-checks';
import { validateLabelSelector } from '../validation/label-selector';
import { validateSize } from '../validation/storage-size';

function validateAmount({ resources }: PersistentVolumeClaimSpec, path: FieldPath): FieldError[] {
  const at = path.child('resources').key('storage');
  const size = resources?.requests?.['storage'];
  return size === undefined ? [fieldErrors.required(at)] : validateSize(size, at);
}

function validateDataSource(spec: PersistentVolumeClaimSpec, path: FieldPath): FieldError[] {
  const { dataSource, dataSourceRef } = spec;
  const errors: FieldError[] = [];
  for (const [name, source] of [
    ['dataSource', dataSource],
    ['dataSourceRef', dataSourceRef],
  ] as const) {
    if (!source) continue;
    const at = path.child(name);
    if (!source.name) errors.push(fieldErrors.required(at.child('name')));
    if (!source.kind) errors.push(fieldErrors.required(at.child('kind')));
    if (!source.apiGroup && source.kind && source.kind !== 'PersistentVolumeClaim')
      errors.push(
        fieldErrors.invalid(at, source.kind, 'must be PersistentVolumeClaim when referencing the default apiGroup'),
      );
  }
  if (dataSource && dataSourceRef) {
    const { apiGroup, kind, name } = dataSourceRef;
    const value = path.child('dataSource').toString();
    if (dataSourceRef.namespace)
      errors.push(fieldErrors.invalid(path, value, 'may not be specified when dataSourceRef.namespace is specified'));
    else if (!semanticEqual(dataSource, { apiGroup, kind, name }))
      errors.push(fieldErrors.invalid(path, value, 'must match dataSourceRef'));
  }
  return errors;
}

/** What is wrong with a claim's spec besides what its schema says; of templates of claims, too. */
export function validateClaimSpec(spec: PersistentVolumeClaimSpec, path: FieldPath): Steps<FieldError[]> {
  const { storageClassName, volumeAttributesClassName } = spec;
  return errorsOfAll(
    () => validateAccessModes(spec.accessModes ?? [], path.child('accessModes'), 'at least 1 access mode is required'),
    () => validateLabelSelector(spec.selector, path.child('selector')),
    () => validateAmount(spec, path),
    () => (storageClassName ? invalidEach(path.child('storageClassName'), storageClassName, isDns1123Subdomain) : []),
    () => validateDataSource(spec, path),
    () =>
      volumeAttributesClassName
        ? invalidEach(path.child('volumeAttributesClassName'), volumeAttributesClassName, isDns1123Subdomain)
        : [],
  );
}
