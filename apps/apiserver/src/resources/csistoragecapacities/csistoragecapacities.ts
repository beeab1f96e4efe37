import {
  errorsOfAll,
  fieldErrors,
  FieldPath,
  isDns1123Subdomain,
  parseQuantity,
  type FieldError,
  type Steps,
} from '@kubets/apimachinery';
import { csiStorageCapacities as names } from '@kubets/proto-gen/catalogue';
import type { CSIStorageCapacity } from '@kubets/proto-gen/storage/v1';
import { createdAtColumn, nameColumn } from '../../columns/standard-columns';
import { defineResource } from '../../registry/define-resource';
import { immutableField, invalidEach } from '../../validation/field-checks';
import { validateLabelSelector } from '../../validation/label-selector';

const CLASS = FieldPath.of('storageClassName');
const TOPOLOGY = FieldPath.of('nodeTopology');

function validateCapacity({ nodeTopology, storageClassName = '', capacity }: CSIStorageCapacity): Steps<FieldError[]> {
  return errorsOfAll(
    () => validateLabelSelector(nodeTopology, TOPOLOGY),
    () => invalidEach(CLASS, storageClassName, isDns1123Subdomain),
    () =>
      capacity === undefined || parseQuantity(capacity).sign() >= 0
        ? []
        : [fieldErrors.invalid(FieldPath.of('capacity'), capacity, 'must be greater than or equal to 0')],
  );
}

export const csiStorageCapacities = defineResource<CSIStorageCapacity>(names, {
  columns: [nameColumn, createdAtColumn],
  validate: validateCapacity,
  validateUpdate: (changed, old) => [
    ...immutableField(TOPOLOGY, changed.nodeTopology, old.nodeTopology),
    ...immutableField(CLASS, changed.storageClassName, old.storageClassName),
  ],
  requireResourceVersion: true,
});
