import { generateKeyPairSync } from 'node:crypto';
import { tokenKey } from '@kubets/api';
import type { Pod, ServiceAccount } from '@kubets/proto-gen/core/v1';
import { decodeJwt } from 'jose';
import { createMemoryObjects } from '../testing/memory-objects';
import { jsonWebKeySet } from './key-set';
import { createTokenIssuer } from './token-issuer';
import { createTokenVerifier } from './token-verifier';

const rsa = () =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
const ec = () =>
  generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { type: 'sec1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });

const ISSUER = 'https://kubernetes.default.svc.cluster.local';
const account: ServiceAccount = { metadata: { namespace: 'shop', name: 'web', uid: 'sa-uid' } };
const pod: Pod = {
  metadata: { namespace: 'shop', name: 'web-1', uid: 'pod-uid' },
  spec: { serviceAccountName: 'web', nodeName: 'node-1' },
};
const boundToPod = { kind: 'Pod', apiVersion: 'v1', name: 'web-1', uid: 'pod-uid' };

function setup(pem = keyPem) {
  const objects = createMemoryObjects({
    serviceaccounts: [account, { metadata: { namespace: 'shop', name: 'other', uid: 'other-uid' } }],
    pods: [pod],
    nodes: [{ metadata: { name: 'node-1', uid: 'node-uid' } }],
    secrets: [{ metadata: { namespace: 'shop', name: 's', uid: 'secret-uid' } }],
  });
  const warned: string[] = [];
  let now = new Date('2026-01-01T00:00:00Z');
  const key = tokenKey(pem);
  const issuer = createTokenIssuer({ key, issuer: ISSUER, apiAudiences: [ISSUER], maxExpirationSeconds: 7200 });
  const verifier = createTokenVerifier({ keys: [key], issuers: [ISSUER], reader: objects, now: () => now });
  return {
    objects,
    verifier,
    warned,
    issue: (spec = {}, of = account) =>
      issuer.issue(of, { spec }, { reader: objects, now, warn: (text) => warned.push(text) }),
    pass: (seconds: number) => (now = new Date(now.getTime() + seconds * 1000)),
    token: async (spec = {}) =>
      (await issuer.issue(account, { spec }, { reader: objects, now, warn: () => undefined })).status!.token!,
  };
}
const keyPem = rsa().privateKey;

describe('keys', () => {
  test.each([
    ['RS256', rsa().privateKey],
    ['ES256', ec().privateKey],
  ])('%s signs, and its public half verifies', async (algorithm, pem) => {
    const { token, verifier } = setup(pem);
    expect(tokenKey(pem).algorithm).toBe(algorithm);
    expect((await verifier.verify(await token(), [ISSUER]))?.user.username).toBe('system:serviceaccount:shop:web');
  });

  test('private and public key have one id', () => {
    const { privateKey, publicKey } = rsa();
    expect(tokenKey(privateKey).id).toBe(tokenKey(publicKey).id);
    expect(tokenKey(publicKey).privateKey).toBeUndefined();
  });

  test('other kinds are refused', () => {
    const { privateKey } = generateKeyPairSync('ed25519', {
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    expect(() => tokenKey(privateKey)).toThrow(/must be RSA or EC/);
  });

  test('are published without their private half', async () => {
    const { keys } = await jsonWebKeySet([tokenKey(keyPem)]);
    expect(keys).toEqual([
      { kty: 'RSA', use: 'sig', alg: 'RS256', kid: tokenKey(keyPem).id, n: expect.any(String), e: 'AQAB' },
    ]);
  });
});

describe('issuing', () => {
  test('fills in audiences, lifetime and status', async () => {
    expect(await setup().issue()).toMatchObject({
      metadata: { namespace: 'shop', name: 'web', uid: 'sa-uid' },
      spec: { audiences: [ISSUER], expirationSeconds: 3600 },
      status: { token: expect.stringMatching(/^eyJ/), expirationTimestamp: '2026-01-01T01:00:00Z' },
    });
  });

  test('a projected token of a pod carries pod and node, and lives on for those who never read it again', async () => {
    const { status } = await setup().issue({ expirationSeconds: 3607, boundObjectRef: boundToPod });
    expect(status?.expirationTimestamp).toBe('2026-01-01T01:00:07Z');
    const issuedAt = Date.parse('2026-01-01T00:00:00Z') / 1000;
    expect(decodeJwt(status!.token!)).toMatchObject({
      aud: [ISSUER],
      iss: ISSUER,
      sub: 'system:serviceaccount:shop:web',
      iat: issuedAt,
      nbf: issuedAt,
      exp: issuedAt + 365 * 86_400,
      'kubernetes.io': {
        namespace: 'shop',
        serviceaccount: { name: 'web', uid: 'sa-uid' },
        pod: { name: 'web-1', uid: 'pod-uid' },
        node: { name: 'node-1', uid: 'node-uid' },
        warnafter: issuedAt + 3607,
      },
    });
  });

  test('the server has a longest lifetime', async () => {
    const { issue, warned } = setup();
    expect(await issue({ expirationSeconds: 100_000 })).toMatchObject({
      spec: { expirationSeconds: 7200 },
      status: { expirationTimestamp: '2026-01-01T02:00:00Z' },
    });
    expect(warned).toEqual(['requested expiration of 100000 seconds shortened to 7200 seconds']);
  });

  test.each<[string, object, string]>([
    [
      'too short',
      { expirationSeconds: 599 },
      'spec.expirationSeconds: Invalid value: 599: may not specify a duration less than 10 minutes',
    ],
    ['too long', { expirationSeconds: 2 ** 33 }, 'may not specify a duration larger than 2^32 seconds'],
    ['bound to nothing', { boundObjectRef: { kind: 'Pod' } }, 'Name parameter required.'],
    [
      'bound to a kind that cannot be',
      { boundObjectRef: { kind: 'Service', apiVersion: 'v1', name: 'x' } },
      'cannot bind token to object of type /v1, Kind=Service',
    ],
    [
      'bound to a pod that is not there',
      { boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name: 'gone' } },
      'pods "gone" not found',
    ],
    [
      'bound to an earlier pod',
      { boundObjectRef: { ...boundToPod, uid: 'earlier' } },
      'Operation cannot be fulfilled on Pod "web-1": the UID in the bound object reference (earlier) does not match the UID in record',
    ],
  ])('refused: %s', async (_, spec, message) => await expect(setup().issue(spec)).rejects.toThrow(message));

  test('refused: bound to a pod of another account', async () => {
    const other: ServiceAccount = { metadata: { namespace: 'shop', name: 'other', uid: 'other-uid' } };
    await expect(setup().issue({ boundObjectRef: boundToPod }, other)).rejects.toThrow(
      'cannot bind token for serviceaccount "other" to pod running with different serviceaccount name.',
    );
  });
});

describe('verifying', () => {
  test('tells the user with groups, uid and what the token hangs on', async () => {
    const { token, verifier } = setup();
    expect(await verifier.verify(await token({ boundObjectRef: boundToPod }), [ISSUER, 'else'])).toEqual({
      audiences: [ISSUER],
      user: {
        username: 'system:serviceaccount:shop:web',
        uid: 'sa-uid',
        groups: ['system:serviceaccounts', 'system:serviceaccounts:shop'],
        extra: {
          'authentication.kubernetes.io/credential-id': [expect.stringMatching(/^JTI=/)],
          'authentication.kubernetes.io/pod-name': ['web-1'],
          'authentication.kubernetes.io/pod-uid': ['pod-uid'],
          'authentication.kubernetes.io/node-name': ['node-1'],
          'authentication.kubernetes.io/node-uid': ['node-uid'],
        },
      },
    });
  });

  type Setup = ReturnType<typeof setup>;
  test.each<[string, object, (given: Setup) => void, RegExp]>([
    ['its time is over', {}, ({ pass }) => pass(3601), /expired/],
    [
      'the account is gone',
      {},
      ({ objects }) => objects.delete('serviceaccounts', account),
      /^serviceaccounts "web" not found$/,
    ],
    [
      'the account is another one',
      {},
      ({ objects }) => objects.set('serviceaccounts', { metadata: { ...account.metadata, uid: 'new' } }),
      /service account UID \(new\) does not match claim \(sa-uid\)/,
    ],
    [
      'the pod is gone',
      { boundObjectRef: boundToPod },
      ({ objects }) => objects.delete('pods', pod),
      /^service account token has been invalidated$/,
    ],
    [
      'the pod is another one',
      { boundObjectRef: boundToPod },
      ({ objects }) => objects.set('pods', { metadata: { ...pod.metadata, uid: 'new' } }),
      /^Pod UID \(new\) does not match service account pod ref claim \(pod-uid\)$/,
    ],
    [
      'the pod should be gone for a minute',
      { boundObjectRef: boundToPod },
      ({ objects, pass }) => {
        objects.set('pods', {
          ...pod,
          metadata: { ...pod.metadata, deletionTimestamp: '2026-01-01T00:00:30Z' },
        } as Pod);
        pass(91);
      },
      /^service account token has been invalidated$/,
    ],
    [
      'the secret is gone',
      { boundObjectRef: { kind: 'Secret', apiVersion: 'v1', name: 's' } },
      ({ objects }) => objects.delete('secrets', { metadata: { namespace: 'shop', name: 's' } }),
      /^service account token has been invalidated$/,
    ],
    ['it is for somebody else', { audiences: ['vault'] }, () => undefined, /token audiences \["vault"\] is invalid/],
  ])('a token does not count when %s', async (_, spec, happen, message) => {
    const given = setup();
    const token = await given.token(spec);
    happen(given);
    await expect(given.verifier.verify(token, [ISSUER])).rejects.toThrow(message);
  });

  test('what was good once is looked at again', async () => {
    const { objects, token, verifier, pass } = setup();
    const given = await token();
    await verifier.verify(given, [ISSUER]);
    objects.delete('serviceaccounts', account);
    await expect(verifier.verify(given, [ISSUER])).rejects.toThrow(/not found/);
    objects.set('serviceaccounts', account);
    await verifier.verify(given, [ISSUER]);
    pass(3601);
    await expect(verifier.verify(given, [ISSUER])).rejects.toThrow(/expired/);
  });

  test('a pod that is being deleted keeps its token for a while', async () => {
    const { objects, token, verifier, pass } = setup();
    const given = await token({ boundObjectRef: boundToPod });
    objects.set('pods', { ...pod, metadata: { ...pod.metadata, deletionTimestamp: '2026-01-01T00:00:30Z' } } as Pod);
    pass(80);
    await verifier.verify(given, [ISSUER]);
  });

  test.each<[string, (token: string) => string]>([
    ['another key', () => ''],
    [
      'a changed payload',
      (token) => {
        const [head, body, signature] = token.split('.');
        return [
          head,
          Buffer.from(Buffer.from(body!, 'base64url').toString().replace('shop', 'kube')).toString('base64url'),
          signature,
        ].join('.');
      },
    ],
    [
      'no signature',
      (token) => {
        const [, body] = token.split('.');
        return `${Buffer.from('{"alg":"none"}').toString('base64url')}.${body}.`;
      },
    ],
  ])('%s does not pass', async (name, change) => {
    const { token, verifier } = setup();
    const given = name === 'another key' ? await setup(rsa().privateKey).token() : change(await token());
    await expect(verifier.verify(given, [ISSUER])).rejects.toThrow();
  });

  test.each<[string, string]>([
    ['no token at all', 'secret'],
    ['three parts of nothing', 'a.b.c'],
    ["somebody else's", `e30.${Buffer.from('{"iss":"https://else"}').toString('base64url')}.x`],
  ])('%s is none of ours', async (_, token) => {
    expect(await setup().verifier.verify(token, [ISSUER])).toBeUndefined();
  });
});
