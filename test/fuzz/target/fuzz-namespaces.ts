import { setTimeout as sleep } from 'node:timers/promises';
import { BESIDE_NAMESPACE } from '../beside/reports';
import type { RestClient } from '../beside/rest-client';
import { FUZZ_NAMESPACES } from '../generate/http-request';
import { collectionPath, FUZZED_KINDS } from '../generate/served-kinds';
import type { FuzzTarget } from './fuzz-target';

const OWN_NAMESPACES = [BESIDE_NAMESPACE, ...FUZZ_NAMESPACES];
const CLUSTER_WIDE = FUZZED_KINDS.filter(
  ({ namespaced, virtual, version, kind }) => !namespaced && !virtual && version === 'v1' && kind !== 'Namespace',
);
const NAMESPACED = FUZZED_KINDS.filter(({ namespaced, virtual }) => namespaced && !virtual);
const TOKEN_SECONDS = 24 * 3600;
/** Of the second namespace the ServiceAccount may have this one Secret, and no other. */
const ONE_SECRET = 'allowed';
const MERGE_PATCH = { contentType: 'application/merge-patch+json' };

export interface Preparation {
  /** Of a ServiceAccount that may edit one fuzzed namespace. */
  weakToken: string;
  /** Takes away all that the fuzz made, whatever finalizers it has. */
  cleanUp(): Promise<void>;
}

/** The namespaces and the ServiceAccount of the fuzz, and note of what was there before it. */
export async function prepare(client: RestClient, { kind }: Pick<FuzzTarget, 'kind'>): Promise<Preparation> {
  const expect = async (code: number, method: string, path: string, body: unknown) => {
    const answer = await client.call(method, path, body);
    if (answer.code !== code && answer.code !== 409)
      throw new Error(`${method} ${path}: ${answer.code} ${JSON.stringify(answer.body).slice(0, 300)}`);
    return answer.body;
  };
  for (const name of OWN_NAMESPACES)
    await expect(201, 'POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  const [home, abroad] = FUZZ_NAMESPACES;
  const rbac = '/apis/rbac.authorization.k8s.io/v1';
  // A controller makes it where there is one.
  for (const namespace of OWN_NAMESPACES)
    await expect(201, 'POST', `/api/v1/namespaces/${namespace}/serviceaccounts`, {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'default' },
    });
  await expect(201, 'POST', `/api/v1/namespaces/${home}/serviceaccounts`, {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'weak' },
  });
  await expect(201, 'POST', `${rbac}/namespaces/${home}/rolebindings`, bindingTo('ClusterRole', 'edit', home));
  for (const secret of [ONE_SECRET, 'other'])
    await expect(201, 'POST', `/api/v1/namespaces/${abroad}/secrets`, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: secret },
    });
  const rules = [
    {
      apiGroups: [''],
      resources: ['secrets'],
      resourceNames: [ONE_SECRET],
      verbs: ['get', 'list', 'watch', 'delete', 'deletecollection'],
    },
  ];
  await expect(201, 'POST', `${rbac}/namespaces/${abroad}/roles`, {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: { name: 'one-secret' },
    rules,
  });
  await expect(201, 'POST', `${rbac}/namespaces/${abroad}/rolebindings`, bindingTo('Role', 'one-secret', home));
  const request = await expect(201, 'POST', `/api/v1/namespaces/${home}/serviceaccounts/weak/token`, {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    spec: { expirationSeconds: TOKEN_SECONDS },
  });
  const before = await namesOf(client);
  return { weakToken: request.status.token, cleanUp: () => cleanUp(client, before, kind) };
}

const bindingTo = (kind: string, name: string, namespace: string) => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'RoleBinding',
  metadata: { name: `weak-${name}` },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name },
  subjects: [{ kind: 'ServiceAccount', namespace, name: 'weak' }],
});

const namesIn = async (client: RestClient, path: string): Promise<string[]> =>
  ((await client.call('GET', path)).body.items ?? []).map((item: any) => item.metadata.name);

/** Names of all cluster-wide objects and namespaces, by path. */
async function namesOf(client: RestClient): Promise<Map<string, Set<string>>> {
  const paths = [...CLUSTER_WIDE.map((kind) => collectionPath(kind, '')), '/api/v1/namespaces'];
  return new Map(await Promise.all(paths.map(async (path) => [path, new Set(await namesIn(client, path))] as const)));
}

async function cleanUp(
  client: RestClient,
  before: Map<string, Set<string>>,
  targetKind: FuzzTarget['kind'],
): Promise<void> {
  const ours = (name: string) => OWN_NAMESPACES.some((own) => own === name);
  const namespaces = (await namesIn(client, '/api/v1/namespaces')).filter(
    (name) => ours(name) || !before.get('/api/v1/namespaces')!.has(name),
  );
  for (const namespace of namespaces)
    await client.call('DELETE', `/api/v1/namespaces/${encodeURIComponent(namespace)}`);
  for (const namespace of namespaces) await emptyNamespace(client, namespace);
  for (const kind of CLUSTER_WIDE) {
    const path = collectionPath(kind, '');
    const left = (await namesIn(client, path)).filter((name) => !before.get(path)!.has(name));
    for (const name of left) await remove(client, `${path}/${encodeURIComponent(name)}`);
  }
  for (const namespace of namespaces) {
    const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}`;
    await client.call('PATCH', path, { metadata: { finalizers: null } }, MERGE_PATCH);
    const { code, body } = await client.call('GET', path);
    // Without a controller-manager nobody else takes 'kubernetes' away.
    const isOurs = (finalizer: string) => finalizer !== 'kubernetes' || targetKind === 'services';
    if (code === 200 && (body.spec?.finalizers ?? []).some(isOurs))
      await client.call('PUT', `${path}/finalize`, { ...body, spec: { finalizers: [] } });
  }
}

async function emptyNamespace(client: RestClient, namespace: string): Promise<void> {
  for (const kind of NAMESPACED) {
    const path = collectionPath(kind, encodeURIComponent(namespace));
    await client.call('DELETE', path, { gracePeriodSeconds: 0, propagationPolicy: 'Background' });
    for (const name of await namesIn(client, path)) await remove(client, `${path}/${encodeURIComponent(name)}`);
  }
}

/** Deletes it, and takes away the finalizers that keep it. */
async function remove(client: RestClient, path: string): Promise<void> {
  const { code, body } = await client.call('DELETE', path, { gracePeriodSeconds: 0, propagationPolicy: 'Background' });
  if (code === 200 && body.metadata?.finalizers?.length > 0)
    await client.call('PATCH', path, { metadata: { finalizers: null } }, MERGE_PATCH);
}

/** Waits until the namespaces of the fuzz are gone, as long as somebody is there to take them down. */
export async function untilGone(client: RestClient, timeoutMs: number): Promise<string[]> {
  for (const deadline = Date.now() + timeoutMs; ; await sleep(500)) {
    const left = (await namesIn(client, '/api/v1/namespaces')).filter((name) =>
      OWN_NAMESPACES.some((own) => own === name),
    );
    if (left.length === 0 || Date.now() > deadline) return left;
  }
}
