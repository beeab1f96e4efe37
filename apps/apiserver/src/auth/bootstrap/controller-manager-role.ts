import { LEGACY_TOKEN, SIGNERS } from '@kubets/api';
import type { ClusterRole, PolicyRule, Role } from '@kubets/proto-gen/rbac/v1';
import { eventRules, leaseRules, READ, rule } from './rule';

/** What each controller of the manager needs beyond reading what it watches. */
const controllerRules: Record<string, PolicyRule[]> = {
  deployment: [
    rule('apps', ['deployments'], ['patch', 'update', ...READ]),
    rule('apps', ['deployments/status', 'deployments/finalizers'], ['patch', 'update']),
    rule('apps', ['replicasets'], ['create', 'delete', 'patch', 'update', ...READ]),
  ],
  replicaset: [
    rule('apps', ['replicasets/status', 'replicasets/finalizers'], ['patch', 'update']),
    rule('', ['pods'], ['create', 'delete', 'patch', 'update', ...READ]),
  ],
  statefulset: [
    rule('apps', ['statefulsets'], READ),
    rule('apps', ['statefulsets/status', 'statefulsets/finalizers'], ['update']),
    rule('apps', ['controllerrevisions'], ['create', 'delete', 'patch', 'update', ...READ]),
    rule('', ['persistentvolumeclaims'], ['create', 'delete', 'update', ...READ]),
    rule('', ['pods/finalizers'], ['update']),
  ],
  daemonset: [
    rule('apps', ['daemonsets'], READ),
    rule('apps', ['daemonsets/status', 'daemonsets/finalizers'], ['update']),
  ],
  replicationcontroller: [
    rule('', ['replicationcontrollers'], ['patch', 'update', ...READ]),
    rule('', ['replicationcontrollers/status', 'replicationcontrollers/finalizers'], ['patch', 'update']),
  ],
  job: [
    rule('batch', ['jobs'], ['patch', 'update', ...READ]),
    rule('batch', ['jobs/status', 'jobs/finalizers'], ['patch', 'update']),
  ],
  ttlafterfinished: [rule('batch', ['jobs'], ['delete', ...READ])],
  cronjob: [
    rule('batch', ['cronjobs'], READ),
    rule('batch', ['cronjobs/status', 'cronjobs/finalizers'], ['patch', 'update']),
    rule('batch', ['jobs'], ['create', 'delete', ...READ]),
  ],
  'persistentvolume-binder': [
    rule('', ['persistentvolumes'], ['create', 'delete', 'patch', 'update', ...READ]),
    rule('', ['persistentvolumes/status', 'persistentvolumeclaims/status'], ['patch', 'update']),
    rule('', ['persistentvolumeclaims'], ['patch', 'update', ...READ]),
    rule('storage.k8s.io', ['storageclasses'], READ),
  ],
  'volumeattributesclass-protection-controller': [
    rule('storage.k8s.io', ['volumeattributesclasses'], ['patch', 'update', ...READ]),
  ],
  'attachdetach-controller': [
    rule('', ['persistentvolumes', 'persistentvolumeclaims', 'nodes'], READ),
    rule('storage.k8s.io', ['volumeattachments'], ['create', 'delete', ...READ]),
    rule('storage.k8s.io', ['csidrivers'], READ),
  ],
  'ephemeral-volume-controller': [
    rule('', ['pods/finalizers'], ['update']),
    rule('', ['persistentvolumeclaims'], ['create', ...READ]),
  ],
  'resource-claim-controller': [
    rule('', ['pods'], READ),
    rule('', ['pods/status'], ['patch', 'update']),
    rule('', ['pods/finalizers'], ['update']),
    rule('resource.k8s.io', ['resourceclaimtemplates'], READ),
    rule('resource.k8s.io', ['resourceclaims'], ['create', 'delete', ...READ]),
    rule('resource.k8s.io', ['resourceclaims', 'resourceclaims/status', 'resourceclaims/binding'], ['patch', 'update']),
  ],
  'device-taint-eviction-controller': [
    rule('', ['pods'], ['delete', ...READ]),
    rule('', ['pods/status'], ['patch', 'update']),
    rule('resource.k8s.io', ['deviceclasses', 'devicetaintrules', 'resourceclaims', 'resourceslices'], READ),
    rule('resource.k8s.io', ['devicetaintrules/status'], ['patch', 'update']),
  ],
  disruption: [
    rule('policy', ['poddisruptionbudgets'], READ),
    rule('policy', ['poddisruptionbudgets/status'], ['patch', 'update']),
    rule('apps', ['deployments', 'replicasets', 'statefulsets'], READ),
    rule('', ['pods/status'], ['patch', 'update']),
  ],
  'horizontal-pod-autoscaler': [
    rule('autoscaling', ['horizontalpodautoscalers'], READ),
    rule('autoscaling', ['horizontalpodautoscalers/status'], ['update']),
    rule('*', ['*/scale'], ['get', 'update']),
    rule('metrics.k8s.io', ['pods'], ['list']),
    rule('custom.metrics.k8s.io', ['*'], ['get', 'list']),
    rule('external.metrics.k8s.io', ['*'], ['get', 'list']),
  ],
  endpoints: [
    rule('', ['services'], READ),
    rule('', ['endpoints'], ['create', 'delete', 'patch', 'update', ...READ]),
    rule('', ['endpoints/restricted'], ['create']),
  ],
  endpointslice: [
    rule('discovery.k8s.io', ['endpointslices'], ['create', 'delete', 'patch', 'update', ...READ]),
    rule('', ['services/finalizers', 'endpoints/finalizers'], ['update']),
  ],
  nodelifecycle: [
    rule('', ['nodes'], ['delete', 'patch', 'update', ...READ]),
    rule('', ['nodes/status', 'pods/status'], ['patch', 'update']),
    rule('coordination.k8s.io', ['leases'], READ),
  ],
  namespace: [
    rule('', ['namespaces'], ['delete', 'patch', ...READ]),
    rule('', ['namespaces/finalize', 'namespaces/status'], ['patch', 'update']),
  ],
  serviceaccount: [rule('', ['serviceaccounts'], ['create', 'patch', 'update', ...READ])],
  // It follows those of their type alone: a rule cannot say so.
  'serviceaccount-token and legacy-service-account-token-cleaner': [
    rule('', ['secrets'], ['delete', 'patch', 'update', ...READ]),
    rule('', ['serviceaccounts'], ['update', ...READ]),
    { ...rule('', ['configmaps'], ['get']), resourceNames: [LEGACY_TOKEN.trackingConfigMap] },
    rule('', ['pods'], ['list']),
  ],
  rootcacertpublisher: [rule('', ['configmaps'], ['create', 'update', ...READ])],
  servicecidr: [
    rule('networking.k8s.io', ['servicecidrs'], ['patch', 'update', ...READ]),
    rule('networking.k8s.io', ['servicecidrs/status', 'servicecidrs/finalizers'], ['patch', 'update']),
    rule('networking.k8s.io', ['ipaddresses'], ['create', 'delete', 'update', ...READ]),
  ],
  csrsigning: [
    rule('certificates.k8s.io', ['certificatesigningrequests'], ['delete', ...READ]),
    rule('certificates.k8s.io', ['certificatesigningrequests/status'], ['update']),
    {
      apiGroups: ['certificates.k8s.io'],
      resources: ['signers'],
      verbs: ['sign'],
      resourceNames: [SIGNERS.client, SIGNERS.kubeletClient, SIGNERS.kubeletServing],
    },
  ],
  podcertificaterequestcleaner: [rule('certificates.k8s.io', ['podcertificaterequests'], ['delete', ...READ])],
  'kube-apiserver-serving-clustertrustbundle-publisher': [
    rule('certificates.k8s.io', ['clustertrustbundles'], ['create', 'delete', 'update', ...READ]),
    {
      apiGroups: ['certificates.k8s.io'],
      resources: ['signers'],
      verbs: ['attest'],
      resourceNames: [SIGNERS.apiserverServing],
    },
  ],
  'storage-version-migrator-controller': [
    rule('*', ['*'], ['list', 'patch']),
    rule('apiextensions.k8s.io', ['customresourcedefinitions'], ['get']),
    rule('apiextensions.k8s.io', ['customresourcedefinitions/status'], ['patch']),
    rule('storagemigration.k8s.io', ['storageversionmigrations'], READ),
    rule('storagemigration.k8s.io', ['storageversionmigrations/status'], ['update']),
  ],
  resourcequota: [rule('', ['resourcequotas/status'], ['patch', 'update'])],
  // Aggregation writes into admin what the controller itself does not hold.
  clusterroleaggregation: [
    rule('rbac.authorization.k8s.io', ['clusterroles'], ['escalate', 'patch', 'update', ...READ]),
  ],
  // Both act on objects of every kind, of those to come, too.
  'garbage collection and emptying of namespaces': [
    rule('*', ['*'], ['delete', 'deletecollection', 'patch', 'update', ...READ]),
  ],
};

export const CONTROLLER_MANAGER_NAME = 'system:kube-controller-manager';

export const controllerManagerRole: ClusterRole = {
  metadata: { name: CONTROLLER_MANAGER_NAME },
  rules: [
    rule('authentication.k8s.io', ['tokenreviews'], ['create']),
    rule('authorization.k8s.io', ['subjectaccessreviews'], ['create']),
    ...Object.values(controllerRules).flat(),
    ...eventRules,
  ],
};

export const controllerManagerNamespaceRole: Role = {
  metadata: { namespace: 'kube-system', name: CONTROLLER_MANAGER_NAME },
  rules: leaseRules('kube-controller-manager'),
};
