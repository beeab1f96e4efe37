import { fieldErrors, FieldPath, semanticEqual, type FieldError } from '@kubets/apimachinery';
import { volumeAttributesClasses as names } from '@kubets/proto-gen/catalogue';
import type { VolumeAttributesClass } from '@kubets/proto-gen/storage/v1';
import { ageColumn, nameColumn, textColumn } from '../../columns/standard-columns';
import { defineResource } from '../../registry/define-resource';
import { validateProvisioner, validateStorageParameters } from '../../validation/storage-parameters';

const PARAMETERS = FieldPath.of('parameters');

function validateClass({ driverName = '', parameters = {} }: VolumeAttributesClass): FieldError[] {
  const errors = [
    ...validateProvisioner(driverName, FieldPath.of('driverName')),
    ...validateStorageParameters(parameters, PARAMETERS),
  ];
  if (Object.keys(parameters).length === 0)
    errors.push(fieldErrors.required(PARAMETERS, 'must contain at least one key/value pair'));
  return errors;
}

const validateUpdate = (changed: VolumeAttributesClass, old: VolumeAttributesClass): FieldError[] =>
  (['driverName', 'parameters'] as const)
    .filter((field) => !semanticEqual(changed[field], old[field]))
    .map((field) => fieldErrors.forbidden(FieldPath.of(field), `updates to ${field} are forbidden.`));

export const volumeAttributesClasses = defineResource<VolumeAttributesClass>(names, {
  columns: [
    nameColumn,
    textColumn<VolumeAttributesClass>({
      name: 'DriverName',
      description: 'The driver of the volumes.',
      value: ({ driverName }) => driverName ?? '',
    }),
    ageColumn,
  ],
  validate: validateClass,
  validateUpdate,
  returnsDeletedObject: true,
});
