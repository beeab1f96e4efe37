/** One resource whose objects are followed, collected and deleted with their namespace. */
export interface ResourceKind {
  plural: string;
  kind: string;
  apiVersion: string;
  namespaced: boolean;
}

const kind = (apiVersion: string, plural: string, name: string, scope: 'Namespaced' | 'Cluster'): ResourceKind => ({
  apiVersion,
  plural,
  kind: name,
  namespaced: scope === 'Namespaced',
});

/** Every stored resource of the API but events, which own nothing, are owned by nothing and come by the thousand. */
export const RESOURCE_KINDS: readonly ResourceKind[] = [
  kind('v1', 'pods', 'Pod', 'Namespaced'),
  kind('v1', 'services', 'Service', 'Namespaced'),
  kind('v1', 'endpoints', 'Endpoints', 'Namespaced'),
  kind('v1', 'replicationcontrollers', 'ReplicationController', 'Namespaced'),
  kind('v1', 'secrets', 'Secret', 'Namespaced'),
  kind('v1', 'configmaps', 'ConfigMap', 'Namespaced'),
  kind('v1', 'serviceaccounts', 'ServiceAccount', 'Namespaced'),
  kind('v1', 'nodes', 'Node', 'Cluster'),
  kind('v1', 'namespaces', 'Namespace', 'Cluster'),
  kind('apps/v1', 'deployments', 'Deployment', 'Namespaced'),
  kind('apps/v1', 'replicasets', 'ReplicaSet', 'Namespaced'),
  kind('discovery.k8s.io/v1', 'endpointslices', 'EndpointSlice', 'Namespaced'),
  kind('coordination.k8s.io/v1', 'leases', 'Lease', 'Namespaced'),
  kind('networking.k8s.io/v1', 'servicecidrs', 'ServiceCIDR', 'Cluster'),
  kind('networking.k8s.io/v1', 'ipaddresses', 'IPAddress', 'Cluster'),
  kind('rbac.authorization.k8s.io/v1', 'roles', 'Role', 'Namespaced'),
  kind('rbac.authorization.k8s.io/v1', 'rolebindings', 'RoleBinding', 'Namespaced'),
  kind('rbac.authorization.k8s.io/v1', 'clusterroles', 'ClusterRole', 'Cluster'),
  kind('rbac.authorization.k8s.io/v1', 'clusterrolebindings', 'ClusterRoleBinding', 'Cluster'),
];
