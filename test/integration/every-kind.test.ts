// Every kind that the catalogue has is known everywhere. Nothing in here knows a kind by name but for what is particular about it, so
// that a kind which comes is tested as well.
import { request } from 'node:https';
import type { KubeObject } from '@kubets/apimachinery';
import type { ResourceClient } from '@kubets/client';
import { createFakeCluster } from '@kubets/client/testing';
import { storedResources, type ResourceNames } from '@kubets/proto-gen/catalogue';
import { resources } from '../../apps/apiserver/src/resources/registry';
import { kindExamples } from '../../apps/apiserver/src/resources/testing/kind-example';
import { startCluster, type Cluster } from '../../packages/testing/src';

jest.setTimeout(240_000);

const NAME = 'every-kind';
/** Events have owners that nobody asks for: Kubernetes collects none either, they go by themselves. */
const NOT_COLLECTED = ['events'];

type Verb = 'get' | 'update';
type Role = 'view' | 'edit' | 'admin';

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster({ nodes: 0, components: ['controller-manager'] });
});
afterAll(() => cluster?.stop());

async function rest(method: string, path: string, body?: object): Promise<any> {
  const { user } = JSON.parse(cluster.kubeconfig).users[0];
  const decoded = (name: string) => Buffer.from(user[name], 'base64');
  const text = await new Promise<string>((resolve, reject) =>
    request(
      `${cluster.restUrl}${path}`,
      {
        method,
        rejectUnauthorized: false,
        cert: decoded('client-certificate-data'),
        key: decoded('client-key-data'),
        headers: { 'content-type': 'application/json' },
      },
      (answer) => {
        let read = '';
        answer.setEncoding('utf8').on('data', (chunk) => (read += chunk));
        answer.on('end', () => resolve(read));
      },
    )
      .once('error', reject)
      .end(body && JSON.stringify(body)),
  );
  return JSON.parse(text);
}

const kinds = Object.entries(storedResources as Record<string, ResourceNames>).map(([id, names]) => {
  const { group, plural, namespaced, versions } = names;
  const version = versions[0];
  const root = `${group ? '/apis/' : '/api/'}${version.apiVersion}`;
  return {
    id,
    ...names,
    version,
    root,
    pathIn: (namespace: string) => `${root}/${namespaced ? `namespaces/${namespace}/` : ''}${plural}`,
    of: (namespace: string, ownerReferences?: object[]): KubeObject => {
      const { least, nameFor } = kindExamples.get(plural)!;
      const chance = { int: () => 1 };
      return {
        apiVersion: version.apiVersion,
        kind: names.kind,
        metadata: {
          name: nameFor?.(NAME, chance) ?? NAME,
          ...(namespaced && { namespace }),
          ...(ownerReferences && { ownerReferences }),
        },
        ...structuredClone(least({ chance, namespace, name: NAME })),
      } as KubeObject;
    },
  };
});
type Kind = (typeof kinds)[number];
const byPlural = kinds.map((kind) => [kind.plural, kind] as const);

const clientOf = ({ id }: Kind): ResourceClient<KubeObject> =>
  (cluster.client as unknown as Record<string, ResourceClient<KubeObject>>)[id]!;
const refOf = ({ namespaced }: Kind, { metadata }: KubeObject) => ({
  name: metadata!.name!,
  ...(namespaced && { namespace: metadata!.namespace! }),
});

async function makeNamespace(name: string): Promise<void> {
  await cluster.client.namespaces.create({ metadata: { name } });
  // Pods are made with it.
  await cluster.eventually(() => cluster.client.serviceAccounts.get({ namespace: name, name: 'default' }));
}

test('the registry has them all', () => {
  expect(
    resources
      .filter(({ readOnly }) => !readOnly)
      .map(({ plural }) => plural)
      .sort(),
  ).toEqual(kinds.map(({ plural }) => plural).sort());
});

describe('what is served', () => {
  let v2: any;
  let aggregated: any;
  beforeAll(async () => {
    v2 = await rest('GET', '/openapi/v2');
    aggregated = await Promise.all(['/api', '/apis'].map((path) => rest('GET', path)));
  });

  test.each(byPlural)('%s are in discovery and OpenAPI', async (plural, kind) => {
    const { group, kind: called, singular, root, version, namespaced } = kind;
    const { resources: listed } = await rest('GET', root);
    expect(listed).toContainEqual(
      expect.objectContaining({
        name: plural,
        singularName: singular,
        kind: called,
        namespaced,
        verbs: expect.arrayContaining(['create', 'delete', 'get', 'list', 'patch', 'update', 'watch']),
      }),
    );
    if (group) expect(aggregated[1].groups.map(({ name }: { name: string }) => name)).toContain(group);
    const path = kind.pathIn('{namespace}');
    expect(v2.paths).toHaveProperty([path]);
    const v3 = await rest('GET', `/openapi/v3${root}`);
    expect(v3.paths).toHaveProperty([path]);
    const known = Object.values<any>(v3.components.schemas).flatMap(
      (one) => one['x-kubernetes-group-version-kind'] ?? [],
    );
    expect(known).toContainEqual({ group, version: version.version, kind: called });
  });
});

test.each(byPlural)('the fake has %s', async (plural, kind) => {
  const fake = createFakeCluster();
  const client = (fake as unknown as Record<string, ResourceClient<KubeObject>>)[kind.id]!;
  const made = await client.create(kind.of('default'));
  expect(await client.get(refOf(kind, made))).toEqual(made);
  expect(fake.objects(plural)).toEqual([made]);
});

describe('with an owner', () => {
  const NAMESPACE = 'owned';
  const owned = new Map<string, KubeObject>();
  beforeAll(async () => {
    await makeNamespace(NAMESPACE);
    const inNamespace = await cluster.client.configMaps.create({ metadata: { name: 'owner', namespace: NAMESPACE } });
    const ofCluster = await cluster.client.clusterRoles.create({ metadata: { name: 'owner' }, rules: [] });
    const owner = (kind: string, apiVersion: string, { metadata }: KubeObject) => ({
      apiVersion,
      kind,
      name: metadata!.name,
      uid: metadata!.uid,
    });
    for (const kind of kinds) {
      const reference = kind.namespaced
        ? owner('ConfigMap', 'v1', inNamespace)
        : owner('ClusterRole', 'rbac.authorization.k8s.io/v1', ofCluster);
      const made = await rest('POST', kind.pathIn(NAMESPACE), kind.of(NAMESPACE, [reference]));
      expect(made).toMatchObject({ kind: kind.kind, metadata: { uid: expect.any(String) } });
      owned.set(kind.plural, made);
    }
  });

  test.each(byPlural)('%s made over REST are there over gRPC', async (plural, kind) => {
    const { metadata } = owned.get(plural)!;
    expect(await clientOf(kind).get(refOf(kind, { metadata }))).toMatchObject({ metadata: { uid: metadata!.uid } });
  });

  test('nothing of it is left when the owner goes', async () => {
    await cluster.client.configMaps.delete({ namespace: NAMESPACE, name: 'owner' });
    await cluster.client.clusterRoles.delete({ name: 'owner' });
    const left = async (): Promise<string[]> => {
      const found = await Promise.all(
        kinds.map(async (kind) => {
          const { metadata } = owned.get(kind.plural)!;
          const there = await clientOf(kind)
            .get(refOf(kind, { metadata }))
            .catch(() => undefined);
          return there?.metadata?.uid === metadata!.uid ? [kind.plural] : [];
        }),
      );
      return found.flat().filter((plural) => !NOT_COLLECTED.includes(plural));
    };
    let last: string[] = [];
    await cluster
      .eventually(async () => (last = await left()).length === 0, { timeoutMs: 60_000 })
      .catch(() => expect(last).toEqual([]));
  });
});

describe('in a namespace that goes', () => {
  const NAMESPACE = 'emptied';
  const here = kinds.filter(({ namespaced }) => namespaced);

  test('every object goes with it', async () => {
    await makeNamespace(NAMESPACE);
    for (const kind of here) {
      const made = await rest('POST', kind.pathIn(NAMESPACE), kind.of(NAMESPACE));
      expect(made).toMatchObject({ kind: kind.kind, metadata: { uid: expect.any(String) } });
    }
    await cluster.client.namespaces.delete({ name: NAMESPACE });
    await cluster.eventually(
      () =>
        cluster.client.namespaces.get({ name: NAMESPACE }).then(
          () => false,
          (error) => error.code === 404,
        ),
      { timeoutMs: 60_000 },
    );
    const left = await Promise.all(
      here.map(async (kind) => {
        const { items } = await clientOf(kind).list({ namespace: NAMESPACE });
        return items.length > 0 ? [kind.plural] : [];
      }),
    );
    expect(left.flat()).toEqual([]);
  });
});

describe('people', () => {
  const ROLES: readonly Role[] = ['view', 'edit', 'admin'];
  beforeAll(async () => {
    for (const role of ROLES)
      await cluster.client.roleBindings.create({
        metadata: { name: `they-${role}`, namespace: 'default' },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
        subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: `they-${role}` }],
      });
    await cluster.eventually(() => may('admin', 'get', { group: '', plural: 'configmaps' }));
  });

  const may = async (
    role: Role,
    verb: Verb,
    { group, plural }: { group: string; plural: string },
  ): Promise<boolean> => {
    const { status } = await rest('POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', {
      spec: { user: `they-${role}`, resourceAttributes: { namespace: 'default', verb, group, resource: plural } },
    });
    return status.allowed;
  };

  test.each(byPlural)('may do with %s what its folder grants', async (plural, kind) => {
    const { granted = {} } = resources.find((one) => one.group === kind.group && one.plural === plural)!;
    const [view, edit, admin] = ROLES.map((role) => granted[role]?.includes('') ?? false) as [
      boolean,
      boolean,
      boolean,
    ];
    expect({
      view: [await may('view', 'get', kind), await may('view', 'update', kind)],
      edit: [await may('edit', 'get', kind), await may('edit', 'update', kind)],
      admin: [await may('admin', 'get', kind), await may('admin', 'update', kind)],
    }).toEqual({ view: [view, false], edit: [view || edit, edit], admin: [view || edit || admin, edit || admin] });
  });
});
