import type { ClusterRoleBinding } from '@kubets/proto-gen/rbac/v1';
import { bindingColumns } from '../../columns/binding-columns';
import type { ResourceDefinition } from '../../registry/resource';
import { defaultBinding, isPathSegmentName, validateBinding, validateBindingUpdate } from '../../validation/rbac';

export const clusterRoleBindings: ResourceDefinition<ClusterRoleBinding> = {
  group: 'rbac.authorization.k8s.io',
  plural: 'clusterrolebindings',
  singular: 'clusterrolebinding',
  kind: 'ClusterRoleBinding',
  namespaced: false,
  versions: [{ version: 'v1', message: 'kubets.rbac.v1.ClusterRoleBinding', defaults: defaultBinding }],
  columns: bindingColumns,
  validateName: isPathSegmentName,
  validate: (binding) => validateBinding(binding, false),
  validateUpdate: validateBindingUpdate,
};
