import type { KubeObject } from '@kubets/apimachinery';
import type { ClusterRole, ClusterRoleBinding, Role, RoleBinding } from '@kubets/proto-gen/rbac/v1';
import type { ResourceDefinition } from '../../registry/resource';
import {
  componentBindings,
  componentNamespaceBindings,
  componentNamespaceRoles,
  componentRoles,
  kubeSystemBinding,
} from './component-roles';
import {
  CONTROLLER_MANAGER_NAME,
  controllerManagerNamespaceRole,
  controllerManagerRole,
} from './controller-manager-role';
import { controllerBindings, controllerRoles } from './controller-roles';
import { operatorRoles } from './operator-roles';
import { clusterRoleBinding, systemBindings, systemRoles } from './system-roles';
import { userRoles } from './user-roles';

/** The roles and bindings that every cluster has from its first moment. */
export interface BootstrapPolicy {
  clusterRoles: ClusterRole[];
  clusterRoleBindings: ClusterRoleBinding[];
  /** All in kube-system. */
  roles: Role[];
  roleBindings: RoleBinding[];
}

/** The annotation by which an administrator keeps a default object from being restored. */
export const AUTO_UPDATE = 'rbac.authorization.kubernetes.io/autoupdate';

export function bootstrapPolicy(definitions: readonly ResourceDefinition[]): BootstrapPolicy {
  return {
    clusterRoles: [
      ...userRoles(definitions),
      ...systemRoles,
      ...operatorRoles,
      ...componentRoles,
      controllerManagerRole,
      ...controllerRoles,
    ].map(marked('ClusterRole')),
    clusterRoleBindings: [
      ...systemBindings,
      ...componentBindings,
      clusterRoleBinding(CONTROLLER_MANAGER_NAME, [{ kind: 'User', name: CONTROLLER_MANAGER_NAME }]),
      ...controllerBindings,
    ].map(marked('ClusterRoleBinding')),
    roles: [...componentNamespaceRoles, controllerManagerNamespaceRole].map(marked('Role')),
    roleBindings: [...componentNamespaceBindings, kubeSystemBinding(CONTROLLER_MANAGER_NAME)].map(
      marked('RoleBinding'),
    ),
  };
}

function marked(kind: string) {
  return <T extends KubeObject>(object: T): T => ({
    ...object,
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind,
    metadata: {
      ...object.metadata,
      labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults', ...object.metadata?.labels },
      annotations: { [AUTO_UPDATE]: 'true' },
    },
  });
}
