import { startTestCluster, type RunningApiserver, type TestCluster } from './apiserver-harness';

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
