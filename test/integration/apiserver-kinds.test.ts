import { readFileSync } from 'node:fs';
import { create, fromBinary, toBinary, type DescMessage } from '@bufbuild/protobuf';
import { Client, credentials, status } from '@grpc/grpc-js';
import { dynamicClient, watchResources, type ServedResource } from '@kubets/client';
import { eventually } from '@kubets/component/testing';
import type { RpcChannel } from '@kubets/rpc';
import { widgets } from '../../apps/apiserver/src/testing/widgets';
import { CLIENTS, installedClients } from '../conformance/command-line-clients';
import { createReflectionClient, registryOf } from '../conformance/reflection-client';
import { GRPC_TO_ADDRESS, startTestCluster, type RunningApiserver, type TestCluster } from './apiserver-harness';

jest.setTimeout(60_000);

let cluster: TestCluster;
let api: RunningApiserver;
let channel: RpcChannel;
beforeAll(async () => {
  cluster = await startTestCluster();
  api = await cluster.start();
  channel = api.channel();
});
afterAll(() => cluster.stop());

const PATH = '/apis/example.com/v1/namespaces/default/widgets';
const widget = (name: string, spec: object) => ({
  apiVersion: 'example.com/v1',
  kind: 'Widget',
  metadata: { name, namespace: 'default' },
  spec,
});
const fails = (args: string[]) =>
  api.kubectl(args).then(
    (output) => Promise.reject(new Error(`should have failed: ${output}`)),
    (error: Error) => error.message,
  );
const indexed = async (path: string) => Object.keys(JSON.parse((await api.call(path)).text).paths);

test('kubectl knows a kind as soon as it comes, and forgets it when it goes', async () => {
  const coreTag = (await api.call('/openapi/v3/api/v1')).headers['etag'];
  expect((await api.call(PATH)).code).toBe(404);
  expect(await fails(['get', 'widgets'])).toContain('the server doesn\'t have a resource type "widgets"');

  await api.server.addKind(widgets);
  expect(await api.kubectl(['api-resources', '--api-group=example.com'])).toMatch(
    /widgets +wd +example\.com\/v1 +true +Widget/,
  );
  expect(await indexed('/openapi/v3')).toContain('apis/example.com/v1');
  expect((await api.call('/openapi/v3/api/v1')).headers['etag']).toBe(coreTag);

  const manifest = JSON.stringify(widget('a', { size: 3, parts: { screw: '4' } }));
  expect(await api.kubectl(['apply', '--server-side', '-f', '-'], { stdin: manifest })).toContain(
    'widget.example.com/a serverside-applied',
  );
  const watch = api.watch(`${PATH}?watch=true`);
  await watch.until((events) => events.length === 1);
  const watched = api.kubectl(['get', 'wd', 'a', '--watch', '-o', 'jsonpath={.spec.size}{"\\n"}']);
  await watchers(2);
  expect(
    await api.kubectl(['apply', '--server-side', '-f', '-'], { stdin: JSON.stringify(widget('a', { size: 4 })) }),
  ).toContain('serverside-applied');
  const events = await watch.until((seen) => seen.length === 2);
  expect(events.map(({ type, object }) => [type, object.spec])).toEqual([
    ['ADDED', { size: 3, parts: { screw: '4' } }],
    ['MODIFIED', { size: 4 }],
  ]);

  expect(await api.kubectl(['get', 'wd'])).toMatch(/NAME +AGE\na +\d+s/);
  expect(await api.kubectl(['explain', 'widget.spec.size'])).toMatch(/FIELD: size <integer>[^]*How large it is\./);
  expect((await api.call(PATH, { method: 'POST', body: widget('b', { size: 'large' }) })).body).toMatchObject({
    code: 400,
    message: expect.stringContaining('Widget in version "v1" cannot be handled as a Widget'),
  });
  expect(
    (
      await api.call(PATH, {
        method: 'POST',
        body: widget('b', { shape: 'round' }),
        headers: { 'content-type': 'application/json' },
      })
    ).headers['warning'],
  ).toContain('unknown field');
  expect(await api.kubectl(['delete', 'widget', 'b'])).toContain('widget.example.com "b" deleted');
  expect(await metricsOf('widgets')).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^apiserver_storage_objects.*widgets.* 1$/),
      expect.stringMatching(/^apiserver_watchers.*widgets.* 2$/),
    ]),
  );

  api.server.removeKind('example.com', 'widgets');
  await watch.ended;
  expect(await watched).toBe('3\n4\n');
  expect((await api.call(PATH)).code).toBe(404);
  expect((await api.call(`${PATH}?watch=true`)).code).toBe(404);
  expect(await indexed('/openapi/v3')).not.toContain('apis/example.com/v1');
  expect(await api.kubectl(['api-resources', '-o', 'name'])).not.toContain('widgets');
  expect(await metricsOf('widgets')).toEqual([]);
});

test('what is stored of a kind that went is there when the kind comes back', async () => {
  await api.server.addKind(widgets);
  expect((await api.call(PATH)).body.items.map(({ spec }: { spec: object }) => spec)).toEqual([{ size: 4 }]);
  api.server.removeKind('example.com', 'widgets');
});

describe('over gRPC', () => {
  const ADDRESS = { group: 'example.com', version: 'v1', resource: 'widgets' };
  const stop = new AbortController();
  afterAll(() => stop.abort());
  const objects = () => dynamicClient<any>(channel, ADDRESS);
  const ref = { namespace: 'default', name: 'g' };

  test('every verb knows a kind that came, whole or by its metadata, until it goes', async () => {
    await expect(objects().list()).rejects.toMatchObject({ code: 404 });
    await api.server.addKind(widgets);
    const created = await objects().create(widget('g', { size: 1, parts: { ä: '2' } }));
    expect(created).toMatchObject({ kind: 'Widget', spec: { size: 1, parts: { ä: '2' } } });
    expect((await objects().update({ ...created, spec: { size: 2 } })).spec).toEqual({ size: 2 });
    await expect(objects().update({ ...created, spec: { size: 3 } })).rejects.toMatchObject({ code: 409 });
    await expect(objects().create({ ...widget('h', {}), spec: { size: 'x' } })).rejects.toMatchObject({ code: 400 });
    expect((await objects().patch(ref, { type: 'merge', body: { spec: { color: 'red' } } })).spec).toEqual({
      size: 2,
      color: 'red',
    });
    expect((await objects().get(ref)).spec.color).toBe('red');
    const partial = dynamicClient<any>(channel, ADDRESS, { metadataOnly: true });
    const { items } = await partial.list({ namespace: 'default', fieldSelector: 'metadata.name=g' });
    expect(items).toEqual([
      {
        kind: 'PartialObjectMetadata',
        apiVersion: 'meta.k8s.io/v1',
        metadata: expect.objectContaining({ name: 'g', uid: created.metadata.uid }),
      },
    ]);
    expect(Object.keys(await partial.get(ref)).sort()).toEqual(['apiVersion', 'kind', 'metadata']);

    const seen: any[] = [];
    const watching = (async () => {
      for await (const event of partial.watch({
        namespace: 'default',
        fieldSelector: 'metadata.name=g',
        signal: stop.signal,
      })) {
        seen.push(event);
        if (seen.length === 1) await objects().delete(ref);
        if (seen.length === 2) api.server.removeKind('example.com', 'widgets');
      }
    })();
    await watching;
    expect(seen.map(({ type, object }) => [type, object.kind, object.spec])).toEqual([
      ['ADDED', 'PartialObjectMetadata', undefined],
      ['DELETED', 'PartialObjectMetadata', undefined],
    ]);
    await expect(objects().get(ref)).rejects.toMatchObject({ code: 404 });
  });

  test('kinds of proto/ are among them, in each of their versions', async () => {
    const deployments = dynamicClient<any>(channel, { group: 'apps', version: 'v1beta1', resource: 'deployments' });
    const template = { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'i' }] } };
    const made = await deployments.create({ metadata: { name: 'd', namespace: 'default' }, spec: { template } });
    expect(made).toMatchObject({
      apiVersion: 'apps/v1beta1',
      kind: 'Deployment',
      spec: { selector: { matchLabels: { a: 'b' } } },
    });
    expect(
      (await deployments.deleteCollection({ namespace: 'default' })).items.map(({ apiVersion }) => apiVersion),
    ).toEqual(['apps/v1beta1']);
  });

  test('tells which resources there are, and again when one comes or goes', async () => {
    const seen: ServedResource[][] = [];
    for await (const resources of watchResources(channel, stop.signal)) {
      seen.push(resources);
      if (seen.length === 1) await api.server.addKind(widgets);
      if (seen.length === 2) api.server.removeKind('example.com', 'widgets');
      if (seen.length === 3) break;
    }
    const [before, during, after] = seen.map((resources) => resources.find(({ resource }) => resource === 'widgets'));
    expect([before, during, after]).toEqual([
      undefined,
      expect.objectContaining({
        ...ADDRESS,
        kind: 'Widget',
        namespaced: true,
        verbs: expect.arrayContaining(['watch']),
      }),
      undefined,
    ]);
    expect(seen[0]!.filter(({ resource }) => resource === 'deployments').map(({ version }) => version)).toEqual([
      'v1',
      'v1beta1',
    ]);
  });

  test('a client that knows nothing but reflection reads a kind that came', async () => {
    await api.server.addKind(widgets);
    const { certificateFile, keyFile } = cluster.admin;
    const tls = credentials.createSsl(
      Buffer.from(cluster.ca.certificatePem),
      readFileSync(keyFile),
      readFileSync(certificateFile),
    );
    const address = `127.0.0.1:${api.server.grpcPort}`;
    const reflection = createReflectionClient(address, tls);
    const client = new Client(address, tls, GRPC_TO_ADDRESS);
    try {
      expect(await reflection.services()).toContain('kubets.dynamic.v1.Objects');
      const service = registryOf(await reflection.filesOf('kubets.dynamic.v1.Objects')).getService(
        'kubets.dynamic.v1.Objects',
      )!;
      const { input, output } = service.methods.find(({ name }) => name === 'List')!;
      const answer = await unary(client, '/kubets.dynamic.v1.Objects/List', input, output, {
        ...ADDRESS,
        namespace: 'default',
      });
      expect((answer['items'] as Uint8Array[]).map((json) => JSON.parse(Buffer.from(json).toString()))).toEqual([
        expect.objectContaining({ kind: 'Widget', spec: { size: 4 } }),
      ]);
    } finally {
      client.close();
      reflection.close();
      api.server.removeKind('example.com', 'widgets');
    }
  });

  test.each(installedClients)('%s reads and writes a kind that came, and has none when it went', async (client) => {
    const { exitCode, call } = CLIENTS[client];
    const { certificateFile: cert, keyFile: key } = cluster.admin;
    const door = { address: `127.0.0.1:${api.server.grpcPort}`, ca: cluster.ca.certificateFile, cert, key };
    const objectsService = (method: string, request: object) =>
      call(door, `kubets.dynamic.v1.Objects/${method}`, { ...ADDRESS, namespace: 'default', ...request });
    const named = { name: client };
    const inBase64 = (object: object) => Buffer.from(JSON.stringify(object)).toString('base64');
    const fromBase64 = (json: string) => JSON.parse(Buffer.from(json, 'base64').toString());
    const answer = async (method: string, request: object) => {
      const { code, stdout, stderr } = await objectsService(method, request);
      expect([code, stderr]).toEqual([0, '']);
      return JSON.parse(stdout);
    };

    const notThere = exitCode(status.NOT_FOUND);
    expect((await objectsService('List', {})).code).toBe(notThere);
    await api.server.addKind(widgets);
    const object = inBase64(widget(client, { size: 5 }));
    expect(fromBase64((await answer('Create', { object })).json).spec).toEqual({ size: 5 });
    expect(fromBase64((await answer('Get', named)).json).metadata.name).toBe(client);
    const { items } = await answer('List', { options: { fieldSelector: `metadata.name=${client}` } });
    expect(items.map((json: string) => fromBase64(json).spec)).toEqual([{ size: 5 }]);
    const watched = objectsService('Watch', { options: { fieldSelector: `metadata.name=${client}` } });
    await watchers(1);
    expect(fromBase64((await answer('Delete', named)).json).spec).toEqual({ size: 5 });
    api.server.removeKind('example.com', 'widgets');
    const { stdout } = await watched;
    expect([...stdout.matchAll(/"type": *"(\w+)"/g)].map(([, type]) => type)).toEqual(['ADDED', 'DELETED']);
    expect((await objectsService('Get', named)).code).toBe(notThere);
  });

  test('tells nobody what there is who may not ask', async () => {
    const client = new Client(
      `127.0.0.1:${api.server.grpcPort}`,
      credentials.createSsl(Buffer.from(cluster.ca.certificatePem)),
      GRPC_TO_ADDRESS,
    );
    const identity = (bytes: Buffer) => bytes;
    const codeOf = (request: Buffer, method = 'Get') =>
      new Promise((resolve) =>
        client.makeUnaryRequest(`/kubets.dynamic.v1.Objects/${method}`, identity, identity, request, (error) =>
          resolve(error?.code),
        ),
      );
    expect([
      await codeOf(Buffer.alloc(0)),
      await codeOf(Buffer.from([0x1a, 4, ...Buffer.from('pods'), 0x12, 2, ...Buffer.from('v1')])),
    ]).toEqual([status.PERMISSION_DENIED, status.PERMISSION_DENIED]);
    client.close();
  });
});

function unary(
  client: Client,
  path: string,
  input: DescMessage,
  output: DescMessage,
  request: object,
): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(
      path,
      (value: object) => Buffer.from(toBinary(input, create(input, value as never))),
      (bytes: Buffer) => fromBinary(output, bytes),
      request,
      (error, answer) => (error ? reject(error) : resolve(answer as unknown as Record<string, unknown>)),
    );
  });
}

/** Resolves when so many watch widgets. */
const watchers = (count: number) =>
  eventually(async () =>
    (await metricsOf('widgets')).some((line) => line.startsWith('apiserver_watchers') && line.endsWith(` ${count}`)),
  );

async function metricsOf(resource: string): Promise<string[]> {
  const { text } = await api.call('/metrics');
  return text
    .split('\n')
    .filter((line) => /^apiserver_(storage_objects|watchers)\{/.test(line) && line.includes(`resource="${resource}"`));
}
