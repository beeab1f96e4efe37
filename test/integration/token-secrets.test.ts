import { eventually } from '@kubets/component/testing';
import { tokensController } from '../../apps/controller-manager/src/controllers/serviceaccount/tokens-controller';
import { startTestCluster, type RunningApiserver, type TestCluster } from './apiserver-harness';
import { startControllers, type RunningControllers } from './controllers-harness';

jest.setTimeout(60_000);

let cluster: TestCluster;
let api: RunningApiserver;
let controllers: RunningControllers;

beforeAll(async () => {
  cluster = await startTestCluster();
  api = await cluster.start();
  controllers = await startControllers(cluster, api, [tokensController], {
    'root-ca-file': cluster.ca.certificateFile,
    'service-account-private-key-file': cluster.signingKeyFile,
  });
});
afterAll(async () => {
  await controllers.stop();
  await cluster.stop();
});

const SECRETS = '/api/v1/namespaces/default/secrets';
const REVIEWS = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
const secretOf = (account: string, name = `${account}-token`) => `
apiVersion: v1
kind: Secret
metadata:
  name: ${name}
  annotations:
    kubernetes.io/service-account.name: ${account}
type: kubernetes.io/service-account-token
`;
const read = async (name: string) => (await api.call(`${SECRETS}/${name}`)).body;
const text = (value: string): string => Buffer.from(value, 'base64').toString();

/** Makes an account and a Secret for its token as the documentation has it; resolves to the token. */
async function tokenOf(account: string): Promise<string> {
  await api.kubectl(['create', 'serviceaccount', account]);
  await api.kubectl(['apply', '-f', '-'], { stdin: secretOf(account) });
  return eventually(async () => {
    const { data } = await read(`${account}-token`);
    return data?.token && text(data.token);
  });
}

/** Who the API server says that a token's user is: a refusal's code, or the user and the warnings that come with it. */
async function whoami(token: string) {
  const { code, body, headers } = await api.call(REVIEWS, {
    method: 'POST',
    as: null,
    headers: { authorization: `Bearer ${token}` },
    body: { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' },
  });
  return code === 201 ? { user: body.status.userInfo, warning: headers['warning'] } : code;
}

const change = (path: string, body: object) =>
  api.call(path, { method: 'PATCH', headers: { 'content-type': 'application/merge-patch+json' }, body });

test('a Secret gets a token that the API server takes, and the day of its use', async () => {
  const token = await tokenOf('web');
  const { data, metadata } = await read('web-token');
  expect(text(data.namespace)).toBe('default');
  expect(text(data['ca.crt'])).toBe(cluster.ca.certificatePem);
  const { body: account } = await api.call('/api/v1/namespaces/default/serviceaccounts/web');
  expect(metadata.annotations['kubernetes.io/service-account.uid']).toBe(account.metadata.uid);
  expect(await whoami(token)).toEqual({
    user: {
      username: 'system:serviceaccount:default:web',
      uid: account.metadata.uid,
      groups: ['system:serviceaccounts', 'system:serviceaccounts:default', 'system:authenticated'],
    },
    warning: undefined,
  });
  const used = (await read('web-token')).metadata.labels['kubernetes.io/legacy-token-last-used'];
  expect(used).toBe(new Date().toISOString().slice(0, 10));
  const { body: tracking } = await api.call(
    '/api/v1/namespaces/kube-system/configmaps/kube-apiserver-legacy-service-account-token-tracking',
  );
  expect(tracking.data).toEqual({ since: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) });
});

test('kubectl shows it, and works with it', async () => {
  const token = await tokenOf('shown');
  const described = await api.kubectl(['describe', 'secret', 'shown-token']);
  expect(described).toContain('Type:  kubernetes.io/service-account-token');
  expect(described).toContain(token);
  const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', spec: { token } };
  const { body } = await api.call('/apis/authentication.k8s.io/v1/tokenreviews', { method: 'POST', body: review });
  expect(body.status).toMatchObject({
    authenticated: true,
    user: { username: 'system:serviceaccount:default:shown' },
    audiences: ['https://kubernetes.default.svc.cluster.local'],
  });
});

test('a token that is taken out is made anew, and the old one counts no more', async () => {
  const before = await tokenOf('rotated');
  await change(`${SECRETS}/rotated-token`, { data: { token: null, namespace: null } });
  const after = await eventually(async () => {
    const { data } = await read('rotated-token');
    return data?.token && data.namespace && text(data.token);
  });
  // Signatures of elliptic curves are never the same.
  expect(after).not.toBe(before);
  expect(await whoami(after)).toMatchObject({ user: { username: 'system:serviceaccount:default:rotated' } });
  expect(await whoami(before)).toBe(401);
});

test('one that is marked as invalid is refused until the mark goes', async () => {
  const token = await tokenOf('marked');
  const mark = (value: string | null) =>
    change(`${SECRETS}/marked-token`, { metadata: { labels: { 'kubernetes.io/legacy-token-invalid-since': value } } });
  await mark('2026-01-01');
  await eventually(async () => (await whoami(token)) === 401);
  await mark(null);
  await eventually(async () => (await whoami(token)) !== 401);
});

test('one that its account lists is warned of', async () => {
  const token = await tokenOf('listed');
  await change('/api/v1/namespaces/default/serviceaccounts/listed', { secrets: [{ name: 'listed-token' }] });
  await eventually(async () => JSON.stringify(await whoami(token)).includes('auto-generated secret-based tokens'));
  await api.kubectl(['delete', 'secret', 'listed-token']);
  await eventually(async () => {
    const { body } = await api.call('/api/v1/namespaces/default/serviceaccounts/listed');
    return (body.secrets ?? []).length === 0;
  });
  expect(await whoami(token)).toBe(401);
});

test('it goes with its account, and one of an account that there is not goes at once', async () => {
  const token = await tokenOf('gone');
  await api.kubectl(['delete', 'serviceaccount', 'gone']);
  await eventually(async () => (await api.call(`${SECRETS}/gone-token`)).code === 404);
  expect(await whoami(token)).toBe(401);
  await api.kubectl(['apply', '-f', '-'], { stdin: secretOf('nobody') });
  await eventually(async () => (await api.call(`${SECRETS}/nobody-token`)).code === 404);
});

test('the ConfigMap that says since when uses are written comes back, with a day', async () => {
  const path = '/api/v1/namespaces/kube-system/configmaps/kube-apiserver-legacy-service-account-token-tracking';
  const hasDay = async () => /^\d{4}-\d\d-\d\d$/.test((await api.call(path)).body.data?.since);
  await change(path, { data: { since: 'always' } });
  await eventually(hasDay);
  await api.call(path, { method: 'DELETE' });
  await eventually(hasDay);
});
