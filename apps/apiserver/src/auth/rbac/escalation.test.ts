import type { KubeObject } from '@kubets/apimachinery';
import type { ClusterRole, PolicyRule, RoleBinding } from '@kubets/proto-gen/rbac/v1';
import type { AdmissionAttributes } from '../../pipeline/admission';
import { attributesOf } from '../../admission/testing/attributes';
import { createUnionAuthorizer } from '../authorizer';
import { createMemoryObjects } from '../testing/memory-objects';
import { createRbacEscalation } from './escalation';
import { createRbacAuthorizer } from './rbac-authorizer';
import { createRoleIndex } from './role-index';

const rule = (group: string, resource: string, ...verbs: string[]): PolicyRule => ({
  apiGroups: [group],
  resources: [resource],
  verbs,
});
const bind = (user: string, role: string, namespace?: string) => ({
  metadata: { name: `${user}-${role}`, namespace },
  roleRef: { kind: 'ClusterRole', name: role },
  subjects: [{ kind: 'User', name: user }],
});
const RBAC_GROUP = 'rbac.authorization.k8s.io';

const objects = createMemoryObjects({
  clusterroles: [
    { metadata: { name: 'pods' }, rules: [rule('', 'pods', 'get', 'list')] } as ClusterRole,
    {
      metadata: { name: 'root' },
      rules: [rule('*', '*', '*'), { nonResourceURLs: ['*'], verbs: ['*'] }],
    } as ClusterRole,
    { metadata: { name: 'escalator' }, rules: [rule(RBAC_GROUP, 'clusterroles', 'escalate')] } as ClusterRole,
    {
      metadata: { name: 'one-escalator' },
      rules: [{ ...rule(RBAC_GROUP, 'clusterroles', 'escalate'), resourceNames: ['r'] }],
    } as ClusterRole,
    {
      metadata: { name: 'binder' },
      rules: [{ ...rule(RBAC_GROUP, 'clusterroles', 'bind'), resourceNames: ['root'] }],
    } as ClusterRole,
  ],
  clusterrolebindings: [
    bind('ann', 'pods'),
    bind('root', 'root'),
    bind('eve', 'escalator'),
    bind('bin', 'binder'),
    bind('nan', 'one-escalator'),
  ],
  rolebindings: [bind('bob', 'pods', 'shop')],
});
const index = createRoleIndex(objects);
const plugin = createRbacEscalation({ index, authorizer: createUnionAuthorizer([createRbacAuthorizer(index)]) });

function write(
  user: string,
  resource: string,
  object: KubeObject,
  oldObject?: KubeObject,
  groups = ['system:authenticated'],
): AdmissionAttributes {
  return attributesOf({
    operation: oldObject ? 'UPDATE' : 'CREATE',
    group: RBAC_GROUP,
    resource,
    namespace: object.metadata?.namespace ?? '',
    userInfo: { username: user, groups },
    object,
    oldObject,
    reader: objects,
  });
}
const role = (...rules: PolicyRule[]): ClusterRole => ({ metadata: { name: 'r' }, rules });
const aggregated = (...rules: PolicyRule[]): ClusterRole => ({
  ...role(...rules),
  aggregationRule: { clusterRoleSelectors: [{}] },
});
const binding = (name: string, namespace?: string): RoleBinding => ({
  metadata: { name: 'b', namespace },
  roleRef: { kind: 'ClusterRole', name },
  subjects: [{ kind: 'User', name: 'x' }],
});

test.each<[string, AdmissionAttributes]>([
  ['what one holds', write('ann', 'clusterroles', role(rule('', 'pods', 'get')))],
  [
    'in the namespace where one holds it',
    write('bob', 'roles', { ...role(rule('', 'pods', 'list')), metadata: { name: 'r', namespace: 'shop' } }),
  ],
  ['anything as one who has everything', write('root', 'clusterroles', role(rule('*', '*', '*')))],
  ['an update with the verb escalate on its name', write('nan', 'clusterroles', role(rule('*', '*', '*')), role())],
  ['anything with the verb escalate', write('eve', 'clusterroles', role(rule('*', '*', '*')))],
  [
    'a change of owners and finalizers only',
    write(
      'ann',
      'clusterroles',
      {
        ...role(rule('', 'secrets', 'get')),
        metadata: {
          name: 'r',
          resourceVersion: '7',
          finalizers: ['a/b'],
          ownerReferences: [{ kind: 'ClusterRole', name: 'x', uid: 'u' }],
        },
      },
      role(rule('', 'secrets', 'get')),
    ),
  ],
  [
    'a change of owners of a binding of more than one holds',
    write(
      'ann',
      'clusterrolebindings',
      { ...binding('root'), metadata: { name: 'b', finalizers: ['a/b'] } },
      binding('root'),
    ),
  ],
  [
    'a change of labels of what one holds',
    write(
      'ann',
      'clusterroles',
      { ...role(rule('', 'pods', 'get')), metadata: { name: 'r', labels: { a: 'b' } } },
      role(rule('', 'pods', 'get')),
    ),
  ],
  ['a binding of what one holds', write('ann', 'clusterrolebindings', binding('pods'))],
  ['a binding in a namespace of what one holds there', write('bob', 'rolebindings', binding('pods', 'shop'))],
  ['a binding with the verb bind', write('bin', 'clusterrolebindings', binding('root'))],
  ['an aggregation as one who has everything', write('root', 'clusterroles', aggregated())],
])('allowed: %s', async (_, attributes) => {
  expect(plugin.handles(attributes)).toBe(true);
  await plugin.validate(attributes);
});

test.each<[string, AdmissionAttributes, string]>([
  [
    'what one does not hold',
    write('ann', 'clusterroles', role(rule('', 'pods', 'get', 'delete'), rule('', 'secrets', 'get'))),
    'clusterroles.rbac.authorization.k8s.io "r" is forbidden: user "ann" (groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n{APIGroups:[""], Resources:["pods"], Verbs:["delete"]}\n{APIGroups:[""], Resources:["secrets"], Verbs:["get"]}',
  ],
  [
    'in the cluster what one holds in a namespace',
    write('bob', 'clusterroles', role(rule('', 'pods', 'list'))),
    'not currently held',
  ],
  [
    'more rules in an update',
    write('ann', 'clusterroles', role(rule('', 'secrets', 'get')), role()),
    'not currently held',
  ],
  [
    'a binding of more than one holds',
    write('ann', 'clusterrolebindings', binding('root')),
    'clusterrolebindings.rbac.authorization.k8s.io "b" is forbidden: user "ann"',
  ],
  [
    'a binding of another role than one may bind',
    write('bin', 'clusterrolebindings', binding('pods')),
    'not currently held',
  ],
  [
    'a binding of a role that does not exist',
    write('ann', 'clusterrolebindings', binding('nothing')),
    'clusterrolebindings.rbac.authorization.k8s.io "nothing" not found',
  ],
  // Or the aggregated role view would soon be more than its readers are to have.
  [
    'a change of labels of more than one holds',
    write(
      'ann',
      'clusterroles',
      {
        ...role(rule('', 'secrets', 'get')),
        metadata: { name: 'r', labels: { 'rbac.authorization.k8s.io/aggregate-to-view': 'true' } },
      },
      role(rule('', 'secrets', 'get')),
    ),
    'not currently held',
  ],
  [
    'any change of a binding of more than one holds',
    write(
      'ann',
      'clusterrolebindings',
      { ...binding('root'), metadata: { name: 'b', labels: { a: 'b' } } },
      binding('root'),
    ),
    'not currently held',
  ],
  [
    'an aggregation that goes',
    write('ann', 'clusterroles', role(), aggregated()),
    'must have cluster-admin privileges to use the aggregationRule',
  ],
  [
    'a new role with the verb escalate on its name',
    write('nan', 'clusterroles', role(rule('', 'secrets', 'get'))),
    'not currently held',
  ],
  [
    'an aggregation',
    write('ann', 'clusterroles', aggregated()),
    'must have cluster-admin privileges to use the aggregationRule',
  ],
])('refused: %s', async (_, attributes, message) => {
  await expect(Promise.resolve(plugin.validate(attributes))).rejects.toThrow(message);
});

test.each<[string, AdmissionAttributes]>([
  ['superusers', write('root', 'clusterroles', role(), undefined, ['system:masters'])],
  ['other resources', write('ann', 'pods', role())],
])('does not look at %s', (_, attributes) => expect(plugin.handles(attributes)).toBe(false));
