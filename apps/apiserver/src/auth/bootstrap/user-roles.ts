import type { ClusterRole, PolicyRule } from '@kubets/proto-gen/rbac/v1';
import type { Granted, ResourceDefinition } from '../../registry/resource';
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

/** What a role of people may do with the kinds that say so; what the role within it may not read, it may read, too. */
function grantsOf(role: keyof Granted, definitions: readonly ResourceDefinition[], within?: keyof Granted) {
  const rules = new Map<string, PolicyRule>();
  const grant = (group: string, path: string, verbs: string[]): void => {
    const key = `${group} ${verbs.join()}`;
    const one = rules.get(key) ?? rule(group, [], verbs);
    one.resources!.push(path);
    rules.set(key, one);
  };
  for (const { group: own, plural, versions, granted = {} } of definitions) {
    const groups = new Set(versions.map(({ group = own }) => group));
    for (const below of granted[role] ?? []) {
      const path = below === '' ? plural : `${plural}/${below}`;
      const isReadWithin = within === undefined || granted[within]?.includes(below);
      const verbs = role === 'view' ? READ : isReadWithin ? WRITE : [...WRITE, ...READ];
      for (const group of groups) grant(group, path, verbs);
    }
  }
  return [...rules.values()];
}

/** The group of old, of which Kubernetes' roles still tell. */
const CORE_OF_EXTENSIONS = [
  ...['daemonsets', 'deployments', 'deployments/scale', 'ingresses', 'networkpolicies', 'replicasets'],
  ...['replicasets/scale', 'replicationcontrollers/scale'],
];
const statusOfExtensions = ['daemonsets', 'deployments', 'ingresses', 'replicasets'].map((one) => `${one}/status`);

/**
 * For people: cluster-admin, and admin, edit and view in a namespace, each containing the next. What these may do with a kind says the
 * kind's folder (`granted`); here is what is about no stored kind.
 */
export const userRoles = (definitions: readonly ResourceDefinition[]): ClusterRole[] => [
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
    ...grantsOf('admin', definitions, 'edit'),
  ]),
  part('edit', [
    rule('', ['serviceaccounts'], ['impersonate']),
    rule('', ['pods/eviction', 'serviceaccounts/token'], ['create']),
    rule('apps', ['deployments/rollback'], WRITE),
    rule('extensions', [...CORE_OF_EXTENSIONS, 'deployments/rollback'], WRITE),
    ...grantsOf('edit', definitions, 'view'),
  ]),
  part('view', [
    rule('', ['bindings'], READ),
    rule('extensions', [...CORE_OF_EXTENSIONS, ...statusOfExtensions], READ),
    ...grantsOf('view', definitions),
  ]),
];
