import { nameOf, ownerReferenceOf, type KubeObject } from '@kubets/apimachinery';
import { storedResources } from '@kubets/proto-gen/catalogue';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { deployment, pod, replicaSet, service, template } from '../../testing/objects';
import { startControllers, type RunningControllers } from '../../testing/start-controllers';
import { deploymentController } from '../deployment/deployment-controller';
import { endpointSliceController } from '../endpointslice/endpointslice-controller';
import { replicaSetController } from '../replicaset/replicaset-controller';
import { garbageCollectorController } from './garbagecollector-controller';

let running: RunningControllers;
afterEach(() => running.stop());

const REPLICA_SET = { apiVersion: 'apps/v1', kind: 'ReplicaSet' };
const owner = replicaSet('web');
const child = (name: string, owners = [ownerReferenceOf(owner, REPLICA_SET)], meta: Pod['metadata'] = {}): Pod => ({
  ...pod(name),
  metadata: { ...pod(name).metadata, ownerReferences: owners, ...meta },
});
const names = (plural: string): string[] => running.cluster.objects<KubeObject>(plural).map(nameOf);
const ref = { namespace: 'default', name: 'web' };

test('background: what a deleted object owned goes after it', async () => {
  running = startControllers([garbageCollectorController], { objects: [owner, child('a'), child('b'), pod('free')] });
  await running.settle();
  expect(names('pods')).toEqual(['a', 'b', 'free']);
  await running.cluster.replicaSets.delete(ref);
  await running.settle();
  expect(names('pods')).toEqual(['free']);
});

test('foreground: the owner stays until those that block it are gone', async () => {
  const held = child('held', undefined, { finalizers: ['example.com/hold'] });
  running = startControllers([garbageCollectorController], { objects: [owner, child('a'), held] });
  await running.settle();
  await running.cluster.replicaSets.delete(ref, { propagationPolicy: 'Foreground' });
  await running.settle();
  expect(names('replicasets')).toEqual(['web']);
  expect(names('pods')).toEqual(['held']);
  const stored = await running.cluster.pods.get({ namespace: 'default', name: 'held' });
  await running.cluster.pods.update({ ...stored, metadata: { ...stored.metadata, finalizers: [] } });
  await running.settle();
  expect(names('pods')).toEqual([]);
  expect(names('replicasets')).toEqual([]);
});

test('foreground: dependents that do not block are not waited for', async () => {
  const free = { ...ownerReferenceOf(owner, REPLICA_SET), blockOwnerDeletion: false };
  running = startControllers([garbageCollectorController], {
    objects: [owner, child('held', [free], { finalizers: ['example.com/hold'] })],
  });
  await running.settle();
  await running.cluster.replicaSets.delete(ref, { propagationPolicy: 'Foreground' });
  await running.settle();
  expect(names('replicasets')).toEqual([]);
});

test('orphan: dependents stay and forget their owner', async () => {
  running = startControllers([garbageCollectorController], { objects: [owner, child('a')] });
  await running.settle();
  await running.cluster.replicaSets.delete(ref, { propagationPolicy: 'Orphan' });
  await running.settle();
  expect(names('replicasets')).toEqual([]);
  expect(running.cluster.objects<Pod>('pods').map((p) => p.metadata?.ownerReferences ?? [])).toEqual([[]]);
});

test('an object whose owner never was, or was replaced by another of its name, is collected', async () => {
  const former = { ...ownerReferenceOf(owner, REPLICA_SET), uid: 'former-uid' };
  running = startControllers([garbageCollectorController], {
    objects: [owner, child('a', [former]), child('b', [{ ...former, name: 'never' }]), child('c')],
  });
  await running.settle();
  expect(names('pods')).toEqual(['c']);
});

test('an object of any kind is collected, but an event', async () => {
  const former = { ...ownerReferenceOf(owner, REPLICA_SET), uid: 'former-uid' };
  const kinds = Object.values(storedResources).filter(({ namespaced }) => namespaced);
  const orphans = kinds.map(({ kind, versions: [{ apiVersion }] }): KubeObject => ({
    apiVersion,
    kind,
    metadata: { namespace: 'default', name: 'orphan', ownerReferences: [former] },
  }));
  running = startControllers([garbageCollectorController], { objects: orphans });
  await running.settle();
  expect(kinds.map(({ plural }) => plural).filter((plural) => names(plural).length > 0)).toEqual(['events']);
});

test('one of several owners is enough; the reference to the other goes', async () => {
  const other = service('other');
  running = startControllers([garbageCollectorController], {
    objects: [
      owner,
      other,
      child('a', [
        ownerReferenceOf(owner, REPLICA_SET),
        { apiVersion: 'v1', kind: 'Service', name: 'other', uid: 'other-uid' },
      ]),
    ],
  });
  await running.settle();
  await running.cluster.replicaSets.delete(ref);
  await running.settle();
  expect(running.cluster.objects<Pod>('pods')[0]?.metadata?.ownerReferences?.map(({ kind }) => kind)).toEqual([
    'Service',
  ]);
});

test('an owner of a kind that the cluster does not know keeps its objects', async () => {
  running = startControllers([garbageCollectorController], {
    objects: [child('a', [{ apiVersion: 'example.com/v1', kind: 'Widget', name: 'w', uid: 'w-uid' }])],
  });
  await running.settle();
  expect(names('pods')).toEqual(['a']);
});

test('deleting a Deployment takes ReplicaSets, pods and, with its Service, slices', async () => {
  running = startControllers(
    [garbageCollectorController, deploymentController, replicaSetController, endpointSliceController],
    { objects: [deployment(), service('web')] },
  );
  await running.settle();
  expect([names('replicasets').length, names('pods').length, names('endpointslices').length]).toEqual([1, 2, 1]);
  await running.cluster.deployments.delete(ref);
  await running.cluster.services.delete(ref);
  await running.settle();
  expect([names('replicasets'), names('pods'), names('endpointslices')]).toEqual([[], [], []]);
});

test('a deletion that happened while it was down is seen through afterwards', async () => {
  running = startControllers([garbageCollectorController], {
    objects: [{ ...owner, spec: { replicas: 1, selector: {}, template: template() } } as KubeObject, child('a')],
  });
  await running.settle();
  const { cluster, clock } = running;
  await running.stop();
  await cluster.replicaSets.delete(ref);
  running = startControllers([garbageCollectorController], { cluster, clock });
  await running.settle();
  expect(names('pods')).toEqual([]);
});

test('foreground: objects that own each other in a circle all go', async () => {
  const uidOfPod = (name: string) => child(name).metadata!.uid!;
  const POD = { apiVersion: 'v1', kind: 'Pod' };
  const owned = (name: string, by: string) =>
    child(name, [{ ...POD, name: by, uid: uidOfPod(by), blockOwnerDeletion: true }]);
  running = startControllers([garbageCollectorController], {
    objects: [owned('a', 'c'), owned('b', 'a'), owned('c', 'b'), owned('self', 'self')],
  });
  await running.settle();
  for (const name of ['a', 'self'])
    await running.cluster.pods.delete({ namespace: 'default', name }, { propagationPolicy: 'Foreground' });
  await running.settle();
  expect(names('pods')).toEqual([]);
});

test('an object with hundreds of owners that never were goes, by a few requests at a time', async () => {
  const owners = Array.from({ length: 400 }, (_, index) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    name: `absent-${index}`,
    uid: `absent-${index}`,
  }));
  running = startControllers([garbageCollectorController], { objects: [child('orphan', owners)] });
  await running.settle();
  expect(names('pods')).toEqual([]);
});

test('objects of a resource that appears later are collected, too', async () => {
  const configMap = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { namespace: 'default', name: 'settings', ownerReferences: [ownerReferenceOf(owner, REPLICA_SET)] },
  };
  running = startControllers([garbageCollectorController], { hidden: ['configmaps'], objects: [owner, configMap] });
  await running.settle();
  await running.cluster.replicaSets.delete(ref);
  await running.settle();
  expect(names('configmaps')).toEqual(['settings']);
  running.cluster.dynamic.show('configmaps');
  await running.settle();
  expect(names('configmaps')).toEqual([]);
});

test('what is owned by an object of a resource that is not there is left alone until the resource appears', async () => {
  const gone = { apiVersion: 'v1', kind: 'ConfigMap', name: 'gone', uid: 'gone' };
  running = startControllers([garbageCollectorController], { hidden: ['configmaps'], objects: [child('a', [gone])] });
  await running.settle();
  expect(names('pods')).toEqual(['a']);
  running.cluster.dynamic.show('configmaps');
  await running.settle();
  expect(names('pods')).toEqual([]);
});

test('objects of a resource that goes stay, and are collected when it comes back', async () => {
  const configMap = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { namespace: 'default', name: 'settings', ownerReferences: [ownerReferenceOf(owner, REPLICA_SET)] },
  };
  running = startControllers([garbageCollectorController], { objects: [owner, configMap] });
  await running.settle();
  running.cluster.dynamic.hide('configmaps');
  await running.settle();
  await running.cluster.replicaSets.delete(ref);
  await running.settle();
  expect(names('configmaps')).toEqual(['settings']);
  running.cluster.dynamic.show('configmaps');
  await running.settle();
  expect(names('configmaps')).toEqual([]);
});
