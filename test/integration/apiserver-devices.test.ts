import { startTestCluster, type RunningApiserver, type TestCluster } from './apiserver-harness';

jest.setTimeout(60_000);

let cluster: TestCluster;
let api: RunningApiserver;
beforeAll(async () => {
  cluster = await startTestCluster();
  api = await cluster.start();
});
afterAll(() => cluster.stop());

const GROUP = '/apis/resource.k8s.io/v1';
const HERE = `${GROUP}/namespaces/default`;
const requests = [{ name: 'r', exactly: { deviceClassName: 'c' } }];
const pool = { name: 'p', generation: 1, resourceSliceCount: 1 };
const result = { request: 'r', driver: 'a.b', pool: 'p', device: 'd' };
const condition = {
  type: 'Ready',
  status: 'True',
  reason: 'Because',
  message: 'm',
  lastTransitionTime: '2026-01-01T00:00:00Z',
};

interface Kind {
  kind: string;
  collection: string;
  spec: object;
  /** A change of the spec that is allowed; none where it cannot be changed. */
  change?: object;
  status?: object;
}

const kinds: Kind[] = [
  { kind: 'DeviceClass', collection: `${GROUP}/deviceclasses`, spec: {}, change: { extendedResourceName: 'a.b/c' } },
  {
    kind: 'DeviceTaintRule',
    collection: `${GROUP}/devicetaintrules`,
    spec: { taint: { key: 'k', effect: 'NoSchedule' } },
    change: { taint: { key: 'k', effect: 'NoExecute' } },
    status: { conditions: [condition] },
  },
  {
    kind: 'ResourceClaim',
    collection: `${HERE}/resourceclaims`,
    spec: { devices: { requests } },
    status: { allocation: { devices: { results: [result] } } },
  },
  {
    kind: 'ResourceClaimTemplate',
    collection: `${HERE}/resourceclaimtemplates`,
    spec: { spec: { devices: { requests } } },
  },
  {
    kind: 'ResourceSlice',
    collection: `${GROUP}/resourceslices`,
    spec: { driver: 'a.b', nodeName: 'n', pool },
    change: { pool: { ...pool, generation: 2 } },
  },
];

const API_VERSION = 'resource.k8s.io/v1';
const call = (method: string, path: string, body?: unknown, type = 'application/json') =>
  api.call(path, { method, ...(body === undefined ? {} : { body, headers: { 'content-type': type } }) });
const MERGE = 'application/merge-patch+json';
const APPLY = 'application/apply-patch+yaml';

test.each(kinds)('everything that can be done with a $kind', async ({ kind, collection, spec, change, status }) => {
  const labels = { test: 'devices' };
  const object = { apiVersion: API_VERSION, kind, metadata: { name: 'one', labels }, spec };
  const item = `${collection}/one`;
  const found = await api.call(GROUP);
  expect(found.body.resources.map((resource: any) => resource.kind)).toContain(kind);

  const created = await call('POST', collection, object);
  expect([created.code, created.body.kind]).toEqual([201, kind]);
  expect((await call('POST', collection, object)).body.reason).toBe('AlreadyExists');
  expect((await call('GET', item)).body).toEqual(created.body);
  expect((await call('GET', `${collection}?labelSelector=test%3Ddevices`)).body.items).toHaveLength(1);

  const annotated = await call('PATCH', item, { metadata: { annotations: { a: 'b' } } }, MERGE);
  expect(annotated.body.metadata.annotations).toEqual({ a: 'b' });
  const updated = await call('PUT', item, {
    ...annotated.body,
    metadata: { ...annotated.body.metadata, annotations: { a: 'c' } },
  });
  expect([updated.code, updated.body.metadata.annotations]).toEqual([200, { a: 'c' }]);
  const applied = await call(
    'PATCH',
    `${item}?fieldManager=applier`,
    JSON.stringify({ apiVersion: API_VERSION, kind, metadata: { name: 'one', labels: { applied: 'yes' } } }),
    APPLY,
  );
  expect([applied.code, applied.body.metadata.labels]).toEqual([200, { ...labels, applied: 'yes' }]);
  if (change) expect((await call('PATCH', item, { spec: change }, MERGE)).body.spec).toMatchObject(change);
  else {
    const refused = await call('PATCH', item, { spec: null }, MERGE);
    expect([refused.code, refused.body.message]).toEqual([422, expect.stringContaining('immutable')]);
  }

  if (status) {
    const ignored = await call('PATCH', item, { status }, MERGE);
    expect(ignored.body.status ?? {}).toEqual({});
    const patched = await call('PATCH', `${item}/status`, { status, spec: null }, MERGE);
    expect(patched.body.status).toMatchObject(status);
    expect(patched.body.spec).toMatchObject(change ?? spec);
    expect((await call('GET', `${item}/status`)).body.status).toEqual(patched.body.status);
    expect((await call('PUT', `${item}/status`, patched.body)).code).toBe(200);
    const ofStatus = await call(
      'PATCH',
      `${item}/status?fieldManager=applier&force=true`,
      JSON.stringify({ apiVersion: API_VERSION, kind, metadata: { name: 'one' }, status }),
      APPLY,
    );
    expect([ofStatus.code, ofStatus.body.status]).toEqual([200, patched.body.status]);
  }

  expect((await call('DELETE', item)).code).toBe(200);
  expect((await call('GET', item)).code).toBe(404);
  for (const name of ['two', 'three']) await call('POST', collection, { ...object, metadata: { name, labels } });
  expect((await call('DELETE', `${collection}?labelSelector=test%3Ddevices`)).code).toBe(200);
  expect((await call('GET', collection)).body.items).toEqual([]);
});

test('whoever looks after devices of others needs a namespace for that', async () => {
  const spec = { devices: { requests: [{ name: 'r', exactly: { deviceClassName: 'c', adminAccess: true } }] } };
  const refused = await call('POST', `${HERE}/resourceclaims`, { metadata: { name: 'admin' }, spec });
  expect([refused.code, refused.body.message]).toEqual([
    422,
    expect.stringMatching(
      /spec\.devices\.requests\[0\]\.adminAccess: Forbidden: admin access to devices requires the `resource\.kubernetes\.io\/admin-access: true` label/,
    ),
  ]);
  const labels = { 'resource.kubernetes.io/admin-access': 'true' };
  await call('PATCH', '/api/v1/namespaces/default', { metadata: { labels } }, MERGE);
  expect((await call('POST', `${HERE}/resourceclaims`, { metadata: { name: 'admin' }, spec })).code).toBe(201);
});

test('what kubectl shows', async () => {
  await call('POST', `${GROUP}/resourceslices`, {
    metadata: { name: 's' },
    spec: { driver: 'a.b', nodeName: 'n', pool, devices: [{ name: 'd' }] },
  });
  await call('POST', `${HERE}/resourceclaims`, { metadata: { name: 'c' }, spec: { devices: { requests } } });
  expect(await api.kubectl(['get', 'resourceslices', '--field-selector', 'spec.nodeName=n'])).toMatch(/s +n +a\.b +p/);
  expect(await api.kubectl(['get', 'resourceclaims', 'c'])).toMatch(/c +pending/);
  const status = { allocation: { devices: { results: [result] } } };
  await call('PATCH', `${HERE}/resourceclaims/c/status`, { status }, MERGE);
  const reservedFor = [{ resource: 'pods', name: 'p', uid: 'u' }];
  await call('PATCH', `${HERE}/resourceclaims/c/status`, { status: { reservedFor } }, MERGE);
  expect(await api.kubectl(['get', 'resourceclaims', 'c'])).toMatch(/c +allocated,reserved/);
});
