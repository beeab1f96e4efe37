import type { Role } from '@kubets/proto-gen/rbac/v1';
import { createdAtColumn, nameColumn } from '../../columns/standard-columns';
import type { ResourceDefinition } from '../../registry/resource';
import { isPathSegmentName, validateRules } from '../../validation/rbac';

export const roles: ResourceDefinition<Role> = {
  group: 'rbac.authorization.k8s.io',
  plural: 'roles',
  singular: 'role',
  kind: 'Role',
  namespaced: true,
  versions: [{ version: 'v1', message: 'kubets.rbac.v1.Role' }],
  columns: [nameColumn, createdAtColumn],
  validateName: isPathSegmentName,
  validate: (role) => validateRules(role.rules, true),
};
