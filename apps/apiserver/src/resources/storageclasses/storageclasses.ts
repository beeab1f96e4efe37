import { fieldErrors, FieldPath, isQualifiedName, nameOf, type FieldError } from '@kubets/apimachinery';
import { storageClasses as names } from '@kubets/proto-gen/catalogue';
import type { StorageClass } from '@kubets/proto-gen/storage/v1';
import { ageColumn, nameColumn, textColumn } from '../../columns/standard-columns';
import { defineResource } from '../../registry/define-resource';
import { invalidEach } from '../../validation/field-checks';

const MAX_PARAMETERS = 512;
const MAX_PARAMETER_BYTES = 256 * 1024;
const IS_DEFAULT = 'storageclass.kubernetes.io/is-default-class';

function validateClass({ provisioner = '', parameters = {} }: StorageClass): FieldError[] {
  const errors =
    provisioner === '' ? [] : invalidEach(FieldPath.of('provisioner'), provisioner.toLowerCase(), isQualifiedName);
  const path = FieldPath.of('parameters');
  const entries = Object.entries(parameters);
  if (entries.length > MAX_PARAMETERS) return [...errors, fieldErrors.tooLong(path, '', MAX_PARAMETERS)];
  if (parameters[''] !== undefined) errors.push(fieldErrors.invalid(path, '', 'field can not be empty.'));
  const bytes = entries.reduce((sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value), 0);
  if (bytes > MAX_PARAMETER_BYTES) errors.push(fieldErrors.tooLong(path, '', MAX_PARAMETER_BYTES));
  return errors;
}

export const storageClasses = defineResource<StorageClass>(names, {
  columns: [
    {
      ...nameColumn,
      value: (object) => nameOf(object) + (object.metadata?.annotations?.[IS_DEFAULT] === 'true' ? ' (default)' : ''),
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
