import { newForbidden, type KubeObject } from '@kubets/apimachinery';
import { storedResources } from '@kubets/proto-gen/catalogue';
import type { ConfigMap, Namespace } from '@kubets/proto-gen/core/v1';
import { deployment, pod, service } from '../../testing/objects';
import { startControllers, type RunningControllers } from '../../testing/start-controllers';
import { namespaceController } from './namespace-controller';

let running: RunningControllers;
afterEach(() => running.stop());

const namespace = (name: string): Namespace => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name },
  spec: { finalizers: ['kubernetes'] },
  status: { phase: 'Active' },
});
const configMap = (name: string, finalizers?: string[]): ConfigMap => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { namespace: 'default', name, finalizers },
});
const stored = (): Namespace | undefined =>
  running.cluster.objects<Namespace>('namespaces').find((object) => object.metadata?.name === 'default');
const count = (...plurals: string[]): number[] =>
  plurals.map((plural) => running.cluster.objects<KubeObject>(plural).length);

async function startDeleting(...objects: KubeObject[]): Promise<void> {
  running = startControllers([namespaceController], {
    objects: [namespace('default'), namespace('other'), ...objects],
  });
  await running.settle();
  await running.cluster.namespaces.delete({ name: 'default' });
  await running.settle();
}

test('deletes everything in the namespace and nothing outside it, then lets it go', async () => {
  await startDeleting(deployment(), service('web'), configMap('a'), {
    ...configMap('b'),
    metadata: { namespace: 'other', name: 'b' },
  });
  expect(count('deployments', 'services', 'configmaps')).toEqual([0, 0, 1]);
  expect(running.cluster.objects<Namespace>('namespaces').map((object) => object.metadata?.name)).toEqual(['other']);
});

test('takes objects of every kind that is in namespaces', async () => {
  const kinds = Object.values(storedResources).filter(({ namespaced }) => namespaced);
  await startDeleting(
    ...kinds.map(({ kind, versions: [{ apiVersion }] }): KubeObject => ({
      apiVersion,
      kind,
      metadata: { namespace: 'default', name: 'a' },
    })),
  );
  expect(kinds.filter(({ plural }) => count(plural)[0] !== 0)).toEqual([]);
  expect(stored()).toBeUndefined();
});

test('waits for running pods before it takes the rest, and goes on as soon as they are gone', async () => {
  await startDeleting(pod('a', { node: 'node-1' }), configMap('config'));
  expect(stored()?.status).toMatchObject({ phase: 'Terminating' });
  expect(stored()?.status?.conditions?.find(({ type }) => type === 'NamespaceContentRemaining')).toMatchObject({
    status: 'True',
    message: 'Some resources are remaining: pods. has 1 resource instances',
  });
  expect(count('configmaps')).toEqual([1]);
  await running.cluster.pods.delete({ namespace: 'default', name: 'a' }, { gracePeriodSeconds: 0 });
  await running.settle();
  expect(count('configmaps')).toEqual([0]);
  expect(stored()).toBeUndefined();
});

test('names the finalizers that it waits for', async () => {
  await startDeleting(configMap('held', ['example.com/hold']));
  expect(stored()?.status?.conditions?.find(({ type }) => type === 'NamespaceFinalizersRemaining')).toMatchObject({
    status: 'True',
    message: 'Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances',
  });
  const held = running.cluster.objects<ConfigMap>('configmaps')[0]!;
  await running.cluster.configMaps.update({ ...held, metadata: { ...held.metadata, finalizers: [] } });
  await running.settle();
  expect(stored()).toBeUndefined();
});

test('reports what cannot be deleted and tries again', async () => {
  running = startControllers([namespaceController], { objects: [namespace('default'), configMap('a')] });
  await running.settle();
  running.cluster.failNext(
    { verb: 'deleteCollection', resource: 'configmaps' },
    newForbidden({ group: '', resource: 'configmaps' }, '', 'not today'),
  );
  await running.cluster.namespaces.delete({ name: 'default' });
  await running.settle();
  const conditions = running.cluster.calls
    .filter(({ verb }) => verb === 'updateStatus')
    .flatMap(({ object }) => (object as Namespace).status?.conditions ?? []);
  expect(conditions).toContainEqual(
    expect.objectContaining({
      type: 'NamespaceDeletionContentFailure',
      status: 'True',
      message: expect.stringContaining('not today'),
    }),
  );
  await running.clock.advance(1000);
  await running.settle();
  expect(stored()).toBeUndefined();
});

test('leaves other finalizers of the spec to their owners', async () => {
  running = startControllers([namespaceController], {
    objects: [{ ...namespace('default'), spec: { finalizers: ['kubernetes', 'example.com/more'] } } as Namespace],
  });
  await running.cluster.namespaces.delete({ name: 'default' });
  await running.settle();
  expect(stored()?.spec?.finalizers).toEqual(['example.com/more']);
});

test('a resource that appears later is emptied, and waited for', async () => {
  running = startControllers([namespaceController], {
    hidden: ['configmaps'],
    objects: [namespace('default'), configMap('plain'), configMap('held', ['example.com/hold'])],
  });
  await running.settle();
  running.cluster.dynamic.show('configmaps');
  await running.settle();
  await running.cluster.namespaces.delete({ name: 'default' });
  await running.settle();
  expect(running.cluster.objects<ConfigMap>('configmaps').map((object) => object.metadata?.name)).toEqual(['held']);
  expect(stored()).toBeDefined();
  await running.cluster.configMaps.patch(
    { namespace: 'default', name: 'held' },
    { type: 'merge', body: { metadata: { finalizers: null } } },
  );
  await running.settle();
  expect(stored()).toBeUndefined();
});
