import type { ClusterRole, ClusterRoleBinding, PolicyRule, Role, RoleBinding } from '@kubets/proto-gen/rbac/v1';
import { eventRules, leaseRules, READ, rule } from './rule';
import { clusterRoleBinding } from './system-roles';

/** Bound to nobody: the node authorizer gives it to kubelets, apart from what depends on their pods, and of nodes and pods only their own. */
export const nodeRules: PolicyRule[] = [
  rule('authentication.k8s.io', ['tokenreviews'], ['create']),
  rule('authorization.k8s.io', ['localsubjectaccessreviews', 'subjectaccessreviews'], ['create']),
  rule('', ['services'], READ),
  rule('', ['nodes'], ['create', ...READ]),
  rule('', ['nodes', 'nodes/status'], ['patch', 'update']),
  rule('', ['pods'], ['create', 'delete', ...READ]),
  rule('', ['pods/status'], ['patch', 'update']),
  rule('', ['pods/eviction'], ['create']),
  rule('node.k8s.io', ['runtimeclasses'], READ),
  rule('storage.k8s.io', ['csidrivers'], READ),
  rule('storage.k8s.io', ['csinodes'], ['create', 'delete', 'get', 'patch', 'update']),
  rule('storage.k8s.io', ['volumeattachments'], ['get']),
  rule('certificates.k8s.io', ['clustertrustbundles'], READ),
  rule('certificates.k8s.io', ['podcertificaterequests'], ['create', ...READ]),
  rule('resource.k8s.io', ['resourceclaims'], ['get']),
  rule('resource.k8s.io', ['resourceslices'], ['deletecollection']),
  ...eventRules,
];

const schedulerRules: PolicyRule[] = [
  rule('', ['nodes', 'namespaces', 'services', 'replicationcontrollers'], READ),
  rule('apps', ['replicasets', 'statefulsets'], READ),
  rule('', ['pods'], ['delete', ...READ]),
  rule('', ['persistentvolumes'], READ),
  rule('', ['persistentvolumeclaims'], ['patch', 'update', ...READ]),
  rule(
    'storage.k8s.io',
    ['csidrivers', 'csinodes', 'csistoragecapacities', 'storageclasses', 'volumeattachments'],
    READ,
  ),
  rule('resource.k8s.io', ['deviceclasses', 'devicetaintrules', 'resourceslices'], READ),
  rule('resource.k8s.io', ['resourceclaims', 'resourceclaims/status'], ['patch', 'update', ...READ]),
  rule('resource.k8s.io', ['resourceclaims'], ['create', 'delete']),
  rule('resource.k8s.io', ['resourceclaims/binding'], ['patch', 'update']),
  rule('', ['bindings', 'pods/binding'], ['create']),
  rule('', ['pods/status'], ['patch', 'update']),
  rule('authentication.k8s.io', ['tokenreviews'], ['create']),
  rule('authorization.k8s.io', ['subjectaccessreviews'], ['create']),
  ...eventRules,
];

/** Where other nodes and their pods are. A node itself may read only its own Node, so its routes are made under this name. */
const nodeNetworkRules: PolicyRule[] = [rule('', ['nodes'], READ)];

const proxyRules: PolicyRule[] = [
  rule('', ['services', 'endpoints', 'nodes'], READ),
  rule('discovery.k8s.io', ['endpointslices'], READ),
  rule('networking.k8s.io', ['networkpolicies', 'servicecidrs'], READ),
  // Whom the policies select.
  rule('', ['namespaces', 'pods'], READ),
  ...eventRules,
];

const GATEWAY_API = 'gateway.networking.k8s.io';

const dnsRules: PolicyRule[] = [
  rule('', ['services', 'namespaces'], READ),
  rule('discovery.k8s.io', ['endpointslices'], READ),
  // What it tells gRPC clients.
  rule(GATEWAY_API, ['grpcroutes', 'referencegrants'], READ),
  rule(GATEWAY_API, ['grpcroutes/status'], ['patch', 'update']),
  ...eventRules,
];

// It announces itself as Service kube-dns.
const dnsOwnRules: PolicyRule[] = [
  rule('', ['services', 'endpoints'], ['create']),
  rule('', ['services', 'endpoints'], ['get', 'patch', 'update'], ['kube-dns']),
];

const cloudRules: PolicyRule[] = [
  rule('', ['services', 'nodes', 'namespaces'], READ),
  rule('', ['services'], ['patch', 'update']),
  rule('', ['services/status'], ['patch', 'update']),
  rule('discovery.k8s.io', ['endpointslices'], READ),
  ...eventRules,
];

const ingressRules: PolicyRule[] = [
  rule('', ['services', 'nodes', 'namespaces'], READ),
  rule(GATEWAY_API, ['gatewayclasses', 'gateways', 'httproutes', 'grpcroutes', 'referencegrants'], READ),
  rule(
    GATEWAY_API,
    ['gatewayclasses/status', 'gateways/status', 'httproutes/status', 'grpcroutes/status'],
    ['patch', 'update'],
  ),
  // Certificates: Ingresses of any namespace name them.
  rule('', ['secrets'], READ),
  rule('discovery.k8s.io', ['endpointslices'], READ),
  rule('networking.k8s.io', ['ingresses', 'ingressclasses'], READ),
  rule('networking.k8s.io', ['ingresses/status'], ['patch', 'update']),
  ...eventRules,
];

interface Component {
  /** The user name, which is the role's name, too. */
  name: string;
  rules: PolicyRule[];
  /** In kube-system only. */
  kubeSystem: PolicyRule[];
}

const components: Component[] = [
  { name: 'system:kube-scheduler', rules: schedulerRules, kubeSystem: leaseRules('kube-scheduler') },
  { name: 'system:kube-dns', rules: dnsRules, kubeSystem: dnsOwnRules },
  { name: 'system:cloud-controller-manager', rules: cloudRules, kubeSystem: leaseRules('cloud-controller-manager') },
  { name: 'system:ingress-controller', rules: ingressRules, kubeSystem: leaseRules('ingress-controller') },
];

/** Every component that is not a node or the controller manager. kube-proxy's role keeps its Kubernetes name. */
export const componentRoles: ClusterRole[] = [
  { metadata: { name: 'system:node' }, rules: nodeRules },
  { metadata: { name: 'system:node-network' }, rules: nodeNetworkRules },
  { metadata: { name: 'system:node-proxier' }, rules: proxyRules },
  ...components.map(({ name, rules }): ClusterRole => ({ metadata: { name }, rules })),
];

export const componentBindings: ClusterRoleBinding[] = [
  clusterRoleBinding('system:node-network', [{ kind: 'User', name: 'system:node-network' }]),
  clusterRoleBinding('system:volume-scheduler', [{ kind: 'User', name: 'system:kube-scheduler' }]),
  clusterRoleBinding('system:node-proxier', [{ kind: 'User', name: 'system:kube-proxy' }]),
  ...components.map(({ name }) => clusterRoleBinding(name, [{ kind: 'User', name }])),
];

/** By which extension servers know whom to believe who asks. */
const AUTHENTICATION_READER = 'extension-apiserver-authentication-reader';

export const componentNamespaceRoles: Role[] = [
  ...components.map(({ name, kubeSystem }) => ({ metadata: { namespace: 'kube-system', name }, rules: kubeSystem })),
  {
    metadata: { namespace: 'kube-system', name: AUTHENTICATION_READER },
    rules: [rule('', ['configmaps'], READ, ['extension-apiserver-authentication'])],
  },
];

/** A role in kube-system bound to the user of its name. */
export function kubeSystemBinding(name: string): RoleBinding {
  return {
    metadata: { namespace: 'kube-system', name },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name }],
  };
}

export const componentNamespaceBindings: RoleBinding[] = [
  ...components.map(({ name }) => kubeSystemBinding(name)),
  {
    metadata: { namespace: 'kube-system', name: `system::${AUTHENTICATION_READER}` },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: AUTHENTICATION_READER },
    subjects: ['system:kube-controller-manager', 'system:kube-scheduler'].map((name) => ({
      apiGroup: 'rbac.authorization.k8s.io',
      kind: 'User',
      name,
    })),
  },
];
