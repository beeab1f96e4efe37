import type { Asked, Case } from '../case';
import { create, kindOf, collectionOf, type Json } from './kinds';

const MAPS = collectionOf(kindOf('ConfigMap'));
const as = (user: string, asked: Asked, more: Record<string, string> = {}): Asked => ({
  ...asked,
  headers: { ...asked.headers, 'impersonate-user': user, ...more },
});
const review = (kind: string, spec: Json): Asked => create(kind, { spec });
const read = (path: string): Asked => ({ method: 'GET', path });
const NODES = { 'impersonate-group': 'system:nodes' };
const ROLE = [
  create('Role', {
    rules: [
      { apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list', 'create'] },
      { apiGroups: [''], resources: ['secrets'], resourceNames: ['one'], verbs: ['get', 'list', 'watch'] },
      { apiGroups: ['apps'], resources: ['deployments/scale'], verbs: ['*'] },
    ],
  }),
  create('RoleBinding', {
    roleRef: { kind: 'Role', name: '$NAME' },
    subjects: [{ kind: 'User', name: '$NAME', apiGroup: 'rbac.authorization.k8s.io' }],
  }),
];
/** Asked until the binding is known. */
const KNOWN = { ...as('$NAME', read(MAPS)), until: 200 };
const ATTRIBUTES: readonly Json[] = [
  { verb: 'get', resource: 'configmaps', namespace: '$NS' },
  { verb: 'delete', resource: 'configmaps', namespace: '$NS' },
  { verb: 'get', resource: 'configmaps' },
  { verb: 'get', resource: 'secrets', name: 'one', namespace: '$NS' },
  { verb: 'get', resource: 'secrets', name: 'two', namespace: '$NS' },
  { verb: 'update', group: 'apps', resource: 'deployments', subresource: 'scale', namespace: '$NS' },
  { verb: 'update', group: 'apps', version: 'v1', resource: 'deployments', namespace: '$NS' },
  { verb: '*', resource: '*', namespace: '$NS' },
  {},
];

export const ACCESS: readonly Case[] = [
  {
    topic: 'access',
    name: 'by a role',
    alone: true,
    before: [...ROLE, create('ConfigMap', { metadata: { name: 'a' } }), KNOWN],
    requests: [
      as('$NAME', read(`${MAPS}/a`)),
      as('$NAME', read('/api/v1/configmaps')),
      as('$NAME', { method: 'DELETE', path: `${MAPS}/a` }),
      as('$NAME', { method: 'DELETE', path: MAPS }),
      as('$NAME', { method: 'PUT', path: `${MAPS}/a`, body: {} }),
      as('$NAME', {
        method: 'PATCH',
        path: `${MAPS}/a`,
        body: '{}',
        headers: { 'content-type': 'application/merge-patch+json' },
      }),
      as('$NAME', {
        method: 'PATCH',
        path: `${MAPS}/new?fieldManager=a`,
        body: '{"apiVersion":"v1","kind":"ConfigMap"}',
        headers: { 'content-type': 'application/apply-patch+yaml' },
      }),
      as('$NAME', read(`${MAPS}?watch=true&timeoutSeconds=1`)),
      as('$NAME', read('/api/v1/namespaces/$NS/secrets/one')),
      as('$NAME', read('/api/v1/namespaces/$NS/secrets/two')),
      as('$NAME', read('/api/v1/namespaces/$NS/secrets')),
      as('$NAME', read('/api/v1/namespaces/$NS/secrets?fieldSelector=metadata.name%3Done')),
      as('$NAME', read('/apis/apps/v1/namespaces/$NS/deployments/x/scale')),
      as('$NAME', read('/apis/apps/v1/namespaces/$NS/deployments/x')),
      as('$NAME', read('/apis/apps/v1/namespaces/$NS/deployments/x/none')),
      as('$NAME', read('/apis/none/v1/namespaces/$NS/nothings')),
      as('$NAME', read('/api')),
      as('$NAME', read('/healthz')),
      as('$NAME', read('/nothing')),
      as('$NAME', read('/metrics')),
      as('system:anonymous', read('/healthz'), { 'impersonate-group': 'system:unauthenticated' }),
      as('system:anonymous', read('/api'), { 'impersonate-group': 'system:unauthenticated' }),
      as('x', read('/api/v1/nodes'), { 'impersonate-group': 'system:masters' }),
      as('x', read('/api/v1/nodes'), { 'impersonate-uid': 'u', 'impersonate-extra-a%2fb': 'c' }),
      as('system:serviceaccount:a', read(MAPS)),
      as('system:serviceaccount:a:b', read(MAPS)),
      // Whether the group comes of itself depends in Kubernetes on who was impersonated before.
      as('system:node:n', read('/api/v1/nodes/n'), NODES),
      as('system:node:n', read('/api/v1/secrets'), NODES),
      as('system:node:n', review('SelfSubjectReview', {}), NODES),
      as('', read(MAPS)),
    ],
  },
  {
    topic: 'access',
    name: 'reviewed',
    alone: true,
    before: [...ROLE, KNOWN],
    requests: [
      ...ATTRIBUTES.flatMap((resourceAttributes) => [
        review('SubjectAccessReview', { user: '$NAME', resourceAttributes }),
        as('$NAME', { ...review('SelfSubjectAccessReview', { resourceAttributes }) }),
      ]),
      ...['/healthz', '/api', '/metrics', '/x', ''].map((path) =>
        review('SubjectAccessReview', {
          user: '$NAME',
          resourceAttributes: undefined,
          nonResourceAttributes: { path, verb: 'get' },
        }),
      ),
      as('$NAME', review('SelfSubjectRulesReview', { namespace: '$NS' })),
      as('$NAME', review('SelfSubjectReview', {}), { 'impersonate-group': 'g' }),
      as('$NAME', review('SubjectAccessReview', {})),
      as('$NAME', review('TokenReview', { token: 'x' })),
      create('LocalSubjectAccessReview', {
        spec: { user: '$NAME', resourceAttributes: { verb: 'get', resource: 'configmaps', namespace: '$NS' } },
      }),
    ],
  },
  {
    topic: 'access',
    name: 'no more than one has',
    alone: true,
    before: [
      create('ClusterRole', {
        rules: [
          { apiGroups: ['rbac.authorization.k8s.io'], resources: ['*'], verbs: ['create', 'update', 'patch', 'get'] },
        ],
      }),
      create('ClusterRoleBinding', {
        roleRef: { name: '$NAME' },
        subjects: [{ kind: 'User', name: '$NAME', apiGroup: 'rbac.authorization.k8s.io' }],
      }),
      { ...as('$NAME', read('/apis/rbac.authorization.k8s.io/v1/clusterroles/$NAME')), until: 200 },
    ],
    requests: [
      as('$NAME', create('Role', { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] }] })),
      as(
        '$NAME',
        create('Role', { rules: [{ apiGroups: ['rbac.authorization.k8s.io'], resources: ['roles'], verbs: ['get'] }] }),
      ),
      as(
        '$NAME',
        create('ClusterRole', {
          metadata: { name: '$NAME-a' },
          rules: [
            { nonResourceURLs: ['/x'], verbs: ['get'] },
            { apiGroups: [''], resources: ['secrets'], resourceNames: ['a'], verbs: ['*'] },
          ],
        }),
      ),
      as(
        '$NAME',
        create('ClusterRole', {
          metadata: { name: '$NAME-b' },
          rules: [],
          aggregationRule: { clusterRoleSelectors: [{ matchLabels: { a: 'b' } }] },
        }),
      ),
      as('$NAME', create('RoleBinding', { roleRef: { kind: 'ClusterRole', name: 'cluster-admin' } })),
      as('$NAME', create('RoleBinding', { roleRef: { kind: 'Role', name: 'none' } })),
      as('$NAME', create('ClusterRoleBinding', { metadata: { name: '$NAME-c' }, roleRef: { name: 'cluster-admin' } })),
      as('$NAME', {
        method: 'PATCH',
        path: '/apis/rbac.authorization.k8s.io/v1/clusterroles/$NAME',
        headers: { 'content-type': 'application/merge-patch+json' },
        body: '{"rules":[{"apiGroups":["*"],"resources":["*"],"verbs":["*"]}]}',
      }),
    ],
  },
  {
    topic: 'access',
    name: 'tokens',
    before: [create('ServiceAccount'), create('Secret'), create('Pod')],
    requests: [
      ...(
        [
          { kind: 'Secret', apiVersion: 'v1', name: '$NAME' },
          { kind: 'Pod', apiVersion: 'v1', name: '$NAME' },
          { kind: 'Node', apiVersion: 'v1', name: 'none' },
          { kind: 'Pod', apiVersion: 'x', name: '$NAME' },
          { kind: 'Pod', apiVersion: 'v1' },
          {},
        ] as Json[]
      ).map((boundObjectRef): Asked => ({
        method: 'POST',
        path: '/api/v1/namespaces/$NS/serviceaccounts/$NAME/token',
        body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { boundObjectRef } },
      })),
      ...[599, 600, -1, 0, 4294967296].map((expirationSeconds): Asked => ({
        method: 'POST',
        path: '/api/v1/namespaces/$NS/serviceaccounts/$NAME/token',
        body: { spec: { expirationSeconds, audiences: ['', 'a'] } },
      })),
      { method: 'POST', path: '/api/v1/namespaces/$NS/serviceaccounts/none/token', body: {} },
    ],
  },
  {
    topic: 'access',
    name: 'budgets and evictions',
    alone: true,
    before: [
      create('Pod', { metadata: { labels: { app: 'x' } } }),
      create('PodDisruptionBudget', { spec: { maxUnavailable: 0, selector: { matchLabels: { app: 'x' } } } }),
      {
        method: 'PATCH',
        path: '/api/v1/namespaces/$NS/pods/$NAME/status',
        headers: { 'content-type': 'application/merge-patch+json' },
        body: '{"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}}',
      },
      { ...read('/apis/policy/v1/namespaces/$NS/poddisruptionbudgets/$NAME'), until: 200 },
    ],
    requests: ['', '?dryRun=All'].flatMap((query) =>
      [
        {},
        { deleteOptions: { gracePeriodSeconds: 0 } },
        { deleteOptions: { dryRun: ['All'] } },
        { deleteOptions: { dryRun: ['x'] } },
        { deleteOptions: { propagationPolicy: 'x' } },
      ].map((more): Asked => ({
        method: 'POST',
        path: `/api/v1/namespaces/$NS/pods/$NAME/eviction${query}`,
        body: { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: '$NAME', namespace: '$NS' }, ...more },
      })),
    ),
  },
];
