import {
  errorsOfAll,
  errorsOfEach,
  fieldErrors,
  FieldPath,
  isPathSegmentName,
  type FieldError,
  type MaybeSteps,
} from '@kubets/apimachinery';
import { clusterRoles as names } from '@kubets/proto-gen/catalogue';
import type { ClusterRole } from '@kubets/proto-gen/rbac/v1';
import { createdAtColumn, nameColumn } from '../../columns/standard-columns';
import { defineResource } from '../../registry/define-resource';
import { validateLabelSelector } from '../../validation/label-selector';
import { validateRules } from '../../validation/rbac';

function validateAggregation({ aggregationRule }: ClusterRole): MaybeSteps<FieldError[]> {
  if (!aggregationRule) return [];
  const path = FieldPath.of('aggregationRule', 'clusterRoleSelectors');
  const selectors = aggregationRule.clusterRoleSelectors ?? [];
  if (selectors.length === 0) {
    return [fieldErrors.required(path, 'at least one clusterRoleSelector required if aggregationRule is non-nil')];
  }
  return errorsOfEach(selectors, function* (selector, index) {
    const errors = yield* validateLabelSelector(selector, path.index(index));
    // Kubernetes shows what it could not make of the selector: nothing.
    return errors.length > 0
      ? [...errors, fieldErrors.invalid(path.index(index), null, 'invalid label selector.')]
      : errors;
  });
}

export const clusterRoles = defineResource<ClusterRole>(names, {
  columns: [nameColumn, createdAtColumn],
  validateName: isPathSegmentName,
  allowCreateOnUpdate: true,
  validate: (role) =>
    errorsOfAll(
      () => validateRules(role.rules, false),
      () => validateAggregation(role),
    ),
});
