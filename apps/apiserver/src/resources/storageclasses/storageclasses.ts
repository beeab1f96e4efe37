import { ANNOTATIONS } from '@kubets/api';
import { canonicalJson, fieldErrors, FieldPath, isQualifiedName, nameOf, type FieldError } from '@kubets/apimachinery';
import { storageClasses as names } from '@kubets/proto-gen/catalogue';
import type { TopologySelectorTerm } from '@kubets/proto-gen/core/v1';
import type { StorageClass } from '@kubets/proto-gen/storage/v1';
import { ageColumn, nameColumn, textColumn } from '../../columns/standard-columns';
import { defineResource } from '../../registry/define-resource';
import { invalidEach, oneOf } from '../../validation/field-checks';
import { validateProvisioner, validateStorageParameters } from '../../validation/storage-parameters';

const BINDING_MODES = ['Immediate', 'WaitForFirstConsumer'];

/** The labels that one term asks for, each key once. */
function validateTopology({ matchLabelExpressions = [] }: TopologySelectorTerm, path: FieldPath): FieldError[] {
  const keys = new Set<string>();
  return matchLabelExpressions.flatMap(({ key = '', values = [] }, index) => {
    const at = path.child('matchLabelExpressions').index(index);
    const errors: FieldError[] = values.length === 0 ? [fieldErrors.required(at.child('values'))] : [];
    const seen = new Set<string>();
    values.forEach((value, place) => {
      if (seen.has(value)) errors.push(fieldErrors.duplicate(at.child('values').index(place), value));
      seen.add(value);
    });
    errors.push(...invalidEach(at.child('key'), key, isQualifiedName));
    if (keys.has(key)) errors.push(fieldErrors.duplicate(at.child('key'), key));
    keys.add(key);
    return errors;
  });
}

/** No two terms ask for the same, and none for nothing. */
function validateTopologies(terms: readonly TopologySelectorTerm[]): FieldError[] {
  const earlier = new Set<string>();
  return terms.flatMap((term, index) => {
    const path = FieldPath.of('allowedTopologies').index(index);
    const wanted = (term.matchLabelExpressions ?? []).map(
      ({ key = '', values = [] }) => [key, [...new Set(values)].sort()] as const,
    );
    const identity = canonicalJson(Object.fromEntries(wanted));
    const isWrong = wanted.length === 0 || earlier.has(identity);
    earlier.add(identity);
    const duplicate = fieldErrors.duplicate(path.child('matchLabelExpressions'), '');
    return [...validateTopology(term, path), ...(isWrong ? [duplicate] : [])];
  });
}

function validateClass({
  provisioner = '',
  parameters = {},
  reclaimPolicy,
  volumeBindingMode,
  allowedTopologies,
}: StorageClass): FieldError[] {
  return [
    ...validateProvisioner(provisioner, FieldPath.of('provisioner')),
    ...validateStorageParameters(parameters, FieldPath.of('parameters')),
    ...oneOf(FieldPath.of('reclaimPolicy'), reclaimPolicy, ['Delete', 'Retain'], false),
    ...(volumeBindingMode === undefined || BINDING_MODES.includes(volumeBindingMode)
      ? []
      : [fieldErrors.notSupported(FieldPath.of('volumeBindingMode'), volumeBindingMode, BINDING_MODES)]),
    ...validateTopologies(allowedTopologies ?? []),
  ];
}

export const storageClasses = defineResource<StorageClass>(names, {
  columns: [
    {
      ...nameColumn,
      value: (object) =>
        nameOf(object) +
        (object.metadata?.annotations?.[ANNOTATIONS.isDefaultStorageClass] === 'true' ? ' (default)' : ''),
    },
    textColumn<StorageClass>({
      name: 'Provisioner',
      description: 'Who makes the volumes.',
      value: ({ provisioner }) => provisioner ?? '',
    }),
    textColumn<StorageClass>({
      name: 'ReclaimPolicy',
      description: 'What becomes of a volume when its claim is gone.',
      value: ({ reclaimPolicy }) => reclaimPolicy ?? 'Delete',
    }),
    textColumn<StorageClass>({
      name: 'VolumeBindingMode',
      description: 'When a volume is made.',
      value: ({ volumeBindingMode }) => volumeBindingMode ?? 'Immediate',
    }),
    {
      name: 'AllowVolumeExpansion',
      type: 'string',
      description: 'Whether volumes can be made larger.',
      priority: 0,
      value: ({ allowVolumeExpansion }) => allowVolumeExpansion ?? false,
    },
    ageColumn,
  ],
  validate: validateClass,
  returnsDeletedObject: true,
});
