import { isConditionTrue } from '@kubets/api';
import {
  FIELD_IMMUTABLE,
  fieldErrors,
  FieldPath,
  isComparableResourceVersion,
  notComparable,
  type FieldError,
} from '@kubets/apimachinery';
import type { StorageVersionMigration } from '@kubets/proto-gen/storagemigration/v1';
import { validateConditions } from '../../validation/conditions';

const CONDITIONS = FieldPath.of('status', 'conditions');
const RESOURCE_VERSION = FieldPath.of('status', 'resourceVersion');

/** A migration ends once, in one way, and is about what was older than one moment. */
export function validateProgress(migration: StorageVersionMigration, old: StorageVersionMigration): FieldError[] {
  const { conditions = [], resourceVersion = '' } = migration.status ?? {};
  const before = old.status?.resourceVersion ?? '';
  const invalidVersion = (detail: string): FieldError => fieldErrors.invalid(RESOURCE_VERSION, resourceVersion, detail);
  const invalidConditions = (detail: string): FieldError =>
    fieldErrors.invalid(CONDITIONS, shownConditions(migration), detail);
  const succeeded = isConditionTrue(conditions, 'Succeeded');
  const failed = isConditionTrue(conditions, 'Failed');
  const errors: FieldError[] = [];
  if (resourceVersion !== '' && !isComparableResourceVersion(resourceVersion))
    errors.push(invalidVersion(notComparable(resourceVersion)));
  errors.push(...validateConditions(conditions, CONDITIONS));
  if (before !== '' && before !== resourceVersion) errors.push(invalidVersion(FIELD_IMMUTABLE));
  if (succeeded && failed)
    errors.push(invalidConditions('Both success and failed conditions cannot be true at the same time'));
  if (!succeeded && isConditionTrue(old.status?.conditions, 'Succeeded'))
    errors.push(invalidConditions('Success condition cannot be set to false once it is true'));
  if (!failed && isConditionTrue(old.status?.conditions, 'Failed'))
    errors.push(invalidConditions('Failed condition cannot be set to false once it is true'));
  return errors;
}

/** As Kubernetes shows them: every member in its order, null where there are none. */
const shownConditions = ({ status }: StorageVersionMigration): unknown =>
  status?.conditions?.map(({ type = '', status: holds = '', observedGeneration, ...rest }) => ({
    type,
    status: holds,
    ...(observedGeneration ? { observedGeneration } : {}),
    lastTransitionTime: rest.lastTransitionTime ?? null,
    reason: rest.reason ?? '',
    message: rest.message ?? '',
  })) ?? null;
