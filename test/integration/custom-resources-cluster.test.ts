import { dynamicClient } from '@kubets/client';
import { garbageCollectorController } from '../../apps/controller-manager/src/controllers/garbagecollector/garbagecollector-controller';
import { namespaceController } from '../../apps/controller-manager/src/controllers/namespace/namespace-controller';
import { startTestCluster, type RunningApiserver, type TestCluster } from './apiserver-harness';
import { startControllers, type RunningControllers } from './controllers-harness';

jest.setTimeout(60_000);

let cluster: TestCluster;
let api: RunningApiserver;
let other: RunningApiserver;
let controllers: RunningControllers;

beforeAll(async () => {
  cluster = await startTestCluster();
  [api, other] = await Promise.all([cluster.start(), cluster.start()]);
  controllers = await startControllers(cluster, api, [garbageCollectorController, namespaceController]);
});
afterAll(async () => {
  await controllers.stop();
  await cluster.stop();
});

const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
const pathOf = (plural: string, version = 'v1', namespace = 'default') =>
  `/apis/example.com/${version}/namespaces/${namespace}/${plural}`;
const method = (name: string, body?: object) => ({ method: name, ...(body ? { body } : {}) });

const versions = (storage: string) =>
  ['v1', 'v2'].map((name) => ({
    name,
    served: true,
    storage: name === storage,
    schema: { openAPIV3Schema: { type: 'object', properties: { size: { type: 'integer' } } } },
  }));
const definitionOf = (plural: string, kind: string, storage = 'v1') => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `${plural}.example.com` },
  spec: { group: 'example.com', scope: 'Namespaced', names: { plural, kind }, versions: versions(storage) },
});
const define = (plural: string, kind: string) => api.call(DEFINITIONS, method('POST', definitionOf(plural, kind)));
const object = (kind: string, name: string, metadata: object = {}) => ({
  apiVersion: 'example.com/v1',
  kind,
  metadata: { name, ...metadata },
  size: 1,
});
const configMap = (name: string, metadata: object = {}) =>
  api.call(CONFIG_MAPS, method('POST', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...metadata } }));
const ownedBy = ({ apiVersion, kind, metadata: { name, uid } }: any) => ({
  ownerReferences: [{ apiVersion, kind, name, uid }],
});

/** Resolves when the object is gone, told by a watch from before the change that is to make it go. */
async function deleted(path: string, name: string, change: () => Promise<unknown>): Promise<void> {
  const watch = api.watch(`${path}?watch=true&fieldSelector=metadata.name%3D${name}`);
  await watch.until((events) => events.length > 0);
  await change();
  await watch.until((events) => events.some(({ type }) => type === 'DELETED'));
}

describe('a definition made on one server', () => {
  test('is served by the other at once, over REST and over gRPC', async () => {
    expect((await define('gears', 'Gear')).code).toBe(201);
    expect((await other.call(pathOf('gears'), method('POST', object('Gear', 'a')))).code).toBe(201);
    expect((await api.call(`${pathOf('gears', 'v2')}/a`)).body).toMatchObject({
      apiVersion: 'example.com/v2',
      size: 1,
    });
    expect((await define('cogs', 'Cog')).code).toBe(201);
    const cogs = dynamicClient(other.channel(), { group: 'example.com', version: 'v1', resource: 'cogs' });
    expect((await cogs.list({ namespace: 'default' })).items).toEqual([]);
  });

  test('is listed and watched over gRPC', async () => {
    const gears = dynamicClient(other.channel(), { group: 'example.com', version: 'v2', resource: 'gears' });
    const { items, metadata } = await gears.list({ namespace: 'default' });
    expect(items).toMatchObject([{ apiVersion: 'example.com/v2', kind: 'Gear', metadata: { name: 'a' }, size: 1 }]);
    const ended = new AbortController();
    const watch = gears.watch({
      namespace: 'default',
      resourceVersion: metadata.resourceVersion!,
      signal: ended.signal,
    });
    await api.call(pathOf('gears'), method('POST', object('Gear', 'b')));
    const { value } = await watch[Symbol.asyncIterator]().next();
    expect(value).toMatchObject({ type: 'ADDED', object: { apiVersion: 'example.com/v2', metadata: { name: 'b' } } });
    ended.abort();
  });

  test('and its objects are there after a restart', async () => {
    const restarted = await cluster.start();
    const { body } = await restarted.call(pathOf('gears'));
    expect(body.items.map(({ metadata }: any) => metadata.name)).toEqual(['a', 'b']);
    await restarted.stop();
  });
});

test('another storage version: what is stored is served, and written in the new one', async () => {
  await define('bolts', 'Bolt');
  await api.call(pathOf('bolts'), method('POST', object('Bolt', 'a')));
  const found = (await api.call(`${DEFINITIONS}/bolts.example.com`)).body;
  const changed = { ...found, spec: { ...found.spec, versions: versions('v2') } };
  const watch = other.watch(`${pathOf('bolts')}?watch=true`);
  await watch.until((events) => events.length > 0);
  const { body } = await api.call(`${DEFINITIONS}/bolts.example.com`, method('PUT', changed));
  expect(body.status.storedVersions).toEqual(['v1', 'v2']);
  await watch.ended;
  const stored = async () => {
    const { code, body: bolt } = await other.call(`${pathOf('bolts')}/a`);
    expect({ code, size: bolt.size }).toEqual({ code: 200, size: 1 });
    return bolt;
  };
  const bolt = await stored();
  const written = await other.call(`${pathOf('bolts')}/a`, method('PUT', bolt));
  expect(written.code).toBe(200);
  // It was there in the version before, so it is written although it is as it was; and only once.
  expect(written.body.metadata.resourceVersion).not.toBe(bolt.metadata.resourceVersion);
  const again = await api.call(`${pathOf('bolts')}/a`, method('PUT', await stored()));
  expect(again.body.metadata.resourceVersion).toBe(written.body.metadata.resourceVersion);
});

test('a watch ends when its definition changes, and when it goes', async () => {
  await define('nuts', 'Nut');
  await api.call(pathOf('nuts'), method('POST', object('Nut', 'a')));
  const first = other.watch(`${pathOf('nuts')}?watch=true`);
  await first.until((events) => events.length > 0);
  const body = { spec: { names: { plural: 'nuts', kind: 'Nut', shortNames: ['nt'] } } };
  const headers = { 'content-type': 'application/merge-patch+json' };
  await api.call(`${DEFINITIONS}/nuts.example.com`, { method: 'PATCH', headers, body });
  await first.ended;
  // Who asks for a kind that is not there waits until all definitions are served as they are.
  expect((await other.call(pathOf('unknowns'))).code).toBe(404);
  const second = other.watch(`${pathOf('nuts')}?watch=true`);
  await second.until((events) => events.length > 0);
  await api.call(`${DEFINITIONS}/nuts.example.com`, method('DELETE'));
  await second.ended;
  expect(second.events.map(({ type }) => type)).toEqual(['ADDED', 'DELETED']);
});

test('a namespace takes its objects with it', async () => {
  await api.call(
    '/api/v1/namespaces',
    method('POST', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'n' } }),
  );
  await define('pins', 'Pin');
  await api.call(pathOf('pins', 'v1', 'n'), method('POST', object('Pin', 'a')));
  await deleted('/api/v1/namespaces', 'n', () => api.call('/api/v1/namespaces/n', method('DELETE')));
  expect((await api.call(pathOf('pins', 'v1', 'n'))).body.items).toEqual([]);
});

test('what they own goes after them, and they go after what owns them', async () => {
  await define('rods', 'Rod');
  const rod = (await api.call(pathOf('rods'), method('POST', object('Rod', 'owner')))).body;
  await configMap('owned', ownedBy(rod));
  await deleted(CONFIG_MAPS, 'owned', () => api.call(`${pathOf('rods')}/owner`, method('DELETE')));
  const owner = (await configMap('owner')).body;
  await api.call(
    pathOf('rods'),
    method('POST', object('Rod', 'owned', ownedBy({ ...owner, apiVersion: 'v1', kind: 'ConfigMap' }))),
  );
  await deleted(pathOf('rods'), 'owned', () => api.call(`${CONFIG_MAPS}/owner`, method('DELETE')));
});
