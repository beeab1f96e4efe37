import { aim, is, type Aimed, type Outcomes, type Range, type Shot } from './aim';

const ROLES = '/apis/rbac.authorization.k8s.io/v1/clusterroles';
const BINDINGS = '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings';

/** As the ServiceAccount whom roles are looked up for. */
const askAsWeak: Shot = ({ http }) =>
  http({ method: 'GET', path: '/api/v1/namespaces/kubets-fuzz-a/configmaps', as: 'weak' });

/** Creates all of it, asks, and takes it away again. */
export const among =
  (objects: (name: string) => { path: string; body: object }[], ask = askAsWeak): Shot =>
  async (range) => {
    const all = objects(range.name);
    for (const { path, body } of all) await post(range, path, body);
    const outcome = await ask(range);
    for (const { path, body } of all.reverse())
      await range.http({ method: 'DELETE', path: `${path}/${(body as { metadata: { name: string } }).metadata.name}` });
    return outcome;
  };

const post = (range: Range, path: string, body: object): Outcomes =>
  range.http({ method: 'POST', path, body: JSON.stringify(body), contentType: 'application/json' });

const role = (name: string, index: number, selected: readonly number[]) => ({
  path: ROLES,
  body: {
    metadata: { name: `${name}-${index}`, labels: { [`${name}/l${index}`]: 'x' } },
    aggregationRule: {
      clusterRoleSelectors: selected.map((other) => ({ matchLabels: { [`${name}/l${other}`]: 'x' } })),
    },
  },
});
const binding = (name: string, index: number) => ({
  path: BINDINGS,
  body: {
    metadata: { name: `${name}-b${index}` },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: `${name}-${index}` },
    subjects: [{ kind: 'ServiceAccount', namespace: 'kubets-fuzz-a', name: 'weak' }],
  },
});
const each = (count: number) => Array.from({ length: count }, (_, index) => index);

const owned = (name: string, owner: string, uid: string) => ({
  path: '/api/v1/namespaces/kubets-fuzz-a/configmaps',
  body: { metadata: { name, ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: owner, uid }] } },
});

/** What the ServiceAccount may is not the question here. */
const held = is([200, 403]);

/** Walks over references that users write: each has to end. */
export const REFERENCES: readonly Aimed[] = [
  ...[1, 2, 6, 20].map((count) =>
    aim(
      'A5',
      `${count} ClusterRoles whose aggregation selects all of them`,
      among((name) => [...each(count).map((index) => role(name, index, each(count))), binding(name, 0)]),
      held,
    ),
  ),
  aim(
    'A5',
    'a ring of 60 ClusterRoles',
    among((name) => [
      ...each(60).map((index) => role(name, index, [(index + 1) % 60])),
      ...each(3).map((index) => binding(name, index)),
    ]),
    held,
  ),
  aim(
    'A5',
    'a ClusterRole that selects all there are',
    among((name) => [
      { path: ROLES, body: { metadata: { name: `${name}-0` }, aggregationRule: { clusterRoleSelectors: [{}] } } },
      binding(name, 0),
    ]),
    held,
  ),
  aim(
    'A5',
    '100 bindings to a role that does not exist',
    among((name) => each(100).map((index) => binding(name, index))),
    held,
  ),
  aim(
    'A5',
    'objects that own each other',
    among((name) => [
      owned(`${name}-a`, `${name}-b`, 'u-b'),
      owned(`${name}-b`, `${name}-a`, 'u-a'),
      owned(`${name}-c`, `${name}-c`, 'u-c'),
    ]),
    held,
  ),
];
