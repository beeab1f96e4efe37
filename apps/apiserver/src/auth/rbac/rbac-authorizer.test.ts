import { cpuMs } from '@kubets/apimachinery/testing';
import type { ClusterRole, ClusterRoleBinding, Role, RoleBinding, Subject } from '@kubets/proto-gen/rbac/v1';
import type { AuthorizationRequest } from '../../pipeline/authorization';
import { createMemoryObjects } from '../testing/memory-objects';
import { createRbacAuthorizer } from './rbac-authorizer';
import { createRoleIndex } from './role-index';

const podReader = { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] }] };
const clusterRole = (name: string, rest: Partial<ClusterRole> = podReader): ClusterRole => ({
  metadata: { name },
  ...rest,
});
const role = (namespace: string, name: string): Role => ({ metadata: { namespace, name }, ...podReader });
const user = (name: string): Subject => ({ kind: 'User', name, apiGroup: 'rbac.authorization.k8s.io' });
const group = (name: string): Subject => ({ kind: 'Group', name, apiGroup: 'rbac.authorization.k8s.io' });
const account = (name: string, namespace?: string): Subject => ({ kind: 'ServiceAccount', name, namespace });
const binding = (namespace: string, kind: string, name: string, ...subjects: Subject[]): RoleBinding => ({
  metadata: { namespace, name: 'b' },
  roleRef: { kind, name },
  subjects,
});
const clusterBinding = (name: string, ...subjects: Subject[]): ClusterRoleBinding => ({
  metadata: { name: 'cb' },
  roleRef: { kind: 'ClusterRole', name },
  subjects,
});

const listPods = (username: string, namespace: string, ...groups: string[]): AuthorizationRequest => ({
  user: { username, groups },
  verb: 'list',
  isResourceRequest: true,
  group: '',
  version: 'v1',
  resource: 'pods',
  subresource: '',
  namespace,
  name: '',
  path: '',
});

function setup() {
  const objects = createMemoryObjects({
    clusterroles: [clusterRole('reader')],
    roles: [role('shop', 'reader')],
    clusterrolebindings: [clusterBinding('reader', user('ann'), group('ops'), account('bot', 'ci'))],
    rolebindings: [
      binding('shop', 'Role', 'reader', user('bob'), account('web')),
      binding('lab', 'ClusterRole', 'reader', user('bob')),
      binding('bad', 'Role', 'nothing', user('bob')),
    ],
  });
  return { objects, authorizer: createRbacAuthorizer(createRoleIndex(objects)) };
}

test.each<[string, AuthorizationRequest, boolean, string]>([
  [
    'a user in all namespaces',
    listPods('ann', 'x'),
    true,
    'RBAC: allowed by ClusterRoleBinding "cb" of ClusterRole "reader" to User "ann"',
  ],
  [
    'a user in the cluster',
    listPods('ann', ''),
    true,
    'RBAC: allowed by ClusterRoleBinding "cb" of ClusterRole "reader" to User "ann"',
  ],
  [
    'a group',
    listPods('eve', 'x', 'ops'),
    true,
    'RBAC: allowed by ClusterRoleBinding "cb" of ClusterRole "reader" to Group "ops"',
  ],
  [
    'a service account',
    listPods('system:serviceaccount:ci:bot', 'x'),
    true,
    'RBAC: allowed by ClusterRoleBinding "cb" of ClusterRole "reader" to ServiceAccount "bot/ci"',
  ],
  [
    "a service account of the binding's own namespace",
    listPods('system:serviceaccount:shop:web', 'shop'),
    true,
    'RBAC: allowed by RoleBinding "b/shop" of Role "reader" to ServiceAccount "web/shop"',
  ],
  [
    'a role in its namespace',
    listPods('bob', 'shop'),
    true,
    'RBAC: allowed by RoleBinding "b/shop" of Role "reader" to User "bob"',
  ],
  [
    'a cluster role in one namespace',
    listPods('bob', 'lab'),
    true,
    'RBAC: allowed by RoleBinding "b/lab" of ClusterRole "reader" to User "bob"',
  ],
  ['not in another', listPods('bob', 'x'), false, ''],
  ['not in all at once', listPods('bob', ''), false, ''],
  ['not another user', listPods('eve', 'shop'), false, ''],
  ['a user does not get what a group of the name has', listPods('ops', 'x'), false, ''],
  [
    'a role that does not exist is told',
    listPods('bob', 'bad'),
    false,
    'rbac: RBAC: role.rbac.authorization.k8s.io "nothing" not found',
  ],
])('%s', async (_, request, allowed, reason) =>
  expect(await setup().authorizer.authorize(request)).toEqual({ allowed, reason }),
);

test('a change of roles or bindings counts at once', async () => {
  const { objects, authorizer } = setup();
  const ask = async () => (await authorizer.authorize(listPods('eve', 'lab'))).allowed;
  expect(await ask()).toBe(false);
  const added = binding('lab', 'ClusterRole', 'reader', user('eve'));
  objects.set('rolebindings', added);
  expect(await ask()).toBe(true);
  objects.set('clusterroles', clusterRole('reader', { rules: [] }));
  expect(await ask()).toBe(false);
  objects.set('clusterroles', clusterRole('reader'));
  objects.delete('rolebindings', added);
  expect(await ask()).toBe(false);
});

describe('aggregated roles', () => {
  const aggregate = (name: string, label: string, labels?: Record<string, string>): ClusterRole => ({
    metadata: { name, labels },
    aggregationRule: { clusterRoleSelectors: [{ matchLabels: { [label]: 'true' } }] },
    rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['stale'] }],
  });

  test('hold what the selected hold, through several steps, and ignore their own copy', () => {
    const objects = createMemoryObjects({
      clusterroles: [
        aggregate('admin', 'to-admin'),
        aggregate('edit', 'to-edit', { 'to-admin': 'true' }),
        { ...clusterRole('part'), metadata: { name: 'part', labels: { 'to-edit': 'true' } } },
      ],
    });
    const index = createRoleIndex(objects);
    expect(index.rulesOf({ kind: 'ClusterRole', name: 'admin' }, '')).toEqual(podReader.rules);
    objects.set('clusterroles', { ...clusterRole('more'), metadata: { name: 'more', labels: { 'to-admin': 'true' } } });
    expect(index.rulesOf({ kind: 'ClusterRole', name: 'admin' }, '')).toHaveLength(2);
  });

  test('that select each other, or themselves, hold nothing and end', () => {
    const objects = createMemoryObjects({
      clusterroles: [aggregate('a', 'x', { x: 'true', y: 'true' }), aggregate('b', 'y', { x: 'true' })],
    });
    expect(createRoleIndex(objects).rulesOf({ kind: 'ClusterRole', name: 'a' }, '')).toEqual([]);
  });

  test.each([2, 6, 40, 300])('%i that all select each other are done at once', (count) => {
    const roles = Array.from({ length: count }, (_, index) => aggregate(`a${index}`, 'x', { x: 'true' }));
    const objects = createMemoryObjects({
      clusterroles: [...roles, { ...clusterRole('part'), metadata: { name: 'part', labels: { x: 'true' } } }],
    });
    const index = createRoleIndex(objects);
    const took = cpuMs(() => {
      for (const { metadata } of roles)
        expect(index.rulesOf({ kind: 'ClusterRole', name: metadata!.name! }, '')).toEqual(podReader.rules);
    });
    expect(took).toBeLessThan(2000);
  });

  test('in a ring, however they are ordered, all hold what one of them selects', () => {
    const ring = Array.from({ length: 60 }, (_, index) =>
      aggregate(`r${index}`, `l${(index * 7) % 60}`, { [`l${index}`]: 'true' }),
    );
    const objects = createMemoryObjects({
      clusterroles: [...ring, { ...clusterRole('part'), metadata: { name: 'part', labels: { l7: 'true' } } }],
    });
    const index = createRoleIndex(objects);
    // From 1 the ring of multiples of seven leads to 7, and on to 49, 43 and 1 again.
    for (const name of ['r1', 'r7', 'r49', 'r43'])
      expect(index.rulesOf({ kind: 'ClusterRole', name }, '')).toEqual(podReader.rules);
    expect(index.rulesOf({ kind: 'ClusterRole', name: 'r2' }, '')).toEqual([]);
  });
});
