import { statusError, type KubeObject } from '@kubets/apimachinery';
import type { StorageVersionMigration } from '@kubets/proto-gen/storagemigration/v1';
import { startControllers, type RunningControllers } from '../../testing/start-controllers';
import { storageVersionMigratorController } from './storageversionmigrator-controller';

let running: RunningControllers;
afterEach(() => running.stop());

const migration = (name: string, resource = 'configmaps', group = ''): StorageVersionMigration => ({
  apiVersion: 'storagemigration.k8s.io/v1',
  kind: 'StorageVersionMigration',
  metadata: { name },
  spec: { resource: { group, resource } },
});
const configMap = (name: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'default' },
});
const start = (...objects: KubeObject[]) =>
  (running = startControllers([storageVersionMigratorController], { objects, hidden: ['leases'] }));
const conditions = (name: string): string[] =>
  (
    running.cluster
      .objects<StorageVersionMigration>('storageversionmigrations')
      .find(({ metadata }) => metadata?.name === name)?.status?.conditions ?? []
  ).map(({ type, status, message }) => `${type}=${status} ${message}`);
const patched = () =>
  running.cluster.calls.filter(({ verb, resource }) => verb === 'patch' && resource === 'configmaps');
const DONE = ['Succeeded=True Migration completed', 'Running=False Migration completed'];

test('every object that was there is patched with nothing but its resourceVersion, and the status tells of it', async () => {
  start(configMap('a'), configMap('b'), migration('m'));
  await running.settle();
  expect(patched().map(({ name, patch }) => [name, patch])).toEqual(
    running.cluster.objects('configmaps').map(({ metadata }) => [
      metadata?.name,
      {
        type: 'merge',
        body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { resourceVersion: metadata?.resourceVersion } },
      },
    ]),
  );
  expect(conditions('m')).toEqual(DONE);
  const [one] = running.cluster.objects<StorageVersionMigration>('storageversionmigrations');
  expect(one?.status?.resourceVersion).toMatch(/^[1-9][0-9]*$/);
});

test('what is newer than the migration is left alone', async () => {
  start(configMap('a'));
  const { resourceVersion } = running.cluster.objects('configmaps')[0]!.metadata!;
  running.cluster.seed(configMap('b'), { ...migration('m'), status: { resourceVersion } } as KubeObject);
  await running.settle();
  expect(patched().map(({ name }) => name)).toEqual(['a']);
  expect(conditions('m')).toEqual(DONE);
});

test('who has changed or gone meanwhile is no failure', async () => {
  start();
  running.cluster.failNext({ verb: 'patch', resource: 'configmaps', name: 'a' }, statusError('Conflict', 'changed'));
  running.cluster.failNext({ verb: 'patch', resource: 'configmaps', name: 'b' }, statusError('NotFound', 'gone'));
  running.cluster.seed(configMap('a'), configMap('b'), configMap('c'), migration('m'));
  await running.settle();
  expect(patched().map(({ name }) => name)).toEqual(['c']);
  expect(conditions('m')).toEqual(DONE);
});

test('what passes is told and tried again', async () => {
  start();
  running.cluster.failNext(
    { verb: 'patch', resource: 'configmaps', name: 'b' },
    statusError('TooManyRequests', 'busy'),
  );
  running.cluster.seed(configMap('a'), configMap('b'), migration('m'));
  await running.settle();
  const told = running.cluster.calls.flatMap(({ object }) =>
    ((object as StorageVersionMigration | undefined)?.status?.conditions ?? []).map(({ message }) => message),
  );
  expect(told).toContain('The migration is running, 1/2 objects not yet migrated; transient error: busy');
  await running.clock.advance(1000);
  await running.settle();
  expect(conditions('m')).toEqual(DONE);
});

test('an object that is refused ends the migration', async () => {
  start();
  running.cluster.failNext({ verb: 'patch', resource: 'configmaps', name: 'b' }, statusError('Invalid', 'too long'));
  running.cluster.seed(configMap('a'), configMap('b'), migration('m'));
  await running.settle();
  expect(conditions('m')).toEqual([
    'Failed=True 1/2 not yet migrated. migration encountered unhandled error: too long',
    'Running=False Migration completed',
  ]);
});

test('a resource that does not come within a minute fails the migration, one that does is migrated', async () => {
  start(migration('never', 'doors', 'example.com'), migration('late', 'leases', 'coordination.k8s.io'));
  await running.settle();
  expect([conditions('never'), conditions('late')]).toEqual(Array(2).fill(['Running=True The migration is running']));
  running.cluster.dynamic.show('leases');
  await running.clock.advance(6_000);
  await running.settle();
  expect(conditions('late')).toEqual(DONE);
  await running.clock.advance(60_000);
  await running.settle();
  expect(conditions('never')).toEqual([
    'Failed=True resource does not exist in discovery',
    'Running=False Migration completed',
  ]);
});

test('one of a resource at a time, the oldest first, and the next when one goes', async () => {
  const created = (object: StorageVersionMigration, second: number): KubeObject => ({
    ...object,
    metadata: { ...object.metadata, creationTimestamp: `2026-01-01T00:00:0${second}Z` },
  });
  start(
    created(migration('second', 'leases', 'coordination.k8s.io'), 2),
    created(migration('first', 'leases', 'coordination.k8s.io'), 1),
    migration('other'),
  );
  await running.settle();
  expect(conditions('first')).toEqual(['Running=True The migration is running']);
  expect(conditions('second')).toEqual([]);
  expect(conditions('other')).toEqual(DONE);
  await running.cluster.storageVersionMigrations.delete({ name: 'first' });
  await running.settle();
  expect(conditions('second')).toEqual(['Running=True The migration is running']);
});
