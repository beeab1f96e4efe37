import type { ServerUnaryCall, ServerWritableStream, sendUnaryData, UntypedServiceImplementation } from '@grpc/grpc-js';
import {
  createTestLogger,
  createTestPki,
  eventually,
  type TestCertificate,
  type TestPki,
} from '@kubets/component/testing';
import { PodsService, type Pod, type PodBindRequest, type PodWriteRequest } from '@kubets/proto-gen/core/v1';
import type { DeleteRequest, GetRequest, ListRequest, PatchRequest } from '@kubets/proto-gen/meta/v1';
import { endpoints, pods } from '@kubets/proto-gen/services';
import { createChannel, createRpcServer, peerOf, type RpcServer } from '@kubets/rpc';
import { createInformer } from './informer';
import { createKubeClient, type KubeClient } from './kube-client';
import type { ListParams } from './resource-client';
import { createFakeCluster, type FakeCluster } from './testing';

const at = (name: string) => ({ namespace: 'default', name });
const pod = (name: string): Pod => ({ metadata: at(name), spec: { containers: [{ name: 'c', image: 'nginx' }] } });

/** Just enough of an apiserver: the fake cluster's pods behind the generated service. */
function podsOver(cluster: FakeCluster, seen: { users: string[]; requests: unknown[] }): UntypedServiceImplementation {
  const unary =
    <Req>(answer: (request: Req) => Promise<unknown>) =>
    (call: ServerUnaryCall<Req, unknown>, callback: sendUnaryData<unknown>) => {
      seen.users.push(peerOf(call).certificate?.subject ?? 'nobody');
      seen.requests.push(call.request);
      void answer(call.request).then(
        (value) => callback(null, value),
        (error: unknown) => callback(error as never),
      );
    };
  const paramsOf = ({ namespace, options }: ListRequest) => ({ namespace, ...options }) as ListParams;
  const ref = ({ namespace, name }: { namespace?: string; name?: string }) => ({ namespace, name: name ?? '' });
  return {
    get: unary<GetRequest>((request) => cluster.pods.get(ref(request))),
    list: unary<ListRequest>((request) => cluster.pods.list(paramsOf(request))),
    create: unary<PodWriteRequest>((request) =>
      cluster.pods.create(request.object!, { dryRun: request.dryRun?.includes('All') }),
    ),
    update: unary<PodWriteRequest>((request) => cluster.pods.update(request.object!)),
    updateStatus: unary<PodWriteRequest>((request) => cluster.pods.updateStatus(request.object!)),
    patch: unary<PatchRequest>((request) =>
      cluster.pods.patch(ref(request), {
        type: request.type?.includes('merge-patch') ? 'merge' : 'json',
        body: request.body,
        subresource: request.subresource,
      }),
    ),
    delete: unary<DeleteRequest>((request) => cluster.pods.delete(ref(request), request.options)),
    deleteCollection: unary<ListRequest>((request) => cluster.pods.deleteCollection({ namespace: request.namespace })),
    bind: unary<PodBindRequest>(async (request) => {
      await cluster.pods.bind(ref(request), request.object?.target?.name ?? '');
      return { status: 'Success' };
    }),
    evict: unary<GetRequest>(async (request) => {
      await cluster.pods.evict(ref(request));
      return { status: 'Success' };
    }),
    async watch(call: ServerWritableStream<ListRequest, unknown>) {
      const stop = new AbortController();
      call.on('cancelled', () => stop.abort());
      for await (const event of cluster.pods.watch({ ...paramsOf(call.request), signal: stop.signal }))
        call.write(event);
      call.end();
    },
  };
}

describe('a KubeClient over real sockets', () => {
  let pki: TestPki;
  let certificate: TestCertificate;
  let server: RpcServer;
  let port = 0;
  let client: KubeClient<'endpoints' | 'pods'>;
  let cluster: FakeCluster;
  let seen: { users: string[]; requests: unknown[] };

  async function serve(): Promise<void> {
    server = createRpcServer({
      host: '127.0.0.1',
      port,
      tls: { certFile: certificate.certFile, keyFile: certificate.keyFile, clientCaFile: pki.caFile },
    });
    server.addService(PodsService, podsOver(cluster, seen));
    port = await server.start();
  }

  beforeAll(async () => {
    pki = await createTestPki();
    certificate = await pki.issue({ commonName: 'apiserver', names: ['127.0.0.1'] });
  });
  beforeEach(async () => {
    cluster = createFakeCluster();
    seen = { users: [], requests: [] };
    port = 0;
    await serve();
    const me = await pki.issue({ commonName: 'system:kube-scheduler', organizations: ['schedulers'] });
    const channel = createChannel({
      server: `https://127.0.0.1:${port}`,
      ca: { data: pki.ca },
      clientCertificate: { data: me.cert },
      clientKey: { data: me.key },
    });
    client = createKubeClient(channel, { endpoints, pods }, { component: 'kube-scheduler' });
  });
  afterEach(async () => {
    client.close();
    await server.stop(0);
  });
  afterAll(() => pki.remove());

  test('every verb does what it says', async () => {
    const created = await client.pods.create(pod('a'));
    expect(created).toMatchObject({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { uid: expect.any(String) },
      status: { phase: 'Pending' },
    });
    expect(seen).toMatchObject({
      users: [expect.stringContaining('CN=system:kube-scheduler')],
      requests: [{ namespace: 'default', name: 'a', fieldManager: 'kube-scheduler' }],
    });

    const labelled = await client.pods.update({
      ...created,
      metadata: { ...created.metadata, labels: { app: 'web' } },
    });
    await client.pods.updateStatus({ ...labelled, status: { phase: 'Running' } });
    await client.pods.patch(at('a'), { type: 'merge', body: { metadata: { annotations: { x: 'y' } } } });
    await client.pods.bind(at('a'), 'node-1');
    expect(await client.pods.get(at('a'))).toMatchObject({
      metadata: { labels: { app: 'web' }, annotations: { x: 'y' } },
      spec: { nodeName: 'node-1' },
      status: { phase: 'Running' },
    });
    expect((await client.pods.list({ labelSelector: 'app=web' })).items).toHaveLength(1);
    expect((await client.pods.list({ labelSelector: 'app=db' })).items).toEqual([]);
    await client.pods.create(pod('dry'), { dryRun: true });
    expect((await client.pods.delete(at('a'), { gracePeriodSeconds: 0 })).metadata?.name).toBe('a');
    await expect(client.pods.get(at('a'))).rejects.toMatchObject({
      name: 'StatusError',
      reason: 'NotFound',
      message: 'pods "a" not found',
    });
  });

  test('what a resource cannot do is an error that says so', async () => {
    expect(() => client.resource('pigs')).toThrow(/no resource "pigs"; there are: endpoints, pods$/);
    await expect(client.endpoints.updateStatus({})).rejects.toThrow(/not supported/);
  });

  test('an informer lives through restarts of the apiserver', async () => {
    await cluster.pods.create(pod('before'));
    const stop = new AbortController();
    const informer = createInformer(client.pods, { name: 'pods', logger: createTestLogger() });
    const seenNames: string[] = [];
    informer.addEventHandler({
      onAdd: ({ metadata }) => seenNames.push(metadata!.name!),
      onDelete: ({ metadata }) => seenNames.push(`-${metadata!.name}`),
    });
    informer.start(stop.signal);
    await informer.synced();
    await server.stop(0);
    await cluster.pods.create(pod('meanwhile'));
    await cluster.pods.delete(at('before'));
    await serve();
    await eventually(() => informer.lister.get('default/meanwhile'));
    await cluster.pods.create(pod('after'));
    await eventually(() => informer.lister.get('default/after'));
    expect(seenNames).toEqual(['before', 'meanwhile', '-before', 'after']);
    stop.abort();
  });
});
