// Who callers are, what they may do, what is told of them, and how what they write is kept: by Kubernetes' own files and flags.
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { eventually } from '@kubets/component/testing';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose';
import { credentials } from '@grpc/grpc-js';
import { ConfigMapsClient } from '@kubets/proto-gen/core/v1';
import { createEtcdStore } from '@kubets/store';
import { GRPC_TO_ADDRESS, startTestCluster, type RunningApiserver, type TestCluster } from './apiserver-harness';

jest.setTimeout(120_000);

type Answer = (body: any) => object | Promise<object>;

let cluster: TestCluster;
let server: Server;
let port: number;
let privateKey: CryptoKey;
/** What the server beside answers, by path, and what it was asked. */
const answers = new Map<string, Answer>();
const asked: { path: string; body: any }[] = [];
let api: RunningApiserver;

const fileOf = (name: string) => join(cluster.directory, name);
function written(name: string, content: string | object): string {
  writeFileSync(fileOf(name), typeof content === 'string' ? content : JSON.stringify(content));
  return fileOf(name);
}
const kubeconfig = (path: string) => ({
  apiVersion: 'v1',
  kind: 'Config',
  'current-context': 'c',
  clusters: [
    {
      name: 'c',
      cluster: { server: `https://localhost:${port}${path}`, 'certificate-authority': cluster.ca.certificateFile },
    },
  ],
  users: [{ name: 'u', user: { token: 'of-the-apiserver' } }],
  contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
});
const issuer = () => `https://localhost:${port}/issuer`;
const secret = (text: string) => Buffer.from(text.padEnd(32, '.')).toString('base64');
const encryption = (...keys: string[]) => ({
  apiVersion: 'apiserver.config.k8s.io/v1',
  kind: 'EncryptionConfiguration',
  resources: [
    {
      resources: ['secrets', 'widgets.example.com'],
      providers: [{ aescbc: { keys: keys.map((name) => ({ name, secret: secret(name) })) } }, { identity: {} }],
    },
  ],
});

const flags = (): Record<string, string> => ({
  'authentication-config': written('authentication.yaml', {
    apiVersion: 'apiserver.config.k8s.io/v1',
    kind: 'AuthenticationConfiguration',
    jwt: [
      {
        issuer: { url: issuer(), audiences: ['kubets'], certificateAuthority: cluster.ca.certificatePem },
        claimValidationRules: [{ expression: 'claims.level > 1', message: 'level is too low' }],
        claimMappings: {
          username: { expression: "'oidc:' + claims.email" },
          groups: { claim: 'roles', prefix: 'oidc:' },
          uid: { claim: 'sub' },
          extra: [{ key: 'example.com/level', valueExpression: 'string(claims.level)' }],
        },
        userValidationRules: [{ expression: "!user.username.startsWith('oidc:system:')", message: 'reserved' }],
      },
    ],
    anonymous: { enabled: true, conditions: [{ path: '/healthz' }] },
  }),
  'enable-bootstrap-token-auth': 'true',
  'authentication-token-webhook-config-file': written('tokens.json', kubeconfig('/tokens')),
  'authentication-token-webhook-version': 'v1',
  'authorization-config': written('authorization.yaml', {
    apiVersion: 'apiserver.config.k8s.io/v1',
    kind: 'AuthorizationConfiguration',
    authorizers: [
      {
        type: 'Webhook',
        name: 'webhook',
        webhook: {
          timeout: '3s',
          unauthorizedTTL: '0s',
          subjectAccessReviewVersion: 'v1',
          matchConditionSubjectAccessReviewVersion: 'v1',
          failurePolicy: 'Deny',
          connectionInfo: { type: 'KubeConfigFile', kubeConfigFile: written('access.json', kubeconfig('/access')) },
          matchConditions: [{ expression: "request.user == 'webhook:eve' && has(request.resourceAttributes)" }],
        },
      },
      { type: 'Node', name: 'node' },
      { type: 'RBAC', name: 'rbac' },
    ],
  }),
  'audit-policy-file': written('policy.yaml', {
    apiVersion: 'audit.k8s.io/v1',
    kind: 'Policy',
    omitStages: ['RequestReceived'],
    rules: [
      { level: 'RequestResponse', omitManagedFields: true, resources: [{ group: '', resources: ['configmaps'] }] },
      { level: 'Metadata', resources: [{ group: '', resources: ['secrets'] }] },
      { level: 'None' },
    ],
  }),
  'audit-log-path': fileOf('audit.log'),
  'audit-webhook-config-file': written('audit.json', kubeconfig('/audit')),
  'audit-webhook-batch-max-wait': '100ms',
  'encryption-provider-config': written('encryption.yaml', encryption('one')),
});

beforeAll(async () => {
  cluster = await startTestCluster();
  const serving = await cluster.ca.issue({
    file: 'beside',
    commonName: 'beside',
    hosts: ['localhost'],
    usages: ['server'],
  });
  const pair = await generateKeyPair('ES256');
  ({ privateKey } = pair);
  const jwk = { ...(await exportJWK(pair.publicKey)), kid: 'k', alg: 'ES256', use: 'sig' };
  server = createServer(
    { key: readFileSync(serving.keyFile), cert: readFileSync(serving.certificateFile) },
    async (message, response) => {
      const path = message.url!.split('?')[0]!;
      const chunks: Buffer[] = [];
      for await (const chunk of message) chunks.push(chunk as Buffer);
      const text = Buffer.concat(chunks).toString('utf8');
      const body = text ? JSON.parse(text) : undefined;
      asked.push({ path, body });
      const answer = answers.get(path);
      if (!answer) return response.writeHead(404).end();
      return response.end(JSON.stringify(await answer(body)));
    },
  );
  await once(server.listen(0, 'localhost'), 'listening');
  ({ port } = server.address() as AddressInfo);
  answers.set('/issuer/.well-known/openid-configuration', () => ({ issuer: issuer(), jwks_uri: `${issuer()}/keys` }));
  answers.set('/issuer/keys', () => ({ keys: [jwk] }));
  answers.set('/tokens', ({ spec }) => ({
    status: spec.token.startsWith('eve') ? { authenticated: true, user: { username: 'webhook:eve' } } : {},
  }));
  answers.set('/access', ({ spec }) => {
    const { resource } = spec.resourceAttributes;
    return { status: { allowed: resource === 'pods', denied: resource === 'nodes', reason: `because of ${resource}` } };
  });
  answers.set('/audit', () => ({}));
  api = await cluster.start(flags());
});
afterAll(async () => {
  await cluster.stop();
  server.close();
  server.closeAllConnections();
});

const by = (token: string, path: string, options: object = {}) =>
  api.call(path, { as: null, headers: { authorization: `Bearer ${token}` }, ...options });
const signed = (claims: object, { audience = 'kubets', key = privateKey } = {}) =>
  new SignJWT({ email: 'ann@example.com', sub: '7', level: 2, roles: ['devs'], ...claims })
    .setProtectedHeader({ alg: 'ES256', kid: 'k' })
    .setIssuer(issuer())
    .setAudience(audience)
    .setExpirationTime('1h')
    .sign(key);

const WHOAMI = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
async function whoami(token: string): Promise<unknown> {
  const { code, body } = await by(token, WHOAMI, {
    method: 'POST',
    body: { kind: 'SelfSubjectReview', apiVersion: 'authentication.k8s.io/v1' },
    headers: { authorization: `Bearer ${token}` },
  });
  return code === 201 ? body.status.userInfo : code;
}

test('a token of an issuer names the user that its claims are mapped to', async () => {
  expect(await whoami(await signed({}))).toEqual({
    username: 'oidc:ann@example.com',
    uid: '7',
    groups: ['oidc:devs', 'system:authenticated'],
    extra: { 'example.com/level': ['2'] },
  });
  for (const bad of [
    await signed({ level: 1 }),
    await signed({ email: 'system:admin' }),
    await signed({}, { audience: 'others' }),
    await signed({}, { key: (await generateKeyPair('ES256')).privateKey }),
  ])
    expect(await whoami(bad)).toBe(401);
  expect((await api.call('/healthz', { as: null })).code).toBe(200);
  expect((await api.call('/version', { as: null })).code).toBe(401);
});

test('a bootstrap token is what its Secret says, while that is there', async () => {
  const id = 'abcdef';
  const data = {
    'token-id': id,
    'token-secret': '0123456789abcdef',
    'usage-bootstrap-authentication': 'true',
    'auth-extra-groups': 'system:bootstrappers:workers',
  };
  const body = {
    metadata: { name: `bootstrap-token-${id}`, namespace: 'kube-system' },
    type: 'bootstrap.kubernetes.io/token',
    stringData: data,
  };
  const path = '/api/v1/namespaces/kube-system/secrets';
  expect((await api.call(path, { method: 'POST', body })).code).toBe(201);
  await eventually(async () => (await whoami(`${id}.0123456789abcdef`)) !== 401);
  expect(await whoami(`${id}.0123456789abcdef`)).toEqual({
    username: 'system:bootstrap:abcdef',
    groups: ['system:bootstrappers', 'system:bootstrappers:workers', 'system:authenticated'],
  });
  expect(await whoami(`${id}.0123456789abcdee`)).toBe(401);
});

test('webhooks say whose a token is, and what that user may do', async () => {
  const code = async (path: string) => (await by('eve-1', path)).code;
  expect(await whoami('eve-1')).toEqual({ username: 'webhook:eve', groups: ['system:authenticated'] });
  expect(await code('/api/v1/namespaces/default/pods')).toBe(200);
  const refused = await by('eve-1', '/api/v1/nodes');
  expect([refused.code, refused.body.message]).toEqual([403, expect.stringContaining('because of nodes')]);
  expect(await code('/api/v1/namespaces/default/secrets')).toBe(403);
  expect(await whoami('mallory')).toBe(401);
  const tokens = asked.filter(({ path }) => path === '/tokens').map(({ body }) => body.spec.token);
  expect(tokens.filter((token) => token === 'eve-1')).toEqual(['eve-1']);
  const { body } = asked.find(({ path }) => path === '/access')!;
  expect(body).toMatchObject({
    kind: 'SubjectAccessReview',
    apiVersion: 'authorization.k8s.io/v1',
    spec: { user: 'webhook:eve' },
  });
  answers.delete('/access');
  expect(await code('/api/v1/namespaces/default/services')).toBe(403);
});

test('requests are told of in the log, and to the webhook', async () => {
  const path = '/api/v1/namespaces/default/configmaps';
  const { headers } = await api.call(path, { method: 'POST', body: { metadata: { name: 'told' }, data: { a: 'b' } } });
  await api.call(`${path}/none`);
  await by('wrong', path);
  const lines = () =>
    readFileSync(fileOf('audit.log'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
      .filter(({ requestURI }) => requestURI.includes('/configmaps'));
  await eventually(async () => lines().length >= 3);
  const [made, missing, nobody] = lines();
  expect(made).toMatchObject({
    stage: 'ResponseComplete',
    level: 'RequestResponse',
    auditID: headers['audit-id'],
    verb: 'create',
    user: { username: 'kubernetes-admin' },
    sourceIPs: ['127.0.0.1'],
    objectRef: { resource: 'configmaps', namespace: 'default', name: 'told', apiVersion: 'v1' },
    responseStatus: { code: 201 },
    requestObject: { data: { a: 'b' } },
    responseObject: { kind: 'ConfigMap', data: { a: 'b' } },
    annotations: { 'authorization.k8s.io/decision': 'allow' },
  });
  expect(made.responseObject.metadata.managedFields).toBeUndefined();
  expect(missing).toMatchObject({ verb: 'get', responseStatus: { status: 'Failure', reason: 'NotFound', code: 404 } });
  const { certificateFile, keyFile } = cluster.admin;
  const tls = credentials.createSsl(
    Buffer.from(cluster.ca.certificatePem),
    readFileSync(keyFile),
    readFileSync(certificateFile),
  );
  const client = new ConfigMapsClient(`127.0.0.1:${api.server.grpcPort}`, tls, GRPC_TO_ADDRESS);
  const failed = await new Promise<Error | null>((resolve) =>
    client.get({ namespace: 'default', name: 'none' }, (error) => resolve(error)),
  );
  client.close();
  expect(failed).not.toBeNull();
  const calls = () =>
    readFileSync(fileOf('audit.log'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
      .filter(({ requestURI }) => requestURI === '/kubets.core.v1.ConfigMaps/Get');
  await eventually(async () => calls().length === 1);
  expect(calls()[0]).toMatchObject({
    verb: 'get',
    user: { username: 'kubernetes-admin' },
    objectRef: { resource: 'configmaps', namespace: 'default', name: 'none' },
    responseStatus: { reason: 'NotFound', code: 404 },
    annotations: { 'authorization.k8s.io/decision': 'allow' },
  });
  expect(nobody).toMatchObject({ user: {}, responseStatus: { code: 401 } });
  await eventually(async () =>
    asked.some(
      ({ path: where, body }) =>
        where === '/audit' && body.kind === 'EventList' && body.items.some((one: any) => one.auditID === made.auditID),
    ),
  );
});

test('Secrets lie encrypted in etcd, and again with another key once they are written', async () => {
  const path = '/api/v1/namespaces/default/secrets';
  const body = { metadata: { name: 'hidden' }, stringData: { password: 'tell-nobody' } };
  expect((await api.call(path, { method: 'POST', body })).code).toBe(201);
  const key = '/registry/core/secrets/default/hidden';
  const below = createEtcdStore({ servers: [cluster.etcd.url] });
  const raw = async () => (await below.get(key)).item!.value.toString('latin1');
  const first = await raw();
  expect(first).toMatch(/^k8s:enc:aescbc:v1:one:/);
  expect(first).not.toContain(Buffer.from('tell-nobody').toString('base64'));

  const second = await cluster.start({
    ...flags(),
    'encryption-provider-config': written('encryption-2.yaml', encryption('two', 'one')),
    'audit-log-path': fileOf('audit-2.log'),
  });
  const { body: found } = await second.call(`${path}/hidden`);
  expect(Buffer.from(found.data.password, 'base64').toString()).toBe('tell-nobody');
  expect((await second.call(`${path}/hidden`, { method: 'PUT', body: found })).code).toBe(200);
  expect(await raw()).toMatch(/^k8s:enc:aescbc:v1:two:/);
  below.close();
});

test('kubectl says whom somebody acts as', async () => {
  const shown = await api.kubectl(['auth', 'whoami', '--as=ann', '--as-uid=7', '--as-group=devs', '-o', 'json']);
  expect(JSON.parse(shown).status.userInfo).toEqual({
    username: 'ann',
    uid: '7',
    groups: ['devs', 'system:authenticated'],
  });
});
