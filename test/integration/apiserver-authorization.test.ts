import { readFileSync } from 'node:fs';
import { type ChannelCredentials, credentials, Metadata, status } from '@grpc/grpc-js';
import { SubjectAccessReviewsClient } from '@kubets/proto-gen/authorization/v1';
import { LeasesClient } from '@kubets/proto-gen/coordination/v1';
import {
  ConfigMapsClient,
  NodesClient,
  PodsClient,
  SecretsClient,
  ServiceAccountsClient,
} from '@kubets/proto-gen/core/v1';
import type { CertificateFiles } from '../../apps/cli/src/pki/certificate-authority';
import {
  GRPC_TO_ADDRESS,
  startTestCluster,
  statusOfServiceError,
  type RunningApiserver,
  type TestCluster,
} from './apiserver-harness';

jest.setTimeout(60_000);

/** What one user may do is the same at both doors, and what is authorized is what is done. */
let cluster: TestCluster;
let api: RunningApiserver;
let limited: CertificateFiles;
let node: CertificateFiles;
const clients: { close(): void }[] = [];
const NAMESPACE = 'shop';

beforeAll(async () => {
  cluster = await startTestCluster();
  api = await cluster.start();
  limited = await cluster.ca.issue({ file: 'limited', commonName: 'limited', usages: ['client'] });
  node = await cluster.ca.issue({
    file: 'node',
    commonName: 'system:node:n1',
    organizations: ['system:nodes'],
    usages: ['client'],
  });
  await post('/api/v1/namespaces', { metadata: { name: NAMESPACE } });
  await post('/api/v1/namespaces', { metadata: { name: 'other' } });
  for (const name of ['mine', 'yours'])
    await post(`/api/v1/namespaces/${NAMESPACE}/secrets`, { metadata: { name }, stringData: { key: name } });
  await post(`/apis/rbac.authorization.k8s.io/v1/namespaces/${NAMESPACE}/roles`, {
    metadata: { name: 'limited' },
    rules: [
      { apiGroups: [''], resources: ['secrets', 'configmaps'], verbs: ['*'], resourceNames: ['mine'] },
      { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['update', 'patch', 'get'] },
      { apiGroups: ['', 'authorization.k8s.io'], resources: ['namespaces', 'subjectaccessreviews'], verbs: ['*'] },
      { apiGroups: [''], resources: ['serviceaccounts/token'], verbs: ['create'], resourceNames: ['mine'] },
    ],
  });
  await post(`/apis/rbac.authorization.k8s.io/v1/namespaces/${NAMESPACE}/rolebindings`, {
    metadata: { name: 'limited' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'limited' },
    subjects: [{ kind: 'User', name: 'limited' }],
  });
});
afterAll(async () => {
  for (const client of clients) client.close();
  await cluster.stop();
});

async function post(path: string, body: object): Promise<void> {
  const { code, text } = await api.call(path, { method: 'POST', body });
  if (code !== 201) throw new Error(`${path}: ${code} ${text}`);
}

function connect<C extends { close(): void }>(
  Client: new (address: string, tls: ChannelCredentials, options: object) => C,
  as: CertificateFiles,
): C {
  const tls = credentials.createSsl(
    Buffer.from(cluster.ca.certificatePem),
    readFileSync(as.keyFile),
    readFileSync(as.certificateFile),
  );
  const client = new Client(`127.0.0.1:${api.server.grpcPort}`, tls, GRPC_TO_ADDRESS);
  clients.push(client);
  return client;
}

/** The HTTP code that a call over gRPC ends with, and the answer. */
function call(client: object, method: string, request: object): Promise<{ code: number; body: any; message: string }> {
  const send = (
    client as Record<string, (request: object, metadata: Metadata, callback: (error: any, body: any) => void) => void>
  )[method]!;
  return new Promise((resolve) =>
    send.call(client, request, new Metadata(), (error, body) =>
      resolve(
        error
          ? { code: statusOfServiceError(error).code, body: undefined, message: statusOfServiceError(error).message }
          : { code: 200, body, message: '' },
      ),
    ),
  );
}

const secrets = `/api/v1/namespaces/${NAMESPACE}/secrets`;
const namesOf = ({ items = [] }: { items?: { metadata: { name: string } }[] }) =>
  items.map(({ metadata }) => metadata.name);

test.each<[string, number]>([
  ['metadata.name=mine', 200],
  ['metadata.name==mine,type!=x', 200],
  ['metadata.name=mine,metadata.name=yours', 200],
  ['type!=a\\,metadata.name=mine', 403],
  ['metadata.name!=yours', 403],
  ['metadata.name!=x\\,metadata.name=mine', 403],
  ['type=Opaque', 403],
  ['metadata.name=yours', 403],
  ['', 403],
])('secrets by %j: %i, over REST and gRPC, and never any other', async (fieldSelector, code) => {
  const rest = await api.call(`${secrets}?fieldSelector=${encodeURIComponent(fieldSelector)}`, { as: limited });
  const grpc = await call(connect(SecretsClient, limited), 'list', {
    namespace: NAMESPACE,
    options: { fieldSelector },
  });
  expect([rest.code, grpc.code]).toEqual([code, code]);
  for (const body of [rest.body, grpc.body]) expect(namesOf(body ?? {}).every((name) => name === 'mine')).toBe(true);
  // Of a collection nothing is ever deleted by the right to one object.
  const deleted = await api.call(`${secrets}?fieldSelector=${encodeURIComponent(fieldSelector)}`, {
    method: 'DELETE',
    as: limited,
  });
  const deletedToo = await call(connect(SecretsClient, limited), 'deleteCollection', {
    namespace: NAMESPACE,
    listOptions: { fieldSelector },
  });
  expect([deleted.code, deletedToo.code]).toEqual([403, 403]);
});

test('a collection of a namespaced kind is not deleted in all namespaces at once, at either door', async () => {
  await post('/api/v1/namespaces/other/configmaps', { metadata: { name: 'kept' } });
  expect((await api.call('/api/v1/configmaps', { method: 'DELETE' })).code).toBe(405);
  const { code, message } = await call(connect(ConfigMapsClient, cluster.admin), 'deleteCollection', {});
  expect([code, message]).toEqual([400, 'an empty namespace may not be set during deletecollection']);
  expect(namesOf((await api.call('/api/v1/configmaps')).body)).toContain('kept');
});

test('the right to a name is none to create', async () => {
  const client = connect(ConfigMapsClient, limited);
  expect(
    (await call(client, 'create', { namespace: NAMESPACE, name: 'mine', object: { metadata: { name: 'mine' } } })).code,
  ).toBe(403);
  expect(
    (await call(client, 'create', { namespace: NAMESPACE, name: 'mine', object: { metadata: { name: 'sneaked' } } }))
      .code,
  ).toBe(400);
  expect((await call(client, 'update', { namespace: NAMESPACE, object: { metadata: { name: 'yours' } } })).code).toBe(
    403,
  );
  expect(
    (await call(client, 'update', { namespace: NAMESPACE, name: 'mine', object: { metadata: { name: 'yours' } } }))
      .code,
  ).toBe(400);
});

test('what has no namespace is not reached through one', async () => {
  for (const method of ['GET', 'DELETE', 'PUT'])
    expect(
      (
        await api.call(`/api/v1/namespaces/${NAMESPACE}/namespaces/other`, {
          method,
          as: limited,
          body: method === 'PUT' ? {} : undefined,
        })
      ).code,
    ).toBe(404);
  expect((await api.call(`/api/v1/namespaces/${NAMESPACE}/namespaces`, { as: limited })).code).toBe(404);
  expect((await api.call(`/api/v1/namespaces/${NAMESPACE}`, { as: limited })).code).toBe(200);
  expect((await api.call('/api/v1/namespaces/other', { as: limited })).code).toBe(403);
  const review = { spec: { user: 'x', resourceAttributes: { verb: 'get', resource: 'pods' } } };
  expect(
    (
      await api.call(`/apis/authorization.k8s.io/v1/namespaces/${NAMESPACE}/subjectaccessreviews`, {
        method: 'POST',
        body: review,
        as: limited,
      })
    ).code,
  ).toBe(404);
  expect(
    (await call(connect(SubjectAccessReviewsClient, limited), 'create', { namespace: NAMESPACE, object: review })).code,
  ).toBe(403);
  expect(
    (await call(connect(SubjectAccessReviewsClient, cluster.admin), 'create', { namespace: NAMESPACE, object: review }))
      .code,
  ).toBe(200);
});

test('an update or apply that creates needs the right to create', async () => {
  const lease = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: 'new' } };
  const path = `/apis/coordination.k8s.io/v1/namespaces/${NAMESPACE}/leases/new`;
  const put = await api.call(path, { method: 'PUT', body: lease, as: limited });
  expect([put.code, put.body.message]).toEqual([
    403,
    expect.stringContaining('User "limited" cannot create resource "leases"'),
  ]);
  expect(
    (
      await api.call(`${path}?fieldManager=x`, {
        method: 'PATCH',
        body: lease,
        as: limited,
        headers: { 'content-type': 'application/apply-patch+yaml' },
      })
    ).code,
  ).toBe(403);
  const client = connect(LeasesClient, limited);
  expect((await call(client, 'update', { namespace: NAMESPACE, name: 'new', object: lease })).code).toBe(403);
  expect(
    (
      await call(client, 'patch', {
        namespace: NAMESPACE,
        name: 'new',
        type: 'application/apply-patch+yaml',
        body: JSON.stringify(lease),
        options: { fieldManager: 'x' },
      })
    ).code,
  ).toBe(403);
  const { code, body: made } = await api.call(path, { method: 'PUT', body: lease });
  expect(code).toBe(201);
  expect(
    (await api.call(path, { method: 'PUT', body: { ...made, spec: { leaseDurationSeconds: 5 } }, as: limited })).code,
  ).toBe(200);
});

test('bodies of subresources may not name another object than the request', async () => {
  for (const name of ['mine', 'yours'])
    await post(`/api/v1/namespaces/${NAMESPACE}/serviceaccounts`, { metadata: { name } });
  const accounts = connect(ServiceAccountsClient, limited);
  expect(
    (
      await call(accounts, 'createToken', {
        namespace: NAMESPACE,
        name: 'mine',
        object: { spec: { audiences: ['x'] } },
      })
    ).code,
  ).toBe(200);
  expect(
    (
      await call(accounts, 'createToken', {
        namespace: NAMESPACE,
        name: 'yours',
        object: { spec: { audiences: ['x'] } },
      })
    ).code,
  ).toBe(403);
  expect(
    (
      await call(accounts, 'createToken', {
        namespace: NAMESPACE,
        name: 'mine',
        object: { metadata: { name: 'yours' }, spec: { audiences: ['x'] } },
      })
    ).code,
  ).toBe(422);
  expect(
    (
      await call(accounts, 'createToken', {
        namespace: NAMESPACE,
        name: 'mine',
        object: { metadata: { namespace: 'other' }, spec: { audiences: ['x'] } },
      })
    ).code,
  ).toBe(400);
  expect(
    (await call(accounts, 'createToken', { namespace: NAMESPACE, object: { metadata: { name: 'mine' } } })).code,
  ).toBe(403);
  const finalize = { kind: 'Namespace', apiVersion: 'v1', metadata: { name: 'other' }, spec: {} };
  expect((await api.call(`/api/v1/namespaces/${NAMESPACE}/finalize`, { method: 'PUT', body: finalize })).code).toBe(
    400,
  );
  expect(
    (
      await api.call(`/api/v1/namespaces/${NAMESPACE}/serviceaccounts/mine/token`, {
        method: 'POST',
        body: { kind: 'Pod' },
      })
    ).code,
  ).toBe(400);
});

test('a node reads its own pods and its own Node, by selector, and no others', async () => {
  await post('/api/v1/namespaces/shop/pods', {
    metadata: { name: 'here' },
    spec: { nodeName: 'n1', serviceAccountName: 'mine', containers: [{ name: 'c', image: 'i' }] },
  });
  await post('/api/v1/namespaces/shop/pods', {
    metadata: { name: 'there' },
    spec: { nodeName: 'n2', serviceAccountName: 'mine', containers: [{ name: 'c', image: 'i' }] },
  });
  const pods = connect(PodsClient, node);
  const nodes = connect(NodesClient, node);
  const both = async (path: string, client: object, method: string, request: object) => {
    const rest = await api.call(path, { as: node });
    const grpc = await call(client, method, request);
    expect(grpc.code).toBe(rest.code);
    return { code: rest.code, names: [namesOf(rest.body), namesOf(grpc.body ?? {})], message: rest.body?.message };
  };
  expect(await both('/api/v1/pods', pods, 'list', {})).toMatchObject({
    code: 403,
    message: expect.stringContaining('can only list/watch pods with spec.nodeName field selector'),
  });
  expect(
    await both('/api/v1/pods?fieldSelector=spec.nodeName%3Dn2', pods, 'list', {
      options: { fieldSelector: 'spec.nodeName=n2' },
    }),
  ).toMatchObject({ code: 403 });
  expect(
    await both('/api/v1/pods?fieldSelector=spec.nodeName%3Dn1', pods, 'list', {
      options: { fieldSelector: 'spec.nodeName=n1' },
    }),
  ).toMatchObject({ code: 200, names: [['here'], ['here']] });
  expect(
    await both('/api/v1/namespaces/shop/pods/here', pods, 'get', { namespace: NAMESPACE, name: 'here' }),
  ).toMatchObject({ code: 200 });
  expect(
    await both('/api/v1/namespaces/shop/pods/there', pods, 'get', { namespace: NAMESPACE, name: 'there' }),
  ).toMatchObject({ code: 403 });
  expect(await both('/api/v1/nodes', nodes, 'list', {})).toMatchObject({
    code: 403,
    message: expect.stringContaining("node 'n1' cannot read all nodes, only its own Node object"),
  });
  expect(
    await both('/api/v1/nodes?fieldSelector=metadata.name%3Dn1', nodes, 'list', {
      options: { fieldSelector: 'metadata.name=n1' },
    }),
  ).toMatchObject({ code: 200 });
  expect(
    await both('/api/v1/nodes?fieldSelector=metadata.name!%3Dx%5C,metadata.name%3Dn1', nodes, 'list', {
      options: { fieldSelector: 'metadata.name!=x\\,metadata.name=n1' },
    }),
  ).toMatchObject({ code: 403 });
  const network = await cluster.ca.issue({ file: 'network', commonName: 'system:node-network', usages: ['client'] });
  expect((await api.call('/api/v1/nodes', { as: network })).code).toBe(200);
  expect((await api.call('/api/v1/pods', { as: network })).code).toBe(403);
});

test('roles that aggregate each other hold nobody up', async () => {
  const answersIn = async () => {
    const started = performance.now();
    expect((await api.call('/api/v1/pods', { as: limited })).code).toBe(403);
    return performance.now() - started;
  };
  const beforeMs = await answersIn();
  for (let index = 0; index < 6; index++) {
    await post('/apis/rbac.authorization.k8s.io/v1/clusterroles', {
      metadata: { name: `ring-${index}`, labels: { ring: 'true' } },
      aggregationRule: { clusterRoleSelectors: [{ matchLabels: { ring: 'true' } }] },
      rules: [],
    });
  }
  expect(await answersIn()).toBeLessThan(Math.max(1000, 20 * beforeMs));
});

test('nobody hands on what they do not hold by labels of a role', async () => {
  const path = '/apis/rbac.authorization.k8s.io/v1/clusterroles';
  await post(path, {
    metadata: { name: 'labeller' },
    rules: [
      { apiGroups: ['rbac.authorization.k8s.io'], resources: ['clusterroles'], verbs: ['get', 'patch', 'update'] },
    ],
  });
  await post('/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', {
    metadata: { name: 'labeller' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'labeller' },
    subjects: [{ kind: 'User', name: 'limited' }],
  });
  const patch = { metadata: { labels: { 'rbac.authorization.k8s.io/aggregate-to-view': 'true' } } };
  const { code, body } = await api.call(`${path}/cluster-admin`, {
    method: 'PATCH',
    body: patch,
    as: limited,
    headers: { 'content-type': 'application/merge-patch+json' },
  });
  expect([code, body.message]).toEqual([
    403,
    expect.stringContaining('is attempting to grant RBAC permissions not currently held'),
  ]);
});

test('an error about a very long name is an answer, and the connection goes on', async () => {
  const client = connect(ConfigMapsClient, cluster.admin);
  const [long, other] = await Promise.all([
    call(client, 'create', { namespace: NAMESPACE, object: { metadata: { name: 'x'.repeat(40_000) } } }),
    call(client, 'list', { namespace: NAMESPACE }),
  ]);
  expect([long.code, other.code]).toEqual([422, 200]);
  const error: any = await new Promise((resolve) =>
    client.create({ namespace: NAMESPACE, object: { metadata: { name: 'Y'.repeat(40_000) } } }, resolve),
  );
  expect([error.code, error.details.endsWith('…')]).toEqual([status.INVALID_ARGUMENT, true]);
});
