import { FieldPath, nameOf, type FieldError } from '@kubets/apimachinery';
import { storageClasses as names } from '@kubets/proto-gen/catalogue';
import type { StorageClass } from '@kubets/proto-gen/storage/v1';
import { ageColumn, nameColumn, textColumn } from '../../columns/standard-columns';
import { defineResource } from '../../registry/define-resource';
import { validateProvisioner, validateStorageParameters } from '../../validation/storage-parameters';

const IS_DEFAULT = 'storageclass.kubernetes.io/is-default-class';

const validateClass = ({ provisioner = '', parameters = {} }: StorageClass): FieldError[] => [
  ...validateProvisioner(provisioner, FieldPath.of('provisioner')),
  ...validateStorageParameters(parameters, FieldPath.of('parameters')),
];

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
