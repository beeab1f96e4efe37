import { isPathSegmentName } from '@kubets/apimachinery';
import { clusterRoleBindings as names } from '@kubets/proto-gen/catalogue';
import type { ClusterRoleBinding } from '@kubets/proto-gen/rbac/v1';
import { bindingColumns } from '../../columns/binding-columns';
import { defineResource } from '../../registry/define-resource';
import { defaultBinding, validateBinding } from '../../validation/rbac';

export const clusterRoleBindings = defineResource<ClusterRoleBinding>(names, {
  versions: { v1: { defaults: defaultBinding } },
  columns: bindingColumns,
  validateName: isPathSegmentName,
  allowCreateOnUpdate: true,
  validateCreate: (binding) => validateBinding(binding, false),
  validateUpdate: (binding, old) => validateBinding(binding, false, old),
});
