import type { KubeObject } from '@kubets/apimachinery';
import type { ClusterRole, RoleBinding } from '@kubets/proto-gen/rbac/v1';
import type { UserInfo } from '../user/user-info';
import { resources } from '../../resources/registry';
import { createUnionAuthorizer } from '../authorizer';
import { createRbacAuthorizer } from '../rbac/rbac-authorizer';
import { createRoleIndex } from '../rbac/role-index';
import { createMemoryObjects } from '../testing/memory-objects';
import { bootstrapPolicy } from './bootstrap-policy';
import { reconcileBinding, reconcileRole } from './reconcile-policy';

const policy = bootstrapPolicy(resources);
const bindRole = (user: string, name: string): RoleBinding => ({
  metadata: { namespace: 'shop', name: user },
  roleRef: { kind: 'ClusterRole', name },
  subjects: [{ kind: 'User', name: user }],
});
const objects = createMemoryObjects({
  clusterroles: policy.clusterRoles,
  clusterrolebindings: policy.clusterRoleBindings,
  roles: policy.roles,
  rolebindings: [...policy.roleBindings, ...['admin', 'edit', 'view'].map((role) => bindRole(`${role}-of-shop`, role))],
});
const authorizer = createUnionAuthorizer([createRbacAuthorizer(createRoleIndex(objects))]);

const signedIn = (username: string, ...groups: string[]): UserInfo => ({
  username,
  groups: [...groups, 'system:authenticated'],
});
const anonymous: UserInfo = { username: 'system:anonymous', groups: ['system:unauthenticated'] };

/** `verb group/resource[/subresource] namespace/name`, or `verb /path` */
async function may(user: UserInfo, text: string): Promise<boolean> {
  const [verb = '', what = '', where = '/'] = text.split(' ');
  const none = {
    user,
    verb,
    group: '',
    version: 'v1',
    resource: '',
    subresource: '',
    namespace: '',
    name: '',
    path: '',
  };
  if (what.startsWith('/'))
    return (await authorizer.authorize({ ...none, isResourceRequest: false, path: what })).allowed;
  const [group = '', resource = '', subresource = ''] = what.split('/');
  const [namespace = '', name = ''] = where.split('/');
  return (
    await authorizer.authorize({
      ...none,
      isResourceRequest: true,
      group: group === 'core' ? '' : group,
      resource,
      subresource,
      namespace,
      name,
    })
  ).allowed;
}

test.each<[UserInfo, string, boolean]>([
  [signedIn('kubernetes-admin', 'system:masters'), 'delete core/nodes /n', true],
  [anonymous, 'get /livez', true],
  [anonymous, 'get /version', true],
  [anonymous, 'get /api', false],
  [anonymous, 'get /metrics', false],
  [anonymous, 'list core/pods shop/', false],
  [signedIn('ann'), 'get /apis/apps/v1', true],
  [signedIn('ann'), 'get /openapi/v3', true],
  [signedIn('ann'), 'create authorization.k8s.io/selfsubjectaccessreviews', true],
  [signedIn('ann'), 'create authorization.k8s.io/subjectaccessreviews', false],
  [signedIn('ann'), 'list core/pods shop/', false],
  [signedIn('view-of-shop'), 'list core/pods shop/', true],
  [signedIn('view-of-shop'), 'get core/pods/log shop/p', true],
  [signedIn('view-of-shop'), 'get core/secrets shop/s', false],
  [signedIn('view-of-shop'), 'delete core/pods shop/p', false],
  [signedIn('view-of-shop'), 'list core/pods default/', false],
  [signedIn('edit-of-shop'), 'get core/secrets shop/s', true],
  [signedIn('edit-of-shop'), 'create apps/deployments shop/', true],
  [signedIn('edit-of-shop'), 'patch apps/deployments/scale shop/d', true],
  [signedIn('edit-of-shop'), 'create core/pods/exec shop/p', true],
  [signedIn('edit-of-shop'), 'list core/pods shop/', true],
  [signedIn('edit-of-shop'), 'get core/endpoints shop/e', true],
  [signedIn('edit-of-shop'), 'update core/endpoints shop/e', false],
  [signedIn('edit-of-shop'), 'create rbac.authorization.k8s.io/roles shop/', false],
  [signedIn('admin-of-shop'), 'create rbac.authorization.k8s.io/rolebindings shop/', true],
  [signedIn('admin-of-shop'), 'delete core/pods shop/p', true],
  [signedIn('admin-of-shop'), 'create core/namespaces', false],
  [signedIn('system:kube-scheduler'), 'create core/pods/binding shop/p', true],
  [signedIn('system:kube-scheduler'), 'patch core/pods/status shop/p', true],
  [signedIn('system:kube-scheduler'), 'update coordination.k8s.io/leases kube-system/kube-scheduler', true],
  [signedIn('system:kube-scheduler'), 'update coordination.k8s.io/leases kube-system/kube-controller-manager', false],
  [signedIn('system:kube-scheduler'), 'get core/secrets shop/s', false],
  [signedIn('system:kube-scheduler'), 'create core/pods shop/', false],
  [signedIn('system:kube-controller-manager'), 'create core/pods shop/', true],
  [signedIn('system:kube-controller-manager'), 'update apps/replicasets/status shop/r', true],
  [signedIn('system:kube-controller-manager'), 'create discovery.k8s.io/endpointslices shop/', true],
  [signedIn('system:kube-controller-manager'), 'update core/namespaces/finalize /shop', true],
  [signedIn('system:kube-controller-manager'), 'delete core/secrets shop/s', true],
  [signedIn('system:kube-controller-manager'), 'create core/secrets shop/', false],
  [signedIn('system:kube-controller-manager'), 'create rbac.authorization.k8s.io/clusterrolebindings', false],
  [signedIn('system:kube-controller-manager'), 'create core/serviceaccounts/token shop/web', false],
  [signedIn('system:kube-proxy'), 'watch discovery.k8s.io/endpointslices', true],
  [signedIn('system:kube-proxy'), 'create core/events shop/', true],
  [signedIn('system:kube-proxy'), 'watch networking.k8s.io/networkpolicies', true],
  [signedIn('system:kube-proxy'), 'list core/pods', true],
  [signedIn('system:kube-proxy'), 'update core/pods/status shop/web', false],
  [signedIn('system:kube-proxy'), 'list core/secrets', false],
  [signedIn('system:kube-dns'), 'watch core/services', true],
  [signedIn('system:kube-dns'), 'create core/services kube-system/', true],
  [signedIn('system:kube-dns'), 'update core/endpoints kube-system/kube-dns', true],
  [signedIn('system:kube-dns'), 'update core/endpoints kube-system/other', false],
  [signedIn('system:kube-dns'), 'create core/services shop/', false],
  [signedIn('system:cloud-controller-manager'), 'patch core/services/status shop/s', true],
  [signedIn('system:cloud-controller-manager'), 'patch core/services shop/s', true],
  [signedIn('system:cloud-controller-manager'), 'delete core/services shop/s', false],
  [signedIn('system:cloud-controller-manager'), 'create coordination.k8s.io/leases kube-system/', true],
  [signedIn('system:ingress-controller'), 'patch networking.k8s.io/ingresses/status shop/i', true],
  [signedIn('system:ingress-controller'), 'patch networking.k8s.io/ingresses shop/i', false],
  [signedIn('system:ingress-controller'), 'watch core/secrets', true],
  [signedIn('system:ingress-controller'), 'update core/secrets shop/s', false],
  [signedIn('system:node:n', 'system:nodes'), 'list core/services', false],
])('%j may "%s": %p', async (user, text, allowed) => expect(await may(user, text)).toBe(allowed));

test('people may do in a namespace what the folders of kinds grant', () => {
  const kettles = {
    ...resources[0]!,
    group: 'scratch.k8s.io',
    plural: 'kettles',
    granted: { admin: ['lid'], edit: ['', 'scale'], view: ['', 'status'] },
  };
  const ofKettles = (role: string) =>
    bootstrapPolicy([kettles])
      .clusterRoles.find(({ metadata }) => metadata?.name === `system:aggregate-to-${role}`)!
      .rules!.filter(({ apiGroups }) => apiGroups?.includes('scratch.k8s.io'));
  const apiGroups = ['scratch.k8s.io'];
  const read = ['get', 'list', 'watch'];
  const write = ['create', 'delete', 'deletecollection', 'patch', 'update'];
  expect(ofKettles('view')).toEqual([{ apiGroups, resources: ['kettles', 'kettles/status'], verbs: read }]);
  expect(ofKettles('edit')).toEqual([
    { apiGroups, resources: ['kettles'], verbs: write },
    { apiGroups, resources: ['kettles/scale'], verbs: [...write, ...read] },
  ]);
  expect(ofKettles('admin')).toEqual([{ apiGroups, resources: ['kettles/lid'], verbs: [...write, ...read] }]);
});

test('every object says what it is, and that it is a default', () => {
  const all: KubeObject[] = [
    ...policy.clusterRoles,
    ...policy.clusterRoleBindings,
    ...policy.roles,
    ...policy.roleBindings,
  ];
  for (const { apiVersion, kind, metadata } of all) {
    expect({ apiVersion, kind, metadata }).toMatchObject({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: expect.any(String),
      metadata: {
        labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults' },
        annotations: { 'rbac.authorization.kubernetes.io/autoupdate': 'true' },
      },
    });
  }
  const names = policy.clusterRoles.map(({ metadata }) => metadata?.name);
  expect(new Set(names).size).toBe(names.length);
  for (const { roleRef } of policy.clusterRoleBindings) expect(names).toContain(roleRef?.name);
});

describe('reconciling', () => {
  const wanted = policy.clusterRoles.find(({ metadata }) => metadata?.name === 'system:discovery')!;
  const own = { nonResourceURLs: ['/mine'], verbs: ['get'] };
  const optedOut = { ...wanted.metadata, annotations: { 'rbac.authorization.kubernetes.io/autoupdate': 'false' } };
  const binding = policy.clusterRoleBindings.find(({ metadata }) => metadata?.name === 'system:discovery')!;
  const subject = { kind: 'User', name: 'ann', apiGroup: 'rbac.authorization.k8s.io' };

  test.each<[string, ClusterRole | undefined, object]>([
    ['missing', undefined, { action: 'create', object: wanted }],
    ['as it should be', wanted, { action: 'none' }],
    ['with more', { ...wanted, rules: [...wanted.rules!, own] }, { action: 'none' }],
    [
      'with less',
      { ...wanted, rules: [own] },
      {
        action: 'update',
        object: {
          rules: [
            own,
            ...wanted.rules![0]!.nonResourceURLs!.toSorted().map((url) => ({ nonResourceURLs: [url], verbs: ['get'] })),
          ],
        },
      },
    ],
    ['that is not to be touched', { ...wanted, rules: [], metadata: optedOut }, { action: 'none' }],
  ])('a role %s', (_, existing, expected) => expect(reconcileRole(existing, wanted)).toMatchObject(expected));

  test.each<[string, RoleBinding | undefined, object]>([
    ['missing', undefined, { action: 'create' }],
    ['as it should be', binding, { action: 'none' }],
    ['with more subjects', { ...binding, subjects: [...binding.subjects!, subject] }, { action: 'none' }],
    [
      'with other subjects',
      { ...binding, subjects: [subject] },
      { action: 'update', object: { subjects: [subject, ...binding.subjects!] } },
    ],
    [
      'of another role',
      { ...binding, roleRef: { kind: 'ClusterRole', name: 'view' } },
      { action: 'recreate', object: binding },
    ],
    ['that is not to be touched', { ...binding, subjects: [], metadata: optedOut }, { action: 'none' }],
  ])('a binding %s', (_, existing, expected) => expect(reconcileBinding(existing, binding)).toMatchObject(expected));
});
