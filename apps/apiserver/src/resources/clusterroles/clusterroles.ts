import { fieldErrors, FieldPath, type FieldError } from '@kubets/apimachinery';
import type { ClusterRole } from '@kubets/proto-gen/rbac/v1';
import { createdAtColumn, nameColumn } from '../../columns/standard-columns';
import type { ResourceDefinition } from '../../registry/resource';
import { validateLabelSelector } from '../../validation/label-selector';
import { isPathSegmentName, validateRules } from '../../validation/rbac';

function validateAggregation({ aggregationRule }: ClusterRole): FieldError[] {
  if (!aggregationRule) return [];
  const path = FieldPath.of('aggregationRule', 'clusterRoleSelectors');
  const selectors = aggregationRule.clusterRoleSelectors ?? [];
  if (selectors.length === 0) {
    return [fieldErrors.required(path, 'at least one clusterRoleSelector required if aggregationRule is non-nil')];
  }
  return selectors.flatMap((selector, index) => validateLabelSelector(selector, path.index(index)));
}

export const clusterRoles: ResourceDefinition<ClusterRole> = {
  group: 'rbac.authorization.k8s.io',
  plural: 'clusterroles',
  singular: 'clusterrole',
  kind: 'ClusterRole',
  namespaced: false,
  versions: [{ version: 'v1', message: 'kubets.rbac.v1.ClusterRole' }],
  columns: [nameColumn, createdAtColumn],
  validateName: isPathSegmentName,
  validate: (role) => [...validateRules(role.rules, false), ...validateAggregation(role)],
};
