import { readFileSync } from 'node:fs';
import { credentials, Metadata, status } from '@grpc/grpc-js';
import { parseExactJson } from '@kubets/apimachinery';
import {
  ConfigMapsClient,
  ConfigMapsService,
  PodsClient,
  type ConfigMapList,
  type ConfigMapWatchEvent,
  type Pod,
} from '@kubets/proto-gen/core/v1';
import { createEtcdStore } from '@kubets/store';
import { GRPC_TO_ADDRESS, startTestCluster, type RunningApiserver, type TestCluster } from './apiserver-harness';

jest.setTimeout(60_000);

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

function connect<C extends { close(): void }>(
  Client: new (address: string, tls: ReturnType<typeof credentials.createSsl>, options: object) => C,
  to = api,
): C {
  const { keyFile, certificateFile } = cluster.admin;
  const client = new Client(
    `127.0.0.1:${to.server.grpcPort}`,
    credentials.createSsl(Buffer.from(cluster.ca.certificatePem), readFileSync(keyFile), readFileSync(certificateFile)),
    GRPC_TO_ADDRESS,
  );
  clients.push(client);
  return client;
}

function call<Response>(client: object, method: string, request: object): Promise<Response> {
  const send = (client as Record<string, (...args: unknown[]) => void>)[method]!;
  return new Promise((resolve, reject) =>
    send.call(client, request, new Metadata(), (error: unknown, response: Response) =>
      error ? reject(error) : resolve(response),
    ),
  );
}

const NAMESPACE = 'default';
const PODS = '/api/v1/namespaces/default/pods';
const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';

describe('integers stay exact', () => {
  const GRACE = '9223372036854775807';
  const TOLERATED = '9007199254740993';
  const podText = (name: string, grace: string) =>
    `{"metadata":{"name":"${name}"},"spec":{"terminationGracePeriodSeconds":${grace},"tolerations":[{"operator":"Exists","effect":"NoExecute","tolerationSeconds":${TOLERATED}}],"containers":[{"name":"c","image":"i"}]}}`;
  const isExact = (text: string) =>
    expect([text.includes(GRACE), text.includes(TOLERATED), text]).toEqual([true, true, text]);

  test('through every verb, format and door', async () => {
    await api.call('/api/v1/namespaces/default/serviceaccounts', {
      method: 'POST',
      body: { metadata: { name: 'default' } },
    });
    const watch = api.watch(`${PODS}?watch=1&fieldSelector=metadata.name=exact`);
    isExact((await api.call(PODS, { method: 'POST', body: podText('exact', GRACE) })).text);
    isExact((await api.call(`${PODS}/exact`)).text);
    isExact((await api.call(PODS)).text);
    isExact((await api.call(`${PODS}/exact`, { headers: { accept: 'application/yaml' } })).text);
    isExact((await api.call(`${PODS}/exact?pretty=true`)).text);
    isExact(
      (
        await api.call(`${PODS}?includeObject=Object`, {
          headers: { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' },
        })
      ).text,
    );
    const merge = { method: 'PATCH', headers: { 'content-type': 'application/merge-patch+json' } };
    isExact((await api.call(`${PODS}/exact`, { ...merge, body: { metadata: { labels: { a: 'b' } } } })).text);
    isExact((await api.call(`${PODS}/exact/status`, { ...merge, body: { status: { phase: 'Running' } } })).text);
    const json = { method: 'PATCH', headers: { 'content-type': 'application/json-patch+json' } };
    isExact(
      (
        await api.call(`${PODS}/exact`, {
          ...json,
          body: `[{"op":"test","path":"/spec/terminationGracePeriodSeconds","value":${GRACE}},{"op":"add","path":"/metadata/labels/c","value":"d"}]`,
        })
      ).text,
    );
    const apply = { method: 'PATCH', headers: { 'content-type': 'application/apply-patch+yaml' } };
    const config = `apiVersion: v1\nkind: Pod\nmetadata: {name: applied}\nspec:\n  terminationGracePeriodSeconds: ${GRACE}\n  tolerations: [{operator: Exists, effect: NoExecute, tolerationSeconds: ${TOLERATED}}]\n  containers: [{name: c, image: i}]\n`;
    isExact((await api.call(`${PODS}/applied?fieldManager=test`, { ...apply, body: config })).text);
    await watch.until((events) => events.length >= 4);
    watch.stop();

    const client = connect(PodsClient);
    const wanted = {
      terminationGracePeriodSeconds: BigInt(GRACE),
      tolerations: expect.arrayContaining([expect.objectContaining({ tolerationSeconds: BigInt(TOLERATED) })]),
    };
    expect((await call<Pod>(client, 'get', { namespace: NAMESPACE, name: 'exact' })).spec).toMatchObject(wanted);
    const { spec } = parseExactJson(podText('', GRACE)) as Pod;
    expect(
      (await call<Pod>(client, 'create', { namespace: NAMESPACE, object: { metadata: { name: 'over-grpc' }, spec } }))
        .spec,
    ).toMatchObject(wanted);
    isExact((await api.call(`${PODS}/over-grpc`)).text);
    expect((await api.call(`${PODS}/exact`, { method: 'DELETE' })).code).toBe(200);
  });

  test.each([
    ['1e300', 'number 1e300'],
    ['9223372036854775808', 'number 9223372036854775808'],
    ['-9223372036854775809', 'number -9223372036854775809'],
    ['1e19', 'number 1e19'],
    ['1.5', 'number 1.5'],
  ])('%s is refused', async (grace, kind) => {
    const { code, body } = await api.call(PODS, { method: 'POST', body: podText('refused', grace) });
    expect([code, body.message]).toEqual([
      400,
      `Pod in version "v1" cannot be handled as a Pod: json: cannot unmarshal ${kind} into Go struct field PodSpec.spec.terminationGracePeriodSeconds of type int64`,
    ]);
  });
});

test("bytes that are no message are the caller's fault, and nobody else notices", async () => {
  const client = connect(ConfigMapsClient);
  const { path } = ConfigMapsService.create;
  const send = (bytes: Buffer) =>
    new Promise<number>((resolve) =>
      client.makeUnaryRequest(
        path,
        () => bytes,
        (answer) => answer,
        {},
        (error) => resolve(error?.code ?? 0),
      ),
    );
  expect(await send(Buffer.from([0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f]))).toBe(status.INVALID_ARGUMENT);
  expect(await send(Buffer.alloc(300_000, 0x0b))).toBe(status.INVALID_ARGUMENT);
  expect((await api.call(CONFIG_MAPS)).code).toBe(200);
});

describe('bad values in etcd', () => {
  const good = (name: string) => ({ method: 'POST', body: { metadata: { name }, data: { a: 'b' } } });
  const stored = (name: string, more: object = {}) =>
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, namespace: NAMESPACE, uid: name, ...more },
    });
  const deep = `${'{"f:a":'.repeat(100_000)}{}${'}'.repeat(100_000)}`;
  const BAD: Record<string, string | Buffer> = {
    garbage: Buffer.from([0, 1, 2, 0xff]),
    'cut-off': stored('cut-off').slice(0, 30),
    'no-object': '[]',
    'no-metadata': '{"apiVersion":"v1","kind":"ConfigMap"}',
    'bad-labels': stored('bad-labels', { labels: 5 }),
    // Objects, but ones that gRPC cannot carry.
    'bad-time': stored('bad-time', { creationTimestamp: 'yesterday' }),
    'too-deep': stored('too-deep').replace('"uid"', `"managedFields":[{"fieldsV1":${deep}}],"uid"`),
  };
  const GRPC_NAMES = ['fine-1', 'fine-2'];
  const REST_NAMES = ['bad-time', 'fine-1', 'fine-2'];

  async function namesOver(server: RunningApiserver) {
    const rest = JSON.parse((await server.call(CONFIG_MAPS)).text).items.map(({ metadata }: any) => metadata.name);
    const table = await server.call(CONFIG_MAPS, {
      headers: { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' },
    });
    const client = connect(ConfigMapsClient, server);
    const list = await call<ConfigMapList>(client, 'list', { namespace: NAMESPACE });
    const streamed: string[] = [];
    const stream = client.watch({
      namespace: NAMESPACE,
      options: { sendInitialEvents: true, resourceVersionMatch: 'NotOlderThan', allowWatchBookmarks: true },
    }) as unknown as NodeJS.EventEmitter & { cancel(): void };
    await new Promise<void>((resolve) => {
      stream.on('error', () => resolve());
      stream.on('data', ({ type, object }: ConfigMapWatchEvent) =>
        type === 'BOOKMARK' ? resolve() : void streamed.push(object?.metadata?.name ?? ''),
      );
    });
    stream.cancel();
    return { rest, table: table.body.rows.length, grpc: list.items?.map(({ metadata }) => metadata?.name), streamed };
  }

  test('cost nobody anything but themselves: lists, watches, and a start with them', async () => {
    const store = createEtcdStore({ servers: [cluster.etcd.url] });
    const client = connect(ConfigMapsClient);
    const seen: string[] = [];
    const live = client.watch({ namespace: NAMESPACE }) as unknown as NodeJS.EventEmitter & { cancel(): void };
    live.on('error', () => undefined);
    live.on('data', ({ object }: ConfigMapWatchEvent) => void seen.push(object?.metadata?.name ?? ''));
    const watch = api.watch(`${CONFIG_MAPS}?watch=1`);
    expect((await api.call(CONFIG_MAPS, good('fine-1'))).code).toBe(201);
    for (const [name, value] of Object.entries(BAD)) {
      const key = `/registry/core/configmaps/default/${name}`;
      await store.commit({ expect: [], puts: [{ key, value: Buffer.from(value) }], deletes: [] });
    }
    store.close();
    expect((await api.call(CONFIG_MAPS, good('fine-2'))).code).toBe(201);
    const events = await watch.until((list) => list.some(({ object }) => object.metadata.name === 'fine-2'));
    watch.stop();
    expect(events.map(({ object }) => object.metadata.name).sort()).toEqual(REST_NAMES);
    while (!seen.includes('fine-2')) await new Promise((resolve) => setTimeout(resolve, 20));
    live.cancel();
    expect(seen).toEqual(GRPC_NAMES);

    const expected = { rest: REST_NAMES, table: REST_NAMES.length, grpc: GRPC_NAMES, streamed: GRPC_NAMES };
    expect(await namesOver(api)).toEqual(expected);
    const second = await cluster.start();
    expect(await namesOver(second)).toEqual(expected);
    // A key that is taken is taken, whatever it holds.
    expect((await second.call(CONFIG_MAPS, good('garbage'))).code).toBe(409);
    const yaml = await second.call(CONFIG_MAPS, { headers: { accept: 'application/yaml' } });
    expect([yaml.code, yaml.text.match(/name: fine-\d/g)]).toEqual([200, ['name: fine-1', 'name: fine-2']]);
    expect((await second.call(`${CONFIG_MAPS}/bad-time`, { method: 'DELETE' })).code).toBe(200);
    const unsafe = { method: 'DELETE', body: { ignoreStoreReadErrorWithClusterBreakingPotential: true } };
    expect((await second.call(`${CONFIG_MAPS}/too-deep`, unsafe)).code).toBe(200);
    expect((await second.call(CONFIG_MAPS, good('too-deep'))).code).toBe(201);
    expect((await second.call(CONFIG_MAPS, good('fine-3'))).code).toBe(201);
  });
});
