import { startTestCluster, type RunningApiserver, type TestCluster } from './apiserver-harness';

jest.setTimeout(60_000);

let cluster: TestCluster;
let api: RunningApiserver;
beforeAll(async () => {
  cluster = await startTestCluster();
  api = await cluster.start();
});
afterAll(() => cluster.stop());

const PATH = '/apis/certificates.k8s.io/v1/certificatesigningrequests';
/** Of system:node:n1 in the groups system:nodes and b. */
const OF_NODE =
  'LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlJQkhqQ0J4QUlCQURBOE1SVXdFd1lEVlFRS0RBeHplWE4wWlcwNmJtOWtaWE14Q2pBSUJnTlZCQW9NQVdJeApGekFWQmdOVkJBTU1Ebk41YzNSbGJUcHViMlJsT200eE1Ga3dFd1lIS29aSXpqMENBUVlJS29aSXpqMERBUWNEClFnQUVKZHVlN1BEbHJpSWZTZU4rMGxSRHA5Z3FWTnBETnk5NS9NanhDM1NtZFErSDZGMFl6OEtQSU53NTR2QWMKaUl2WC85TmR4YzlrN1VLSUhxWmVxbzFxMEtBbU1DUUdDU3FHU0liM0RRRUpEakVYTUJVd0V3WURWUjBSQkF3dwpDb0lDYmpHSEJBb0FBQUV3Q2dZSUtvWkl6ajBFQXdJRFNRQXdSZ0loQUlhTEVMbCtaL0dTbjdJL1FaTkJHM0xqCllPbkxKZXpYUGU2cE40MHBpaWVyQWlFQTdQTDI3VGxtMFVGOUMzVnNxRFRLRmFtUFlnZ01sOTJhSzE4a2NQZVkKdjJVPQotLS0tLUVORCBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0K';
/** Of root in the group system:masters. */
const OF_MASTER =
  'LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlJQ2JUQ0NBVlVDQVFBd0tERVhNQlVHQTFVRUNnd09jM2x6ZEdWdE9tMWhjM1JsY25NeERUQUxCZ05WQkFNTQpCSEp2YjNRd2dnRWlNQTBHQ1NxR1NJYjNEUUVCQVFVQUE0SUJEd0F3Z2dFS0FvSUJBUUNwZGNKNXMwRjltNWYwCklGaHp5Um5DLzNKeWh6Uld6MGJ4RGpLaGlnWllxTGdXQmJoMDU5eTFOVFlwZjdEL2doS2ZjTVdEZWdHakxpdDEKc09TN01wR3I2LzZCU2RpUm0rQkk3dkVNT0hMaVRNTzQ4YlV6STlOWE5rVkhIQ0dmRlQvTDE0U0xyNkNBUC9Hagp6S3FndzJNSTJCNmg2SUxZWS9hVi8zQnhVRlhUYUFKYkRtVThKa1FzaTlXc0VuT3h4Q0RDc1R4UURpK2VyWFhECllGa3d5RU1aSzdSbmF3VjF5MklUTmluYWZNMmQ3S1lJUHZ4Q01YZ2pna04xSXV6RVhSUkUyWmw1WXJZQTJmVnUKN0FBRHRIQitVcWdNa2Z4TjlySzlra2ZGVzV4WkhmNFpqS2MxQTRXYVEyQXVtY2E5ekU2clJWMWxTcGJVM2ZuSgo2bGhyOGQveEFnTUJBQUdnQURBTkJna3Foa2lHOXcwQkFRc0ZBQU9DQVFFQUt3VDRPL0dFUllXMnlvcVZHTEtBCnpLeTRUbklvNm5BZjJFalVHc0JydHNtczJxaXlOaGdXdmZHcTg1SnVyMFozd0d2TmM2WWxWWEpDR2k4WjFONVMKbksyYVhwZXJBMElrNFIzWTIweWY4NXBFMXQ5SUlvM2gyL2RsTUxPdU1KZDlUcUZaamRDRCtqUDVpN002aVdlOQpHWTBWdVgwREF4alRHd0FZaE00MXkxMk45ckVGbGtaOHU5c3F1b3grVnBXR3NtbS9pNXBMcE1lYlNodURzWGdICnNOeDJyUDBQaHJVZmRrRlZQMkJ4QTZHMWNDc1NXS3VxaXZSaHhNSGo0TENiZkxxK3h6K3JaYUlGYUFQdDBvZkEKQXI3MEpod0JCd1ltN004eHRuVjdTTU5Cb0VGNkY5N05uWWcrNHdmdkRoTDlxVVoyN3RLUmp6dGppZjNuVjh2VwpRdz09Ci0tLS0tRU5EIENFUlRJRklDQVRFIFJFUVVFU1QtLS0tLQo=';

const csr = (name: string, spec: object = {}) => ({
  metadata: { name },
  spec: { request: OF_NODE, signerName: 'example.com/signer', usages: ['client auth'], ...spec },
});
const create = (body: object) => api.call(PATH, { method: 'POST', body });
const put = (path: string, body: object) => api.call(path, { method: 'PUT', body });

test('a request is approved by approval and signed by status, each in its own way', async () => {
  const { body } = await create(csr('web', { username: 'somebody else', expirationSeconds: 3600 }));
  expect(body.spec).toMatchObject({ username: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] });
  const approved = { type: 'Approved', status: 'True', reason: 'Test', message: 'fine' };
  const byStatus = await put(`${PATH}/web/status`, { ...body, status: { conditions: [approved] } });
  expect(byStatus.body.message).toContain(
    'status.conditions: Forbidden: updates may not add a condition of type "Approved"',
  );
  const changed = { ...body, spec: { ...body.spec, signerName: 'other.com/x' }, status: { conditions: [approved] } };
  const decided = await put(`${PATH}/web/approval`, changed);
  expect([decided.code, decided.body.spec.signerName, decided.body.status.conditions]).toEqual([
    200,
    'example.com/signer',
    [expect.objectContaining({ ...approved, lastUpdateTime: expect.any(String) })],
  ]);
  const certificate = Buffer.from(cluster.ca.certificatePem).toString('base64');
  const signed = await put(`${PATH}/web/status`, { ...decided.body, status: { ...decided.body.status, certificate } });
  expect([signed.code, signed.body.status?.certificate]).toEqual([200, certificate]);
  const headers = { 'content-type': 'application/merge-patch+json' };
  const denied = { status: { conditions: [...signed.body.status.conditions, { type: 'Denied', status: 'True' }] } };
  const both = await api.call(`${PATH}/web/approval`, { method: 'PATCH', body: denied, headers });
  expect(both.body.message).toContain('status.conditions: Invalid value');
  expect(both.body.message).toContain('must specify at most one of: ');
  expect(await api.kubectl(['get', 'csr', 'web'])).toMatch(
    /example\.com\/signer +kubernetes-admin +60m +Approved,Issued/,
  );
  const found = await api.call(`${PATH}?fieldSelector=spec.signerName%3Dexample.com/signer`);
  expect(found.body.items.map(({ metadata }: any) => metadata.name)).toEqual(['web']);
});

test('kubectl approves', async () => {
  await create(csr('by-kubectl'));
  expect(await api.kubectl(['certificate', 'approve', 'by-kubectl'])).toContain('by-kubectl approved');
  expect((await api.call(`${PATH}/by-kubectl/approval`)).body.status.conditions[0]).toMatchObject({ type: 'Approved' });
});

test('a request that is none, and one for more than anybody may ask for', async () => {
  const wrong = await create(
    csr('wrong', { request: 'AA==', signerName: 'x', usages: ['hacking', 'hacking'], expirationSeconds: 5 }),
  );
  expect(wrong.body.details.causes.map(({ field }: any) => field)).toEqual(
    expect.arrayContaining([
      'spec.request',
      'spec.signerName',
      'spec.usages[0]',
      'spec.usages[1]',
      'spec.expirationSeconds',
    ]),
  );
  const signerName = 'kubernetes.io/kube-apiserver-client';
  expect((await create(csr('root', { request: OF_MASTER, signerName }))).body.message).toBe(
    'certificatesigningrequests.certificates.k8s.io "root" is forbidden: use of kubernetes.io/kube-apiserver-client signer with system:masters group is not allowed',
  );
});

test('who may write approvals still needs to be allowed to approve for the signer', async () => {
  const user = await cluster.ca.issue({ file: 'eve', commonName: 'eve', usages: ['client'] });
  const rules = [
    { apiGroups: ['certificates.k8s.io'], resources: ['*'], verbs: ['create', 'get', 'update'], resourceNames: [] },
  ];
  const roles = '/apis/rbac.authorization.k8s.io/v1';
  await api.call(`${roles}/clusterroles`, { method: 'POST', body: { metadata: { name: 'eve' }, rules } });
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'eve' };
  const subjects = [{ kind: 'User', name: 'eve', apiGroup: 'rbac.authorization.k8s.io' }];
  await api.call(`${roles}/clusterrolebindings`, {
    method: 'POST',
    body: { metadata: { name: 'eve' }, roleRef, subjects },
  });
  const { body } = await api.call(PATH, { method: 'POST', body: csr('eve'), as: user });
  const status = { conditions: [{ type: 'Approved', status: 'True' }] };
  const refused = await api.call(`${PATH}/eve/approval`, { method: 'PUT', body: { ...body, status }, as: user });
  expect(refused.body.message).toBe(
    'certificatesigningrequests.certificates.k8s.io "eve" is forbidden: user not permitted to approve requests with signerName "example.com/signer"',
  );
});

test('an Ingress without a class gets the default one', async () => {
  const classes = '/apis/networking.k8s.io/v1/ingressclasses';
  // The newest counts; of the same second, as the server's own may be, the first by name.
  const annotations = { 'ingressclass.kubernetes.io/is-default-class': 'true' };
  const spec = { controller: 'example.com/ingress' };
  await api.call(classes, { method: 'POST', body: { metadata: { name: 'other' }, spec } });
  await api.call(classes, { method: 'POST', body: { metadata: { name: 'default', annotations }, spec } });
  const backend = { service: { name: 'web', port: { number: 80 } } };
  const ingress = { metadata: { name: 'web' }, spec: { defaultBackend: backend } };
  const path = '/apis/networking.k8s.io/v1/namespaces/default/ingresses';
  expect((await api.call(path, { method: 'POST', body: ingress })).body.spec).toMatchObject({
    ingressClassName: 'default',
  });
  expect(await api.kubectl(['get', 'ingressclass,ingress'])).toMatch(
    /default \(default\)[^]*ingress\.networking\.k8s\.io\/web +default +\* +80/,
  );
});
