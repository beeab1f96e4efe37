import { isPathSegmentName } from '@kubets/apimachinery';
import { roles as names } from '@kubets/proto-gen/catalogue';
import type { Role } from '@kubets/proto-gen/rbac/v1';
import { createdAtColumn, nameColumn } from '../../columns/standard-columns';
import { defineResource } from '../../registry/define-resource';
import { validateRules } from '../../validation/rbac';

export const roles = defineResource<Role>(names, {
  granted: { admin: [''] },
  columns: [nameColumn, createdAtColumn],
  validateName: isPathSegmentName,
  allowCreateOnUpdate: true,
  validate: (role) => validateRules(role.rules, true),
});
