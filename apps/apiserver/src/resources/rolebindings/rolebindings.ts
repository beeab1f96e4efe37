import { isPathSegmentName } from '@kubets/apimachinery';
import { roleBindings as names } from '@kubets/proto-gen/catalogue';
import type { RoleBinding } from '@kubets/proto-gen/rbac/v1';
import { bindingColumns } from '../../columns/binding-columns';
import { defineResource } from '../../registry/define-resource';
import { defaultBinding, validateBinding } from '../../validation/rbac';

export const roleBindings = defineResource<RoleBinding>(names, {
  granted: { admin: [''] },
  versions: { v1: { defaults: defaultBinding } },
  columns: bindingColumns,
  validateName: isPathSegmentName,
  allowCreateOnUpdate: true,
  validateCreate: (binding) => validateBinding(binding, true),
  validateUpdate: (binding, old) => validateBinding(binding, true, old),
});
