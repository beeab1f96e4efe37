import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@kubets/component/testing';
import { createEtcdStore, objectKeyOf } from '@kubets/store';
import { storageVersionMigratorController } from '../../apps/controller-manager/src/controllers/storageversionmigrator/storageversionmigrator-controller';
import { startTestCluster, type RunningApiserver, type TestCluster } from './apiserver-harness';
import { startControllers } from './controllers-harness';

jest.setTimeout(60_000);

let cluster: TestCluster;
let api: RunningApiserver;
beforeAll(async () => {
  cluster = await startTestCluster();
  api = await cluster.start();
});
afterAll(() => cluster.stop());

const GROUP = '/apis/storagemigration.k8s.io/v1';
const MIGRATIONS = `${GROUP}/storageversionmigrations`;
const SPEC = { resource: { group: '', resource: 'foo' } };
const migration = (name: string, more: object = {}) => ({
  apiVersion: 'storagemigration.k8s.io/v1',
  kind: 'StorageVersionMigration',
  metadata: { name, ...more },
  spec: SPEC,
});
const create = (name: string, more?: object) => api.call(MIGRATIONS, { method: 'POST', body: migration(name, more) });
const patch = (path: string, type: string, body: object) =>
  api.call(path, { method: 'PATCH', body, headers: { 'content-type': `application/${type}` } });

const LABELS = { 'test.storagemigration.example.com': 'test' };
const CONDITION = {
  type: 'TestCondition',
  status: 'True',
  reason: 'TestReason',
  message: 'TestMessage',
  lastTransitionTime: '2026-01-01T00:00:00Z',
};
const identity = { apiVersion: 'storagemigration.k8s.io/v1', kind: 'StorageVersionMigration' };
const APPLY = 'apply-patch+yaml';

test('discovery tells of it, with the hash that it has in Kubernetes', async () => {
  const { body } = await api.call(GROUP);
  expect(body.resources).toEqual([
    {
      name: 'storageversionmigrations',
      singularName: 'storageversionmigration',
      namespaced: false,
      kind: 'StorageVersionMigration',
      verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
      storageVersionHash: 'pCjmmKOkLy4=',
    },
    {
      name: 'storageversionmigrations/status',
      singularName: '',
      namespaced: false,
      kind: 'StorageVersionMigration',
      verbs: ['get', 'patch', 'update'],
    },
  ]);
});

test('the life of one: made, found, watched, changed in every way, deleted', async () => {
  const watch = api.watch(`${MIGRATIONS}?watch=true`);
  const made = await create('whole');
  expect([made.code, made.body.spec, made.body.status]).toEqual([201, SPEC, {}]);
  const path = `${MIGRATIONS}/whole`;
  expect((await api.call(path)).body).toEqual(made.body);
  expect((await api.call(MIGRATIONS)).body.items).toHaveLength(1);
  expect(await api.kubectl(['get', 'storageversionmigrations'])).toMatch(/whole +foo +Unknown/);

  const labelled = { ...made.body, metadata: { ...made.body.metadata, labels: LABELS } };
  const updated = await api.call(path, { method: 'PUT', body: labelled });
  expect([updated.code, updated.body.metadata.labels]).toEqual([200, LABELS]);
  const stale = await api.call(path, { method: 'PUT', body: labelled });
  expect([stale.code, stale.body.reason]).toEqual([409, 'Conflict']);
  const moved = await patch(path, 'merge-patch+json', { spec: { resource: { resource: 'bar' } } });
  expect([moved.code, moved.body.message]).toEqual([
    422,
    'StorageVersionMigration.storagemigration.k8s.io "whole" is invalid: spec: Invalid value: {"Resource":{"group":"","resource":"bar"}}: field is immutable',
  ]);

  const status = { conditions: [CONDITION], resourceVersion: '12' };
  const told = await api.call(`${path}/status`, { method: 'PUT', body: { ...updated.body, status } });
  expect([told.code, told.body.status, told.body.spec]).toEqual([200, status, SPEC]);
  expect((await api.call(`${path}/status`)).body).toEqual(told.body);
  expect((await api.call(path, { method: 'DELETE' })).body.status).toBe('Success');
  const events = await watch.until((seen) => seen.some(({ type }) => type === 'DELETED'));
  expect(events.map(({ type }) => type)).toEqual(['ADDED', 'MODIFIED', 'MODIFIED', 'DELETED']);
  watch.stop();
  expect((await api.call(path)).code).toBe(404);
});

test.each<[string, object, object]>([
  ['strategic-merge-patch+json', { metadata: { labels: LABELS } }, { status: { conditions: [CONDITION] } }],
  ['merge-patch+json', { metadata: { labels: LABELS } }, { status: { conditions: [CONDITION] } }],
  [APPLY, { ...identity, metadata: { labels: LABELS } }, { ...identity, status: { conditions: [CONDITION] } }],
  [
    'json-patch+json',
    [{ op: 'add', path: '/metadata/labels/test.storagemigration.example.com', value: 'test' }],
    [{ op: 'add', path: '/status/conditions', value: [CONDITION] }],
  ],
])('%s, of the object and of its status', async (type, ofObject, ofStatus) => {
  const name = type.replace('+', '-');
  await create(name, { labels: { a: 'b' } });
  const query = type === APPLY ? '?fieldManager=test' : '';
  const labelled = await patch(`${MIGRATIONS}/${name}${query}`, type, ofObject);
  expect([labelled.code, labelled.body.metadata.labels]).toEqual([200, { a: 'b', ...LABELS }]);
  const told = await patch(`${MIGRATIONS}/${name}/status${query}`, type, ofStatus);
  expect([told.code, told.body.status]).toEqual([200, { conditions: [CONDITION] }]);
  const ofOther = told.body.metadata.managedFields.filter(({ subresource }: any) => subresource === 'status');
  expect(ofOther).toHaveLength(1);
  const left = await patch(`${MIGRATIONS}/${name}/status`, 'merge-patch+json', { metadata: { labels: { c: 'd' } } });
  expect(left.body.metadata.labels).toEqual({ a: 'b', ...LABELS });
});

test('a collection of them goes as one', async () => {
  await Promise.all([create('one', { labels: { of: 'many' } }), create('two', { labels: { of: 'many' } })]);
  await create('other');
  const gone = await api.call(`${MIGRATIONS}?labelSelector=of%3Dmany`, { method: 'DELETE' });
  expect(gone.code).toBe(200);
  const left = (await api.call(MIGRATIONS)).body.items.map(({ metadata }: any) => metadata.name);
  expect(left).toContain('other');
  expect(left).not.toContain('one');
});

const DOOR_DEFINITION = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/doors.example.com';
const definition = (storage: string, ...served: string[]) => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'doors.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { plural: 'doors', kind: 'Door' },
    versions: served.map((name) => ({
      name,
      served: true,
      storage: name === storage,
      schema: { openAPIV3Schema: { type: 'object', properties: { width: { type: 'integer' } } } },
    })),
  },
});
const doors = (version: string) => `/apis/example.com/${version}/namespaces/default/doors`;

/** An object as it lies in etcd. */
async function stored(group: string, plural: string, name: string): Promise<Buffer> {
  const store = createEtcdStore({ servers: [cluster.etcd.url] });
  try {
    return (await store.get(objectKeyOf({ group, plural, namespace: 'default', name }))).item!.value;
  } finally {
    await store.close();
  }
}

/** Migrates a resource; what its status says in the end. */
async function migrated(server: RunningApiserver, name: string, resource: object): Promise<any> {
  const controllers = await startControllers(cluster, server, [storageVersionMigratorController]);
  try {
    const body = { ...migration(name), spec: { resource } };
    expect((await server.call(MIGRATIONS, { method: 'POST', body })).code).toBe(201);
    return await eventually(async () => {
      const { status } = (await server.call(`${MIGRATIONS}/${name}`)).body;
      return status.conditions?.some(({ type, status: is }: any) => type === 'Running' && is === 'False') && status;
    });
  } finally {
    await controllers.stop();
  }
}
const told = ({ conditions }: any) =>
  conditions.map(({ type, status, reason }: any) => `${type}=${status} ${reason}`).sort();
const DONE = ['Running=False MigrationCompleted', 'Succeeded=True StorageVersionMigrationSucceeded'];

test('a custom resource is migrated to another version, so that the one before can go', async () => {
  const created = await api.call('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', {
    method: 'POST',
    body: definition('v1', 'v1'),
  });
  expect(created.code).toBe(201);
  await eventually(async () => {
    const body = { apiVersion: 'example.com/v1', kind: 'Door', metadata: { name: 'a' }, width: 80 };
    return (await api.call(doors('v1'), { method: 'POST', body })).code === 201;
  });
  const { spec } = definition('v2', 'v1', 'v2');
  expect((await patch(DOOR_DEFINITION, 'merge-patch+json', { spec })).code).toBe(200);
  await eventually(async () => (await api.call(doors('v2'))).code === 200);
  expect((await api.call(DOOR_DEFINITION)).body.status.storedVersions).toEqual(['v1', 'v2']);
  const early = await patch(DOOR_DEFINITION, 'merge-patch+json', { spec: definition('v2', 'v2').spec });
  expect([early.code, early.body.message]).toEqual([422, expect.stringContaining('storage migration')]);
  expect(JSON.parse((await stored('example.com', 'doors', 'a')).toString()).apiVersion).toBe('example.com/v1');

  const status = await migrated(api, 'doors', { group: 'example.com', resource: 'doors' });
  expect(told(status)).toEqual(DONE);
  expect(status.resourceVersion).toMatch(/^[1-9][0-9]*$/);
  expect(JSON.parse((await stored('example.com', 'doors', 'a')).toString()).apiVersion).toBe('example.com/v2');
  const after = (await api.call(DOOR_DEFINITION)).body.status;
  expect(after.storedVersions).toEqual(['v2']);
  expect(after.conditions).toContainEqual(
    expect.objectContaining({ type: 'StorageMigrating', status: 'False', reason: 'MigrationSucceeded' }),
  );
  expect((await patch(DOOR_DEFINITION, 'merge-patch+json', { spec: definition('v2', 'v2').spec })).code).toBe(200);
  await eventually(async () => (await api.call(doors('v1'))).code === 404);
  expect((await api.call(`${doors('v2')}/a`)).body.width).toBe(80);
});

test('Secrets are migrated to the key that is the first one now', async () => {
  const path = '/api/v1/namespaces/default/secrets';
  const secret = { metadata: { name: 'plain' }, stringData: { a: 'b' } };
  expect((await api.call(path, { method: 'POST', body: secret })).code).toBe(201);
  expect((await stored('', 'secrets', 'plain')).toString()).toMatch(/^\{/);
  const file = join(cluster.directory, 'encryption.json');
  const keys = [{ name: 'one', secret: randomBytes(32).toString('base64') }];
  const configuration = {
    apiVersion: 'apiserver.config.k8s.io/v1',
    kind: 'EncryptionConfiguration',
    resources: [{ resources: ['secrets'], providers: [{ aescbc: { keys } }, { identity: {} }] }],
  };
  writeFileSync(file, JSON.stringify(configuration));
  const encrypting = await cluster.start({ 'encryption-provider-config': file });
  expect(told(await migrated(encrypting, 'secrets', { group: '', resource: 'secrets' }))).toEqual(DONE);
  expect((await stored('', 'secrets', 'plain')).toString('latin1')).toMatch(/^k8s:enc:aescbc:v1:one:/);
  expect((await encrypting.call(`${path}/plain`)).body.data).toEqual({ a: 'Yg==' });
});

test('what has no objects of its own to write fails', async () => {
  const status = await migrated(api, 'reviews', { group: 'authorization.k8s.io', resource: 'subjectaccessreviews' });
  expect(told(status)).toEqual(['Failed=True StorageVersionMigrationFailed', 'Running=False MigrationCompleted']);
  expect(status.conditions.find(({ type }: any) => type === 'Failed').message).toBe(
    'resource "authorization.k8s.io/v1, Resource=subjectaccessreviews" does not support discovery operations: [update patch list]',
  );
});
