import { AUTHORITY, STUB_REQUEST } from '../../apps/apiserver/src/resources/testdata/certificates';
import { startTestCluster, type RunningApiserver, type TestCluster } from './apiserver-harness';

jest.setTimeout(60_000);

let cluster: TestCluster;
let api: RunningApiserver;
beforeAll(async () => {
  cluster = await startTestCluster();
  api = await cluster.start();
});
afterAll(() => cluster.stop());

const STORAGE = '/apis/storage.k8s.io/v1';
const CERTIFICATES = '/apis/certificates.k8s.io/v1';
const create = (path: string, body: object) => api.call(path, { method: 'POST', body });
const patch = (path: string, body: object) =>
  api.call(path, { method: 'PATCH', body, headers: { 'content-type': 'application/merge-patch+json' } });

test('the life of a CSINode', async () => {
  const driver = { name: 'a.b', nodeID: 'n', topologyKeys: null };
  expect((await create(`${STORAGE}/csinodes`, { metadata: { name: 'n' }, spec: { drivers: [driver] } })).code).toBe(
    201,
  );
  const labelled = await patch(`${STORAGE}/csinodes/n`, { metadata: { labels: { a: 'b' } } });
  expect(labelled.body.metadata.labels).toEqual({ a: 'b' });
  expect((await api.call(`${STORAGE}/csinodes?labelSelector=a%3Db`)).body.items).toHaveLength(1);
  const deleted = await api.call(`${STORAGE}/csinodes/n`, { method: 'DELETE' });
  expect([deleted.code, deleted.body.kind]).toEqual([200, 'CSINode']);
});

test('a VolumeAttachment, whose status is written apart from it', async () => {
  const spec = { attacher: 'a.b', nodeName: 'n', source: { persistentVolumeName: 'v' } };
  const status = { attached: true };
  const { body } = await create(`${STORAGE}/volumeattachments`, { metadata: { name: 'v' }, spec, status });
  expect(body.status).toEqual({ attached: false });
  const attached = await patch(`${STORAGE}/volumeattachments/v/status`, { spec: { nodeName: 'm' }, status });
  expect(attached.body).toMatchObject({ spec, status });
  const moved = await patch(`${STORAGE}/volumeattachments/v`, { spec: { nodeName: 'm' } });
  expect([moved.code, moved.body.message]).toEqual([422, expect.stringMatching(/spec: Invalid value: .*immutable$/)]);
  expect(await api.kubectl(['get', 'volumeattachments'])).toMatch(/v +a\.b +v +n +true/);
});

test('drivers, capacities and classes of attributes', async () => {
  const driver = await create(`${STORAGE}/csidrivers`, { metadata: { name: 'a.b' }, spec: {} });
  expect(driver.body.spec).toMatchObject({ attachRequired: true, volumeLifecycleModes: ['Persistent'] });
  expect(await api.kubectl(['get', 'csidrivers'])).toMatch(/a\.b +true +false +false +<unset> +false +Persistent/);
  const path = `${STORAGE}/namespaces/default/csistoragecapacities`;
  expect((await create(path, { metadata: { name: 'c' }, storageClassName: 'fast', capacity: '1Gi' })).code).toBe(201);
  expect((await api.call(`${STORAGE}/csistoragecapacities`)).body.items).toHaveLength(1);
  const attributes = { metadata: { name: 'gold' }, driverName: 'a.b', parameters: { iops: '1' } };
  expect((await create(`${STORAGE}/volumeattributesclasses`, attributes)).code).toBe(201);
  expect(await api.kubectl(['get', 'vac'])).toMatch(/gold +a\.b/);
});

test('who may attest for a signer, and who may sign as it', async () => {
  const bundle = (name: string, signerName?: string) => ({
    metadata: { name },
    spec: { trustBundle: AUTHORITY, ...(signerName && { signerName }) },
  });
  expect((await create(`${CERTIFICATES}/clustertrustbundles`, bundle('a'))).code).toBe(201);
  expect((await create(`${CERTIFICATES}/clustertrustbundles`, bundle('a.b:c:d', 'a.b/c'))).code).toBe(201);
  const found = await api.call(`${CERTIFICATES}/clustertrustbundles?fieldSelector=spec.signerName%3Da.b/c`);
  expect(found.body.items.map(({ metadata }: any) => metadata.name)).toEqual(['a.b:c:d']);

  const path = `${CERTIFICATES}/namespaces/default/podcertificaterequests`;
  const spec = {
    signerName: 'a.b/c',
    podName: 'p',
    podUID: '1',
    serviceAccountName: 's',
    serviceAccountUID: '2',
    nodeName: 'n',
    nodeUID: '3',
    stubPKCS10Request: STUB_REQUEST,
  };
  const made = await create(path, { metadata: { name: 'r' }, spec });
  expect([made.code, made.body.spec.maxExpirationSeconds]).toEqual([201, 86_400]);

  const role = (name: string, rules: object[]) =>
    create('/apis/rbac.authorization.k8s.io/v1/clusterroles', { metadata: { name }, rules });
  const group = 'certificates.k8s.io';
  await role('writer', [
    { apiGroups: [group], resources: ['clustertrustbundles'], verbs: ['create'] },
    { apiGroups: [group], resources: ['podcertificaterequests/status'], verbs: ['patch'] },
  ]);
  await create('/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', {
    metadata: { name: 'writer' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'writer' },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'ann' }],
  });
  const asAnn = { 'impersonate-user': 'ann' };
  const attested = await api.call(`${CERTIFICATES}/clustertrustbundles`, {
    method: 'POST',
    body: bundle('a.b:c:e', 'a.b/c'),
    headers: asAnn,
  });
  expect([attested.code, attested.body.message]).toEqual([
    403,
    'clustertrustbundles.certificates.k8s.io "a.b:c:e" is forbidden: user not permitted to attest for signerName "a.b/c"',
  ]);
  const condition = {
    type: 'Denied',
    status: 'True',
    reason: 'No',
    message: 'no',
    lastTransitionTime: '2026-01-01T00:00:00Z',
  };
  const denial = { status: { conditions: [condition] } };
  const headers = { ...asAnn, 'content-type': 'application/merge-patch+json' };
  const signed = await api.call(`${path}/r/status`, { method: 'PATCH', body: denial, headers });
  expect([signed.code, signed.body.message]).toEqual([
    422,
    'PodCertificateRequest.certificates.k8s.io "r" is invalid: spec.signerName: Forbidden: User "ann" is not permitted to "sign" for signer "a.b/c"',
  ]);
  expect((await patch(`${path}/r/status`, denial)).code).toBe(200);
  expect(await api.kubectl(['get', 'podcertificaterequests'])).toMatch(/r +p +s +n +a\.b\/c +Denied +<none>/);
});

test('a claim grows where its class says so', async () => {
  const claim = {
    metadata: { name: 'c' },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, storageClassName: 'standard' },
  };
  const path = '/api/v1/namespaces/default/persistentvolumeclaims';
  await create(path, claim);
  await patch(`${path}/c/status`, { status: { phase: 'Bound', capacity: { storage: '1Gi' } } });
  const larger = { spec: { resources: { requests: { storage: '2Gi' } } } };
  expect((await patch(`${path}/c`, larger)).code).toBe(200);
  const other = { ...claim, metadata: { name: 'd' }, spec: { ...claim.spec, storageClassName: 'none' } };
  await create(path, other);
  await patch(`${path}/d/status`, { status: { phase: 'Bound', capacity: { storage: '1Gi' } } });
  const refused = await patch(`${path}/d`, larger);
  expect([refused.code, refused.body.message]).toEqual([
    403,
    expect.stringContaining('only dynamically provisioned pvc can be resized'),
  ]);
});
