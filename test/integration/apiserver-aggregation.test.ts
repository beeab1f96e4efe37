import { connect } from 'node:tls';
import { readFileSync } from 'node:fs';
import { eventually } from '@kubets/component/testing';
import { startTestCluster, type RunningApiserver, type TestCluster } from './apiserver-harness';
import { startConnectingKubelet, type ConnectingKubelet } from './connecting-kubelet';
import { GROUP, startExtensionServer, type TestExtensionServer } from './extension-server';

jest.setTimeout(120_000);

let cluster: TestCluster;
let api: RunningApiserver;
let extension: TestExtensionServer;
let kubelet: ConnectingKubelet;

const SERVICES = '/apis/apiregistration.k8s.io/v1/apiservices';
const NAME = `v1alpha1.${GROUP}`;
const BASE = `/apis/${GROUP}/v1alpha1`;
const FLUNDERS = `${BASE}/namespaces/default/flunders`;
const V2 = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
const create = (path: string, body: object) => api.call(path, { method: 'POST', body });
const spec = (more: object = {}) => ({
  group: GROUP,
  version: 'v1alpha1',
  service: { namespace: 'default', name: 'wardle' },
  groupPriorityMinimum: 2000,
  versionPriority: 200,
  caBundle: extension.caBundle,
  ...more,
});
const available = async (name = NAME) =>
  (await api.call(`${SERVICES}/${name}`)).body.status?.conditions?.find(({ type }: any) => type === 'Available');

beforeAll(async () => {
  cluster = await startTestCluster();
  const proxy = await cluster.ca.issue({ file: 'front-proxy', commonName: 'front-proxy-client', usages: ['client'] });
  api = await cluster.start({
    'proxy-client-cert-file': proxy.certificateFile,
    'proxy-client-key-file': proxy.keyFile,
    'requestheader-client-ca-file': cluster.ca.certificateFile,
    'requestheader-allowed-names': 'front-proxy-client',
  });
  extension = await startExtensionServer(cluster);
  kubelet = await startConnectingKubelet(cluster, api, 'node-1');
  kubelet.leadTo('127.0.0.1');
});
afterAll(async () => {
  kubelet?.stop();
  extension?.stop();
  await cluster.stop();
});

test('what is served here has APIServices that say so', async () => {
  await eventually(async () => (await available('v1.apps'))?.reason === 'Local');
  const { body } = await api.call(`${SERVICES}/v2.autoscaling`);
  expect(body).toMatchObject({
    metadata: { labels: { 'kube-aggregator.kubernetes.io/automanaged': 'onstart' } },
    spec: { group: 'autoscaling', version: 'v2', groupPriorityMinimum: 17500, versionPriority: 30 },
    status: { conditions: [{ type: 'Available', status: 'True', message: 'Local APIServices are always available' }] },
  });
  expect((await api.call(`${SERVICES}/v1.apiregistration.k8s.io`)).code).toBe(404);
  expect(await api.kubectl(['get', 'apiservices', 'v1.'])).toMatch(/^v1\.\s+Local\s+True\s/m);
});

test('extension servers are told whom to believe', async () => {
  const { body } = await api.call('/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication');
  expect(body.data).toMatchObject({
    'client-ca-file': cluster.ca.certificatePem,
    'requestheader-allowed-names': '["front-proxy-client"]',
    'requestheader-client-ca-file': cluster.ca.certificatePem,
    'requestheader-username-headers': '["X-Remote-User"]',
    'requestheader-uid-headers': '["X-Remote-Uid"]',
    'requestheader-group-headers': '["X-Remote-Group"]',
    'requestheader-extra-headers-prefix': '["X-Remote-Extra-"]',
  });
});

test('why an extension cannot be asked', async () => {
  expect((await create(SERVICES, { metadata: { name: NAME }, spec: spec() })).code).toBe(201);
  await eventually(async () => (await available())?.reason === 'ServiceNotFound');
  expect(await available()).toMatchObject({ status: 'False', message: 'service/wardle in "default" is not present' });
  expect((await api.call(FLUNDERS)).code).toBe(503);

  await create('/api/v1/namespaces/default/services', {
    metadata: { name: 'wardle' },
    spec: { ports: [{ port: 444 }] },
  });
  await eventually(async () => (await available())?.reason === 'ServicePortError');
  await api.call('/api/v1/namespaces/default/services/wardle', {
    method: 'PATCH',
    body: [{ op: 'replace', path: '/spec/ports', value: [{ port: 443 }] }],
    headers: { 'content-type': 'application/json-patch+json' },
  });
  await eventually(async () => (await available())?.reason === 'EndpointsNotFound');

  extension.answerDiscoveryWith(500);
  await create('/apis/discovery.k8s.io/v1/namespaces/default/endpointslices', {
    metadata: { name: 'wardle-1', labels: { 'kubernetes.io/service-name': 'wardle' } },
    addressType: 'IPv4',
    endpoints: [{ addresses: ['10.244.0.9'], nodeName: 'node-1', conditions: { ready: true } }],
    ports: [{ port: extension.port, name: '' }],
  });
  await eventually(async () => (await available())?.reason === 'FailedDiscoveryCheck');
  const url = `https://10.244.0.9:${extension.port}${BASE}`;
  expect((await available()).message).toBe(`failing or missing response from ${url}: bad status from ${url}: 500`);

  extension.answerDiscoveryWith(200);
  await eventually(async () => (await available())?.status === 'True');
  expect(await available()).toMatchObject({ reason: 'Passed', message: 'all checks passed' });
});

test('requests go to it with who asks, and nobody says so of himself', async () => {
  const answer = await api.call(`${FLUNDERS}?limit=5`, {
    headers: { 'x-remote-user': 'somebody', 'x-remote-extra-a': 'b', authorization: 'Bearer x', 'x-mine': 'yes' },
  });
  expect([answer.code, answer.body.items[0].metadata.name]).toEqual([200, 'one']);
  const [seen] = extension.seen.slice(-1);
  expect(seen).toMatchObject({ method: 'GET', url: `${FLUNDERS}?limit=5`, proxy: 'front-proxy-client' });
  expect(seen!.headers).toMatchObject({
    'x-remote-user': 'kubernetes-admin',
    'x-remote-group': 'system:masters, system:authenticated',
    'x-mine': 'yes',
  });
  expect(seen!.headers).not.toHaveProperty('authorization');
  expect(seen!.headers).not.toHaveProperty('x-remote-extra-a');
  const made = await create(FLUNDERS, { metadata: { name: 'made' } });
  expect(made.code).toBe(201);
  expect(extension.seen.at(-1)).toMatchObject({ method: 'POST', body: '{"metadata":{"name":"made"}}' });
  expect((await api.call(`${FLUNDERS}/none`)).body).toMatchObject({ code: 404, message: 'no such fish' });
});

test('who may not, does not come to it', async () => {
  const nobody = await cluster.ca.issue({ file: 'nobody', commonName: 'nobody', usages: ['client'] });
  const before = extension.seen.length;
  const { code, body } = await api.call(FLUNDERS, { as: nobody });
  expect([code, body.message]).toEqual([
    403,
    `flunders.${GROUP} is forbidden: User "nobody" cannot list resource "flunders" in API group "${GROUP}" in the namespace "default"`,
  ]);
  expect(extension.seen).toHaveLength(before);
});

test('watches stream through', async () => {
  const watch = api.watch(`${FLUNDERS}?watch=true`);
  const [first] = await watch.until((events) => events.length > 0);
  expect(first).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'first' } } });
  watch.stop();
});

test('connections are handed on when they are upgraded', async () => {
  const { certificateFile, keyFile } = cluster.admin;
  const socket = connect({
    host: '127.0.0.1',
    port: api.server.restPort,
    ca: cluster.ca.certificatePem,
    cert: readFileSync(certificateFile),
    key: readFileSync(keyFile),
    ALPNProtocols: ['http/1.1'],
  });
  socket.write(`GET ${FLUNDERS}/one/echo HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\nhello`);
  let text = '';
  socket.on('data', (data) => (text += String(data)));
  await eventually(() => text.endsWith('\r\n\r\nhello'));
  expect(text).toMatch(/^HTTP\/1\.1 101 /);
  expect(extension.seen.at(-1)!.headers['x-remote-user']).toBe('kubernetes-admin');
  socket.destroy();
});

describe('clients are told of it', () => {
  test('in discovery, by its priority', async () => {
    const { groups } = (await api.call('/apis')).body;
    const names = groups.map(({ name }: any) => name);
    expect(names.indexOf(GROUP)).toBeGreaterThan(names.indexOf('storagemigration.k8s.io'));
    expect((await api.call(`/apis/${GROUP}`)).body).toEqual({
      kind: 'APIGroup',
      apiVersion: 'v1',
      name: GROUP,
      versions: [{ groupVersion: `${GROUP}/v1alpha1`, version: 'v1alpha1' }],
      preferredVersion: { groupVersion: `${GROUP}/v1alpha1`, version: 'v1alpha1' },
    });
    const { body } = await api.call('/apis', { headers: { accept: V2 } });
    expect(body.items.find(({ metadata }: any) => metadata.name === GROUP)).toMatchObject({
      versions: [
        {
          version: 'v1alpha1',
          freshness: 'Current',
          resources: [{ resource: 'flunders', scope: 'Namespaced', subresources: [{ subresource: 'status' }] }],
        },
      ],
    });
  });

  test('in OpenAPI', async () => {
    const v3 = (await api.call('/openapi/v3')).body ?? JSON.parse((await api.call('/openapi/v3')).text);
    expect(v3.paths[`apis/${GROUP}/v1alpha1`]).toEqual({ serverRelativeURL: `/openapi/v3${BASE}?hash=F1` });
    expect((await api.call(`/openapi/v3${BASE}`)).body.info.title).toBe('wardle');
    const v2 = (await api.call('/openapi/v2')).body;
    expect(v2.paths).toHaveProperty([`${BASE}/namespaces/{namespace}/flunders`]);
    expect(v2.definitions).toHaveProperty([`${GROUP}.v1alpha1.Flunder`]);
    expect(v2.definitions).not.toHaveProperty(['wardle.Unused']);
  });

  test('so that kubectl knows its kinds', async () => {
    expect(await api.kubectl(['get', 'fl', 'one', '-o', 'name'])).toBe(`flunder.${GROUP}/one\n`);
    expect(await api.kubectl(['get', 'apiservices', NAME])).toMatch(/\sdefault\/wardle\s+True\s/);
  });
});

test('one that does not answer leaves room for all else', async () => {
  const held = extension.hold(`${FLUNDERS}/slow`);
  const agents = Array.from({ length: 100 }, () => api.call(`${FLUNDERS}/slow`));
  await eventually(() => held.waiting() === 100);
  const { code, headers } = await api.call(`${FLUNDERS}/one`);
  expect([code, headers['retry-after']]).toEqual([429, '1']);
  expect((await api.call('/api/v1/namespaces/default')).code).toBe(200);
  held.release();
  expect((await Promise.all(agents)).map((answer) => answer.code)).toEqual(Array(100).fill(404));
  expect((await api.call(`${FLUNDERS}/one`)).code).toBe(200);
});

test('its certificate has to be right', async () => {
  await api.call(`${SERVICES}/${NAME}`, {
    method: 'PATCH',
    body: { spec: { caBundle: null } },
    headers: { 'content-type': 'application/merge-patch+json' },
  });
  await eventually(async () => (await available())?.status === 'False');
  expect((await available()).reason).toBe('FailedDiscoveryCheck');
  await api.call(`${SERVICES}/${NAME}`, {
    method: 'PATCH',
    body: { spec: { insecureSkipTLSVerify: true } },
    headers: { 'content-type': 'application/merge-patch+json' },
  });
  await eventually(async () => (await available())?.status === 'True');
});

test('with its APIService it goes', async () => {
  await api.call(`${SERVICES}/${NAME}`, { method: 'DELETE' });
  await eventually(async () => (await api.call(`/apis/${GROUP}`)).code === 404);
  expect((await api.call(FLUNDERS)).code).toBe(404);
});

test('kinds that definitions make have APIServices as long as they are there', async () => {
  await create('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', {
    metadata: { name: 'fish.sea.kubets.test' },
    spec: {
      group: 'sea.kubets.test',
      scope: 'Namespaced',
      names: { plural: 'fish', singular: 'fish', kind: 'Fish', listKind: 'FishList' },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
    },
  });
  await eventually(async () => (await available('v1.sea.kubets.test'))?.status === 'True');
  await api.call('/apis/apiextensions.k8s.io/v1/customresourcedefinitions/fish.sea.kubets.test', { method: 'DELETE' });
  await eventually(async () => (await api.call(`${SERVICES}/v1.sea.kubets.test`)).code === 404);
});
