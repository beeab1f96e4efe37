import { dynamicClient, watchResources } from '@kubets/client';
import { widgets } from '../../apps/apiserver/src/testing/widgets';
import { garbageCollectorController } from '../../apps/controller-manager/src/controllers/garbagecollector/garbagecollector-controller';
import { namespaceController } from '../../apps/controller-manager/src/controllers/namespace/namespace-controller';
import { startTestCluster, type RunningApiserver, type TestCluster } from './apiserver-harness';
import { startControllers, type RunningControllers } from './controllers-harness';

jest.setTimeout(60_000);

let cluster: TestCluster;
let api: RunningApiserver;
let controllers: RunningControllers;

beforeAll(async () => {
  cluster = await startTestCluster();
  api = await cluster.start();
  controllers = await startControllers(cluster, api, [garbageCollectorController, namespaceController]);
});
afterAll(async () => {
  await controllers.stop();
  await cluster.stop();
});

const WIDGETS = '/apis/example.com/v1/namespaces';
const body = (method: string, value: object) => ({ method, body: value });
const widget = (namespace: string, name: string, metadata: object = {}) => ({
  apiVersion: 'example.com/v1',
  kind: 'Widget',
  metadata: { name, namespace, ...metadata },
  spec: { size: 1 },
});
const configMap = async (name: string) =>
  (
    await api.call(
      '/api/v1/namespaces/default/configmaps',
      body('POST', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } }),
    )
  ).body;
const ownedBy = ({ metadata: { name, uid } }: { metadata: { name: string; uid: string } }) => ({
  ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name, uid }],
});
const createWidget = async (namespace: string, name: string, metadata?: object) =>
  (await api.call(`${WIDGETS}/${namespace}/widgets`, body('POST', widget(namespace, name, metadata)))).body;

/** Resolves when the object is gone, told by a watch from before the change that is to make it go. */
async function deleted(path: string, name: string, change: () => Promise<unknown>): Promise<void> {
  const watch = api.watch(`${path}?watch=true&fieldSelector=metadata.name%3D${name}`);
  await watch.until((events) => events.length > 0);
  await change();
  await watch.until((events) => events.some(({ type }) => type === 'DELETED'));
}

describe('a kind that comes while the controllers run', () => {
  beforeAll(() => api.server.addKind(widgets));

  test('is collected: an object goes after the ConfigMap that owned it', async () => {
    const owner = await configMap('owner');
    await createWidget('default', 'owned', ownedBy(owner));
    await createWidget('default', 'free');
    await deleted(`${WIDGETS}/default/widgets`, 'owned', () =>
      api.call('/api/v1/namespaces/default/configmaps/owner', { method: 'DELETE' }),
    );
    expect((await api.call(`${WIDGETS}/default/widgets/free`)).code).toBe(200);
  });

  test('in the foreground, too: the owner waits for it', async () => {
    const owner = await configMap('patient');
    const { ownerReferences } = ownedBy(owner);
    await createWidget('default', 'blocking', {
      ownerReferences: [{ ...ownerReferences[0], blockOwnerDeletion: true }],
    });
    await deleted('/api/v1/namespaces/default/configmaps', 'patient', () =>
      api.call('/api/v1/namespaces/default/configmaps/patient', body('DELETE', { propagationPolicy: 'Foreground' })),
    );
    expect((await api.call(`${WIDGETS}/default/widgets/blocking`)).code).toBe(404);
  });

  test('is emptied: a namespace with an object of it goes', async () => {
    await api.call(
      '/api/v1/namespaces',
      body('POST', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } }),
    );
    await createWidget('shop', 'w');
    await deleted('/api/v1/namespaces', 'shop', () => api.call('/api/v1/namespaces/shop', { method: 'DELETE' }));
    const { items } = (await api.call(`${WIDGETS}/shop/widgets`)).body;
    expect(items).toEqual([]);
  });

  test('owns objects itself, and is known again when it has gone and come back', async () => {
    const owner = await createWidget('default', 'owner');
    const { name, uid } = owner.metadata;
    await api.call(
      '/api/v1/namespaces/default/configmaps',
      body('POST', {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'part', ownerReferences: [{ apiVersion: 'example.com/v1', kind: 'Widget', name, uid }] },
      }),
    );
    api.server.removeKind('example.com', 'widgets');
    // Whoever follows discovery has heard of it when this has.
    for await (const resources of watchResources(api.channel(), new AbortController().signal))
      if (!resources.some(({ resource }) => resource === 'widgets')) break;
    expect((await api.call('/api/v1/namespaces/default/configmaps/part')).code).toBe(200);
    await api.server.addKind(widgets);
    await deleted('/api/v1/namespaces/default/configmaps', 'part', () =>
      api.call(`${WIDGETS}/default/widgets/owner`, { method: 'DELETE' }),
    );
  });
});

test('of a collection that is deleted no more than metadata is answered to whoever asks for no more', async () => {
  const secrets = dynamicClient(
    api.channel(),
    { group: '', version: 'v1', resource: 'secrets' },
    { metadataOnly: true },
  );
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, stringData: { password: 'hunter2' } };
  await api.call('/api/v1/namespaces/default/secrets', body('POST', secret));
  const { items } = await secrets.deleteCollection({ namespace: 'default' });
  expect(items).toEqual([
    { apiVersion: 'meta.k8s.io/v1', kind: 'PartialObjectMetadata', metadata: expect.objectContaining({ name: 's' }) },
  ]);
});
