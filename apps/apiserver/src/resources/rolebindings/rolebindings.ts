import type { RoleBinding } from '@kubets/proto-gen/rbac/v1';
import { bindingColumns } from '../../columns/binding-columns';
import type { ResourceDefinition } from '../../registry/resource';
import { defaultBinding, isPathSegmentName, validateBinding, validateBindingUpdate } from '../../validation/rbac';

export const roleBindings: ResourceDefinition<RoleBinding> = {
  group: 'rbac.authorization.k8s.io',
  plural: 'rolebindings',
  singular: 'rolebinding',
  kind: 'RoleBinding',
  namespaced: true,
  versions: [{ version: 'v1', message: 'kubets.rbac.v1.RoleBinding', defaults: defaultBinding }],
  columns: bindingColumns,
  validateName: isPathSegmentName,
  validate: (binding) => validateBinding(binding, true),
  validateUpdate: validateBindingUpdate,
};
