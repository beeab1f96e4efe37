import { readFileSync } from 'node:fs';
import { type ChannelCredentials, credentials, Metadata, status, type ClientReadableStream } from '@grpc/grpc-js';
import { DeploymentsClient } from '@kubets/proto-gen/apps/v1';
import { SelfSubjectAccessReviewsClient } from '@kubets/proto-gen/authorization/v1';
import {
  ConfigMapsClient,
  EndpointsApiClient,
  NamespacesClient,
  PodsClient,
  ServiceAccountsClient,
  type ConfigMapWatchEvent,
} from '@kubets/proto-gen/core/v1';
import {
  GRPC_TO_ADDRESS,
  startTestCluster,
  statusOfServiceError,
  type RunningApiserver,
  type TestCluster,
} from './apiserver-harness';

jest.setTimeout(30_000);

let cluster: TestCluster;
let api: RunningApiserver;
const clients: { close(): void }[] = [];
beforeAll(async () => {
  cluster = await startTestCluster();
  api = await cluster.start();
});
afterAll(async () => {
  for (const client of clients) client.close();
  await cluster.stop();
});

/** A client with the administrator's certificate, or without any. */
function connect<C extends { close(): void }>(
  Client: new (address: string, tls: ChannelCredentials, options: object) => C,
  anonymous = false,
): C {
  const ca = Buffer.from(cluster.ca.certificatePem);
  const { keyFile, certificateFile } = cluster.admin;
  const tls = anonymous
    ? credentials.createSsl(ca)
    : credentials.createSsl(ca, readFileSync(keyFile), readFileSync(certificateFile));
  const client = new Client(`127.0.0.1:${api.server.grpcPort}`, tls, GRPC_TO_ADDRESS);
  clients.push(client);
  return client;
}

/** A unary call as a promise; rejects with the StatusError that the server meant. */
function call<Request, Response>(
  client: object,
  method: string,
  request: Request,
  metadata = new Metadata(),
): Promise<Response> {
  const send = (
    client as Record<
      string,
      (request: Request, metadata: Metadata, callback: (error: unknown, response: Response) => void) => void
    >
  )[method]!;
  return new Promise((resolve, reject) =>
    send.call(client, request, metadata, (error, response) =>
      error ? reject(Object.assign(statusOfServiceError(error), { grpc: error })) : resolve(response),
    ),
  );
}

const configMap = (name: string) => ({ metadata: { name }, data: { key: 'value' } });
const NAMESPACE = 'default';

test('creates, gets, lists, updates, patches and deletes, and kubectl sees the same', async () => {
  const client = connect(ConfigMapsClient);
  const created: any = await call(client, 'create', { namespace: NAMESPACE, object: configMap('first') });
  expect(created).toMatchObject({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'first', namespace: NAMESPACE, resourceVersion: expect.any(String) },
    data: { key: 'value' },
  });
  expect((await api.call(`/api/v1/namespaces/default/configmaps/first`)).body).toEqual(created);
  expect(await call(client, 'get', { namespace: NAMESPACE, name: 'first' })).toEqual(created);
  const list: any = await call(client, 'list', {
    namespace: NAMESPACE,
    options: { fieldSelector: 'metadata.name=first' },
  });
  expect(list).toMatchObject({
    apiVersion: 'v1',
    kind: 'ConfigMapList',
    items: [created],
    metadata: { resourceVersion: expect.any(String) },
  });
  const updated: any = await call(client, 'update', {
    namespace: NAMESPACE,
    name: 'first',
    object: { ...created, data: { key: 'two' } },
  });
  expect(updated.data).toEqual({ key: 'two' });
  const patched: any = await call(client, 'patch', {
    namespace: NAMESPACE,
    name: 'first',
    type: 'application/merge-patch+json',
    body: '{"data":{"more":"1"}}',
  });
  expect(patched.data).toEqual({ key: 'two', more: '1' });
  const applied: any = await call(client, 'patch', {
    namespace: NAMESPACE,
    name: 'first',
    type: 'application/apply-patch+yaml',
    body: 'apiVersion: v1\nkind: ConfigMap\ndata: {mine: "1"}',
    options: { fieldManager: 'me', force: true },
  });
  expect(applied.data).toEqual({ key: 'two', more: '1', mine: '1' });
  expect(await call(client, 'delete', { namespace: NAMESPACE, name: 'first' })).toMatchObject({
    metadata: { name: 'first' },
  });
  expect((await api.call(`/api/v1/namespaces/default/configmaps/first`)).code).toBe(404);
});

test('pages lists', async () => {
  const client = connect(ConfigMapsClient);
  for (const name of ['p1', 'p2', 'p3'])
    await call(client, 'create', { namespace: NAMESPACE, object: { metadata: { name, labels: { page: '1' } } } });
  const first: any = await call(client, 'list', {
    namespace: NAMESPACE,
    options: { limit: 2, labelSelector: 'page=1' },
  });
  const second: any = await call(client, 'list', {
    namespace: NAMESPACE,
    options: { limit: 2, labelSelector: 'page=1', continue: first.metadata.continue },
  });
  expect([...first.items, ...second.items].map(({ metadata }) => metadata.name)).toEqual(['p1', 'p2', 'p3']);
  const deleted: any = await call(client, 'deleteCollection', {
    namespace: NAMESPACE,
    listOptions: { labelSelector: 'page=1' },
  });
  expect(deleted.items).toHaveLength(3);
});

test('watches', async () => {
  const client = connect(ConfigMapsClient);
  const stream: ClientReadableStream<ConfigMapWatchEvent> = client.watch({
    namespace: NAMESPACE,
    options: {
      labelSelector: 'watched=1',
      sendInitialEvents: true,
      resourceVersionMatch: 'NotOlderThan',
      allowWatchBookmarks: true,
    },
  });
  const events: ConfigMapWatchEvent[] = [];
  stream.on('data', (event: ConfigMapWatchEvent) => events.push(event));
  stream.on('error', () => undefined);
  const until = (count: number) =>
    new Promise<void>((resolve) => {
      const check = () => void (events.length >= count && resolve());
      stream.on('data', check);
      check();
    });
  await until(1);
  expect(events[0]).toMatchObject({
    type: 'BOOKMARK',
    object: { metadata: { annotations: { 'k8s.io/initial-events-end': 'true' }, resourceVersion: expect.any(String) } },
  });
  await call(client, 'create', { namespace: NAMESPACE, object: { metadata: { name: 'w', labels: { watched: '1' } } } });
  await call(client, 'delete', { namespace: NAMESPACE, name: 'w' });
  await until(3);
  stream.cancel();
  expect(events.slice(1).map(({ type, object }) => [type, object?.metadata?.name])).toEqual([
    ['ADDED', 'w'],
    ['DELETED', 'w'],
  ]);
});

test('fails a watch from a revision that is gone with Expired', async () => {
  const stream = connect(ConfigMapsClient).watch({ namespace: NAMESPACE, options: { resourceVersion: '1' } });
  const error = await new Promise<any>((resolve) => stream.on('data', () => undefined).on('error', resolve));
  expect(error.code).toBe(status.OUT_OF_RANGE);
  expect(statusOfServiceError(error)).toMatchObject({ code: 410, reason: 'Expired' });
});

test.each([
  ['get', { namespace: NAMESPACE, name: 'absent' }, status.NOT_FOUND, 404, 'configmaps "absent" not found'],
  [
    'create',
    { namespace: NAMESPACE, object: configMap('Bad_Name') },
    status.INVALID_ARGUMENT,
    422,
    'metadata.name: Invalid value',
  ],
  ['create', { namespace: 'nowhere', object: configMap('x') }, status.NOT_FOUND, 404, 'namespaces "nowhere" not found'],
  ['update', { namespace: NAMESPACE, name: 'absent', object: configMap('absent') }, status.NOT_FOUND, 404, 'not found'],
  [
    'list',
    { namespace: NAMESPACE, options: { labelSelector: '===' } },
    status.INVALID_ARGUMENT,
    400,
    "found '==', expected: !, identifier, or 'end of string'",
  ],
])('%s %j fails as over REST', async (method, request, grpcCode, httpCode, message) => {
  const error: any = await call(connect(ConfigMapsClient), method, request).catch((reason: unknown) => reason);
  expect([error.grpc.code, error.code, error.message]).toEqual([grpcCode, httpCode, expect.stringContaining(message)]);
});

test('refuses who is nobody, and knows the bearer of a token', async () => {
  const anonymous = connect(ConfigMapsClient, true);
  expect(
    await call(anonymous, 'list', { namespace: NAMESPACE }).catch((error) => [error.grpc.code, error.message]),
  ).toEqual([
    status.PERMISSION_DENIED,
    expect.stringContaining('User "system:anonymous" cannot list resource "configmaps"'),
  ]);
  const bearer = (token: string) => {
    const metadata = new Metadata();
    metadata.set('authorization', `Bearer ${token}`);
    return metadata;
  };
  expect(
    await call(anonymous, 'list', { namespace: NAMESPACE }, bearer('nonsense')).catch((error) => error.grpc.code),
  ).toBe(status.UNAUTHENTICATED);
  const accounts = connect(ServiceAccountsClient);
  await call(accounts, 'create', { namespace: NAMESPACE, object: { metadata: { name: 'robot' } } });
  const { status: issued }: any = await call(accounts, 'createToken', {
    namespace: NAMESPACE,
    name: 'robot',
    object: { spec: { audiences: [] } },
  });
  expect(
    await call(anonymous, 'list', { namespace: NAMESPACE }, bearer(issued.token)).catch((error) => error.message),
  ).toContain('User "system:serviceaccount:default:robot" cannot list');
});

test('binds pods, writes status, scales, finalizes, reviews', async () => {
  const pods = connect(PodsClient);
  await call(connect(ServiceAccountsClient), 'create', {
    namespace: NAMESPACE,
    object: { metadata: { name: 'default' } },
  });
  await call(pods, 'create', {
    namespace: NAMESPACE,
    object: { metadata: { name: 'p' }, spec: { containers: [{ name: 'c', image: 'i' }] } },
  });
  expect(
    await call(pods, 'bind', { namespace: NAMESPACE, name: 'p', object: { target: { kind: 'Node', name: 'n1' } } }),
  ).toMatchObject({ status: 'Success' });
  const bound: any = await call(pods, 'get', { namespace: NAMESPACE, name: 'p' });
  expect(bound.spec.nodeName).toBe('n1');
  const withStatus: any = await call(pods, 'updateStatus', {
    namespace: NAMESPACE,
    name: 'p',
    object: {
      ...bound,
      status: { ...bound.status, phase: 'Running', podIP: '10.244.0.5', podIPs: [{ ip: '10.244.0.5' }] },
    },
  });
  expect(withStatus.status.phase).toBe('Running');
  const patched: any = await call(pods, 'patch', {
    namespace: NAMESPACE,
    name: 'p',
    subresource: 'status',
    type: 'application/strategic-merge-patch+json',
    body: JSON.stringify({ status: { conditions: [{ type: 'Ready', status: 'True' }] } }),
  });
  expect(patched.status.conditions.map(({ type }: any) => type).sort()).toEqual(['PodScheduled', 'Ready']);

  const deployments = connect(DeploymentsClient);
  await call(deployments, 'create', {
    namespace: NAMESPACE,
    object: {
      metadata: { name: 'd' },
      spec: {
        selector: { matchLabels: { a: 'b' } },
        template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'i' }] } },
      },
    },
  });
  const scale: any = await call(deployments, 'getScale', { namespace: NAMESPACE, name: 'd' });
  expect(
    (
      await call<unknown, any>(deployments, 'updateScale', {
        namespace: NAMESPACE,
        name: 'd',
        object: { ...scale, spec: { replicas: 3 } },
      })
    ).spec.replicas,
  ).toBe(3);

  const namespaces = connect(NamespacesClient);
  await call(namespaces, 'create', { object: { metadata: { name: 'short' } } });
  const terminating: any = await call(namespaces, 'delete', { name: 'short' });
  expect(terminating.status.phase).toBe('Terminating');
  await call(namespaces, 'finalize', { name: 'short', object: { ...terminating, spec: {} } });
  expect(await call(namespaces, 'get', { name: 'short' }).catch((error) => error.code)).toBe(404);

  const review: any = await call(connect(SelfSubjectAccessReviewsClient), 'create', {
    object: { spec: { resourceAttributes: { verb: 'get', resource: 'pods' } } },
  });
  expect(review.status.allowed).toBe(true);
  expect(
    (await call<unknown, any>(connect(EndpointsApiClient), 'get', { namespace: NAMESPACE, name: 'kubernetes' }))
      .subsets,
  ).toHaveLength(1);
});
