import type { ClusterRole, PolicyRule } from '@kubets/proto-gen/rbac/v1';
import { READ, rule, urlRule, WRITE } from './rule';

const aggregateTo = (role: string): string => `rbac.authorization.k8s.io/aggregate-to-${role}`;

function aggregated(name: string, labels?: Record<string, string>): ClusterRole {
  return {
    metadata: { name, ...(labels && { labels }) },
    aggregationRule: { clusterRoleSelectors: [{ matchLabels: { [aggregateTo(name)]: 'true' } }] },
  };
}

function part(role: string, rules: PolicyRule[]): ClusterRole {
  return { metadata: { name: `system:aggregate-to-${role}`, labels: { [aggregateTo(role)]: 'true' } }, rules };
}

const scales = ['deployments/scale', 'replicasets/scale'];
const workloads = ['daemonsets', 'deployments', 'replicasets', 'statefulsets'];
const coreOfEditors = [
  'configmaps',
  'endpoints',
  'events',
  'persistentvolumeclaims',
  'pods',
  'replicationcontrollers',
  'replicationcontrollers/scale',
  'secrets',
  'serviceaccounts',
  'services',
];

const coreOfViewers = [
  'bindings',
  'limitranges',
  'namespaces',
  'namespaces/status',
  'persistentvolumeclaims/status',
  'pods/log',
  'pods/status',
  'replicationcontrollers/status',
  'resourcequotas',
  'resourcequotas/status',
  'services/status',
];

/** For people: cluster-admin, and admin, edit and view in a namespace, each containing the next. */
export const userRoles: ClusterRole[] = [
  { metadata: { name: 'cluster-admin' }, rules: [rule('*', ['*'], ['*']), urlRule(['*'], ['*'])] },
  aggregated('admin'),
  aggregated('edit', { [aggregateTo('admin')]: 'true' }),
  aggregated('view', { [aggregateTo('edit')]: 'true' }),
  {
    metadata: {
      name: 'system:aggregated-metrics-reader',
      labels: { [aggregateTo('admin')]: 'true', [aggregateTo('edit')]: 'true', [aggregateTo('view')]: 'true' },
    },
    rules: [rule('metrics.k8s.io', ['nodes', 'pods'], READ)],
  },
  part('admin', [
    rule('authorization.k8s.io', ['localsubjectaccessreviews'], ['create']),
    rule('rbac.authorization.k8s.io', ['roles', 'rolebindings'], [...WRITE, ...READ]),
  ]),
  part('edit', [
    rule('', ['pods/attach', 'pods/exec', 'pods/portforward', 'pods/proxy', 'secrets', 'services/proxy'], READ),
    rule('', ['serviceaccounts'], ['impersonate']),
    rule('', ['pods', 'pods/attach', 'pods/exec', 'pods/portforward', 'pods/proxy'], WRITE),
    rule('', ['pods/eviction', 'serviceaccounts/token'], ['create']),
    // No endpoints: whoever writes them can lead a Service's traffic into other namespaces (CVE-2021-25740).
    rule(
      '',
      [...coreOfEditors.filter((resource) => resource !== 'pods' && resource !== 'endpoints'), 'services/proxy'],
      WRITE,
    ),
    rule('events.k8s.io', ['events'], WRITE),
    rule('apps', [...workloads, ...scales, 'deployments/rollback', 'statefulsets/scale'], WRITE),
    rule('autoscaling', ['horizontalpodautoscalers'], WRITE),
    rule('batch', ['cronjobs', 'jobs'], WRITE),
    rule('policy', ['poddisruptionbudgets'], WRITE),
    rule('networking.k8s.io', ['ingresses', 'networkpolicies'], WRITE),
    rule('resource.k8s.io', ['resourceclaims', 'resourceclaimtemplates'], WRITE),
    rule('coordination.k8s.io', ['leases'], [...WRITE, ...READ]),
  ]),
  part('view', [
    // Secrets are left out on purpose: who reads a service account's token can act as it.
    rule('', [...coreOfEditors.filter((resource) => resource !== 'secrets'), ...coreOfViewers], READ),
    rule('events.k8s.io', ['events'], READ),
    rule('discovery.k8s.io', ['endpointslices'], READ),
    rule(
      'apps',
      [
        ...workloads,
        ...scales,
        'controllerrevisions',
        'daemonsets/status',
        'deployments/status',
        'replicasets/status',
        'statefulsets/scale',
        'statefulsets/status',
      ],
      READ,
    ),
    rule('autoscaling', ['horizontalpodautoscalers', 'horizontalpodautoscalers/status'], READ),
    rule('batch', ['cronjobs', 'cronjobs/status', 'jobs', 'jobs/status'], READ),
    rule('policy', ['poddisruptionbudgets', 'poddisruptionbudgets/status'], READ),
    rule('networking.k8s.io', ['ingresses', 'ingresses/status', 'networkpolicies'], READ),
    rule('resource.k8s.io', ['resourceclaims', 'resourceclaims/status', 'resourceclaimtemplates'], READ),
  ]),
];
