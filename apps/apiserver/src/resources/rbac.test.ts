import type { PolicyRule, RoleBinding } from '@kubets/proto-gen/rbac/v1';
import { clusterRoleBindings } from './clusterrolebindings/clusterrolebindings';
import { clusterRoles } from './clusterroles/clusterroles';
import { roleBindings } from './rolebindings/rolebindings';
import { roles } from './roles/roles';
import { cellsOf, created, updated } from './testing/strategy-harness';

const metadata = { name: 'x', namespace: 'default' };
const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'r' };

test.each<[string, PolicyRule, string[], string[]]>([
  ['good', { verbs: ['get'], apiGroups: [''], resources: ['pods'] }, [], []],
  [
    'empty',
    {},
    [
      'rules[0].apiGroups: Required value: resource rules must supply at least one api group',
      'rules[0].resources: Required value: resource rules must supply at least one resource',
      'rules[0].verbs: Required value',
    ],
    [
      'rules[0].apiGroups: Required value: resource rules must supply at least one api group',
      'rules[0].resources: Required value: resource rules must supply at least one resource',
      'rules[0].verbs: Required value',
    ],
  ],
  [
    'URLs',
    { verbs: ['get'], nonResourceURLs: ['/healthz'] },
    ['rules[0].nonResourceURLs: Invalid value: ["/healthz"]: namespaced rules cannot apply to non-resource URLs'],
    [],
  ],
])('a rule: %s', (_, rule, inRole, inClusterRole) => {
  expect(created(roles, { metadata, rules: [rule] }).errors).toEqual(inRole);
  expect(created(clusterRoles, { metadata: { name: 'x' }, rules: [rule] }).errors).toEqual(inClusterRole);
});

test('names hold anything but path separators', () => {
  expect(roles.validateName!('system:node%x/y')).toEqual(["may not contain '/'", "may not contain '%'"]);
  expect([roles.validateName!('system:Node one'), roles.validateName!('..')]).toEqual([[], ["may not be '..'"]]);
});

describe('bindings', () => {
  const binding = (more: Partial<RoleBinding>): RoleBinding => ({ metadata, roleRef, ...more });

  test('groups are defaulted', () => {
    const { object, errors } = created(
      roleBindings,
      binding({
        roleRef: { kind: 'Role', name: 'r' },
        subjects: [
          { kind: 'User', name: 'u' },
          { kind: 'ServiceAccount', name: 's' },
        ],
      }),
    );
    expect(errors).toEqual([]);
    expect(object).toMatchObject({
      roleRef,
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io' }, { kind: 'ServiceAccount', name: 's' }],
    });
  });

  test.each<[string, RoleBinding, string[]]>([
    ['no role', binding({ roleRef: { kind: 'Role' } }), ['roleRef.name: Required value']],
    [
      'another kind',
      binding({ roleRef: { ...roleRef, kind: 'X' } }),
      ['roleRef.kind: Unsupported value: "X": supported values: "Role", "ClusterRole"'],
    ],
    [
      'subjects',
      binding({
        subjects: [
          { kind: 'X', name: '' },
          { kind: 'ServiceAccount', apiGroup: 'a', name: 's' },
        ],
      }),
      [
        'subjects[0].kind: Unsupported value: "X": supported values: "ServiceAccount", "User", "Group"',
        'subjects[1].apiGroup: Unsupported value: "a": supported values: ""',
        'subjects[0].name: Required value',
      ],
    ],
  ])('%s', (_, object, expected) => {
    expect(created(roleBindings, object).errors).toEqual(expected);
  });

  test('a cluster role binding binds cluster roles, to accounts of a namespace', () => {
    expect(
      created(clusterRoleBindings, { ...binding({ subjects: [{ kind: 'ServiceAccount', name: 's' }] }) }).errors,
    ).toEqual([
      'roleRef.kind: Unsupported value: "Role": supported values: "ClusterRole"',
      'subjects[0].namespace: Required value',
    ]);
  });

  test('the role stays', () => {
    const { errors } = updated(roleBindings, binding({}), (object) => {
      object.roleRef = { ...roleRef, name: 'other' };
    });
    expect(errors).toEqual([
      'roleRef: Invalid value: {"APIGroup":"rbac.authorization.k8s.io","Kind":"Role","Name":"other"}: field is immutable',
    ]);
  });

  test('columns', () => {
    const subjects = [
      { kind: 'User', name: 'u' },
      { kind: 'Group', name: 'g' },
      { kind: 'ServiceAccount', namespace: 'n', name: 's' },
      { kind: 'User', name: 'v' },
    ];
    expect(cellsOf(roleBindings, binding({ subjects }))).toMatchObject({
      Role: 'Role/r',
      Users: 'u, v',
      Groups: 'g',
      ServiceAccounts: 'n/s',
    });
    expect(cellsOf(roles, { metadata: { name: 'r', creationTimestamp: '2026-01-01T00:00:00Z' } })).toEqual({
      Name: 'r',
      'Created At': '2026-01-01T00:00:00Z',
    });
  });
});
