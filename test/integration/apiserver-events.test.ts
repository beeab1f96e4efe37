import { spanningKubectls } from '../e2e/cluster/kubectl';
import { startTestCluster, type RunningApiserver, type TestCluster } from './apiserver-harness';

jest.setTimeout(60_000);

let cluster: TestCluster;
let api: RunningApiserver;
/** What the events are about. */
let about: { kind: string; namespace: string; name: string; uid: string };
beforeAll(async () => {
  cluster = await startTestCluster();
  api = await cluster.start();
  const { uid } = (await post('/api/v1/namespaces/default/configmaps', { metadata: { name: 'from' } })).body.metadata;
  about = { kind: 'ConfigMap', namespace: 'default', name: 'from', uid };
});
afterAll(() => cluster.stop());

const CORE = '/api/v1/namespaces/default/events';
const EVENTS = '/apis/events.k8s.io/v1/namespaces/default/events';
const MERGE = { 'content-type': 'application/merge-patch+json' };
const TIME = '2026-01-31T09:30:00.000001Z';

const told = (name: string, more: object = {}) => ({
  apiVersion: 'events.k8s.io/v1',
  kind: 'Event',
  metadata: { name },
  eventTime: TIME,
  reportingController: 'example.com/copier',
  reportingInstance: 'copier-1',
  action: 'Copy',
  reason: 'Copied',
  regarding: about,
  note: 'it is copied',
  type: 'Normal',
  ...more,
});
const older = () => ({
  metadata: { name: 'older' },
  involvedObject: about,
  reason: 'Seen',
  message: 'it was seen',
  source: { component: 'looker' },
  firstTimestamp: '2026-01-31T09:00:00Z',
  lastTimestamp: '2026-01-31T09:10:00Z',
  count: 2,
  type: 'Warning',
});
const post = (path: string, body: object) => api.call(path, { method: 'POST', body });
const namesIn = async (path: string) =>
  (await api.call(path)).body.items.map(({ metadata }: { metadata: { name: string } }) => metadata.name);

test('what is written in one group is read in both', async () => {
  const [ofCore, ofEvents] = [CORE, EVENTS].map((path) => api.watch(`${path}?watch=true`));
  expect((await post(EVENTS, told('newer'))).body).toEqual({
    ...told('newer'),
    metadata: expect.objectContaining({
      name: 'newer',
      managedFields: [expect.objectContaining({ apiVersion: 'events.k8s.io/v1', operation: 'Update' })],
    }),
    deprecatedSource: {},
    deprecatedFirstTimestamp: null,
    deprecatedLastTimestamp: null,
  });
  expect((await api.call(`${CORE}/newer`)).body).toMatchObject({
    apiVersion: 'v1',
    kind: 'Event',
    involvedObject: { kind: 'ConfigMap', name: 'from' },
    message: 'it is copied',
    reportingComponent: 'example.com/copier',
    source: {},
    firstTimestamp: null,
  });

  expect((await post(CORE, older())).code).toBe(201);
  expect((await api.call(`${EVENTS}/older`)).body).toMatchObject({
    apiVersion: 'events.k8s.io/v1',
    regarding: { name: 'from' },
    note: 'it was seen',
    deprecatedSource: { component: 'looker' },
    deprecatedFirstTimestamp: '2026-01-31T09:00:00Z',
    deprecatedCount: 2,
    eventTime: null,
  });
  const seen = await Promise.all([ofCore, ofEvents].map((watch) => watch!.until(({ length }) => length === 2)));
  expect(seen.map((events) => events.map(({ object }) => object.apiVersion))).toEqual([
    ['v1', 'v1'],
    ['events.k8s.io/v1', 'events.k8s.io/v1'],
  ]);
  ofCore!.stop();
  ofEvents!.stop();
});

test.each([
  [`${CORE}?fieldSelector=involvedObject.name=from,reportingComponent=example.com/copier`, ['newer']],
  [`${EVENTS}?fieldSelector=regarding.name=from,reportingController=example.com/copier`, ['newer']],
  [`${EVENTS}?fieldSelector=type=Warning`, ['older']],
  [`${CORE}?fieldSelector=source=looker`, ['older']],
])('%s finds %j', async (path, names) => {
  expect(await namesIn(path)).toEqual(names);
});

test.each([
  [CORE, 'regarding.name'],
  [EVENTS, 'involvedObject.name'],
  [EVENTS, 'source'],
])('%s has no field %s to select by', async (path, field) => {
  expect((await api.call(`${path}?fieldSelector=${field}=x`)).body).toMatchObject({
    code: 400,
    message: `field label not supported: ${field}`,
  });
});

test('more is asked of who writes in the newer group, whatever is there already', async () => {
  expect((await post(EVENTS, told('bad', { deprecatedCount: 1, type: '' }))).body).toMatchObject({
    code: 422,
    message: expect.stringMatching(/^Event "bad" is invalid: \[.*count: Invalid value: "": needs to be unset/),
  });
  const patch = (path: string, body: object) => api.call(path, { method: 'PATCH', body, headers: MERGE });
  expect((await patch(`${EVENTS}/newer`, { note: 'changed' })).body).toMatchObject({
    code: 422,
    message: expect.stringContaining('message: Invalid value: "changed": field is immutable'),
  });
  const series = { count: 2, lastObservedTime: TIME };
  expect((await patch(`${EVENTS}/newer`, { series })).body).toMatchObject({ series, note: 'it is copied' });
  expect((await patch(`${CORE}/newer`, { message: 'changed' })).body).toMatchObject({ series, message: 'changed' });
  // Who wrote is told in the version that they wrote in.
  const { managedFields } = (await api.call(`${CORE}/newer`)).body.metadata;
  expect(managedFields.map(({ apiVersion }: { apiVersion: string }) => apiVersion).sort()).toEqual([
    'events.k8s.io/v1',
    'v1',
  ]);
});

test('each group is authorized by itself', async () => {
  const user = { ...cluster.admin, ...(await cluster.ca.issue({ file: 'u', commonName: 'u', usages: ['client'] })) };
  const rules = [{ verbs: ['list'], apiGroups: ['events.k8s.io'], resources: ['events'] }];
  const roles = '/apis/rbac.authorization.k8s.io/v1/namespaces/default';
  await post(`${roles}/roles`, { metadata: { name: 'r' }, rules });
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'r' };
  await post(`${roles}/rolebindings`, { metadata: { name: 'r' }, roleRef, subjects: [{ kind: 'User', name: 'u' }] });
  expect((await api.call(EVENTS, { as: user })).code).toBe(200);
  expect((await api.call(CORE, { as: user })).code).toBe(403);
});

describe.each(spanningKubectls())('kubectl %s', (version, { path: binary }) => {
  const run = (...args: string[]) => api.kubectl(args, { binary });

  test('shows the events of both groups', async () => {
    for (const resource of ['events', 'events.events.k8s.io']) {
      const shown = await run('get', resource);
      expect(shown).toMatch(/Normal +Copied +configmap\/from/);
      expect(shown).toMatch(/Warning +Seen +configmap\/from +it was seen/);
    }
    if (Number(version.split('.')[1]) >= 26) expect(await run('events')).toMatch(/Seen[^]*Copied|Copied[^]*Seen/);
    const described = await run('describe', 'configmap', 'from');
    expect(described).toMatch(/Normal +Copied .*example\.com\/copier/);
    expect(described).toMatch(/Warning +Seen .*looker +it was seen/);
  });
});

test('a collection that goes in one group is gone in the other', async () => {
  expect((await api.call(EVENTS, { method: 'DELETE' })).body).toMatchObject({ kind: 'EventList' });
  expect(await namesIn(CORE)).toEqual([]);
});
