import { generateKeyPairSync } from 'node:crypto';
import { signLegacyToken, tokenKey, LEGACY_TOKEN } from '@kubets/api';
import type { Secret, ServiceAccount } from '@kubets/proto-gen/core/v1';
import { SignJWT } from 'jose';
import { createMemoryObjects } from '../testing/memory-objects';
import { createLegacyTokenVerifier } from './legacy-token-verifier';

const AUDIENCE = 'https://kubernetes.default.svc.cluster.local';
const newKey = () =>
  tokenKey(
    generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  );
const key = newKey();
const owner = { namespace: 'shop', account: { name: 'web', uid: 'sa-uid' }, secretName: 'web-token' };
const token = signLegacyToken(key, owner);

const account = (o: Partial<ServiceAccount> = {}): ServiceAccount => ({
  metadata: { namespace: 'shop', name: 'web', uid: 'sa-uid' },
  ...o,
});
const secret = (o: Partial<NonNullable<Secret['metadata']>> = {}, kept = token): Secret => ({
  metadata: { namespace: 'shop', name: 'web-token', uid: 'secret-uid', ...o },
  type: LEGACY_TOKEN.secretType,
  data: { token: Buffer.from(kept).toString('base64') },
});

function setup() {
  const objects = createMemoryObjects({ serviceaccounts: [account()], secrets: [secret()] });
  const labelled: unknown[] = [];
  const verifier = createLegacyTokenVerifier({
    keys: [key],
    apiAudiences: [AUDIENCE],
    reader: objects,
    now: () => new Date('2026-01-31T23:59:00Z'),
    label: async (of, labels) => void labelled.push([of.metadata?.name, labels]),
  });
  return { objects, verifier, labelled };
}

test('tells whose token it is, and writes the day of its use', async () => {
  const { verifier, labelled } = setup();
  expect(await verifier.verify(token, [AUDIENCE])).toEqual({
    user: {
      username: 'system:serviceaccount:shop:web',
      uid: 'sa-uid',
      groups: ['system:serviceaccounts', 'system:serviceaccounts:shop'],
    },
    audiences: [AUDIENCE],
  });
  expect(labelled).toEqual([['web-token', { 'kubernetes.io/legacy-token-last-used': '2026-01-31' }]]);
});

test.each(['2026-01-31', '2026-02-01'])('a day is written once: %s is there already', async (day) => {
  const { objects, verifier, labelled } = setup();
  objects.set('secrets', secret({ labels: { [LEGACY_TOKEN.lastUsed]: day } }));
  await verifier.verify(token, [AUDIENCE]);
  expect(labelled).toEqual([]);
});

test('a token that is in the list of its account comes with a warning', async () => {
  const { objects, verifier } = setup();
  objects.set('serviceaccounts', account({ secrets: [{ name: 'web-token' }] }));
  expect((await verifier.verify(token, [AUDIENCE]))?.warning).toMatch(/instead of auto-generated secret-based tokens/);
});

test('one that was marked as invalid does not count, and its use is written all the same', async () => {
  const { objects, verifier, labelled } = setup();
  objects.set('secrets', secret({ labels: { [LEGACY_TOKEN.invalidSince]: '2026-01-01' } }));
  await expect(verifier.verify(token, [AUDIENCE])).rejects.toThrow(
    "the token in secret shop/web-token for service account shop/web has been marked invalid. Use tokens from the TokenRequest API or manually created secret-based tokens, or remove the 'kubernetes.io/legacy-token-invalid-since' label from the secret to temporarily allow use of this token",
  );
  expect(labelled).toHaveLength(1);
});

type Setup = ReturnType<typeof setup>;
test.each<[string, (given: Setup) => void, string]>([
  ['the Secret is gone', ({ objects }) => objects.delete('secrets', secret()), 'Token has been invalidated'],
  [
    'the Secret is going',
    ({ objects }) => objects.set('secrets', secret({ deletionTimestamp: '2026-01-31T23:58:59Z' })),
    'Token has been invalidated',
  ],
  [
    'the Secret has another one',
    ({ objects }) => objects.set('secrets', secret({}, `${token}x`)),
    "Token does not match server's copy",
  ],
  [
    'the account is gone',
    ({ objects }) => objects.delete('serviceaccounts', account()),
    'serviceaccounts "web" not found',
  ],
  [
    'the account is going',
    ({ objects }) =>
      objects.set('serviceaccounts', {
        metadata: { ...account().metadata, deletionTimestamp: '2026-01-31T23:58:59Z' },
      }),
    'ServiceAccount shop/web has been deleted',
  ],
  [
    'the account is another one',
    ({ objects }) => objects.set('serviceaccounts', { metadata: { ...account().metadata, uid: 'new' } }),
    'ServiceAccount UID (new) does not match claim (sa-uid)',
  ],
])('does not count when %s', async (_, happen, message) => {
  const given = setup();
  happen(given);
  await expect(given.verifier.verify(token, [AUDIENCE])).rejects.toThrow(message);
  expect(given.labelled).toEqual([]);
});

test('is for the API alone', async () => {
  await expect(setup().verifier.verify(token, ['vault'])).rejects.toThrow(/is invalid for the target audiences/);
});

test('another key does not count, nor a token of another issuer', async () => {
  const { verifier } = setup();
  await expect(verifier.verify(signLegacyToken(newKey(), owner), [AUDIENCE])).rejects.toThrow(/unknown key/);
  expect(await verifier.verify('a.b.c', [AUDIENCE])).toBeUndefined();
});

const P = 'kubernetes.io/serviceaccount/';
const claims = {
  sub: 'system:serviceaccount:shop:web',
  [`${P}namespace`]: 'shop',
  [`${P}secret.name`]: 'web-token',
  [`${P}service-account.name`]: 'web',
  [`${P}service-account.uid`]: 'sa-uid',
};
test.each([
  ['sub', undefined, 'sub claim is missing'],
  [`${P}namespace`, undefined, 'namespace claim is missing'],
  [`${P}secret.name`, '', 'secretName claim is missing'],
  [`${P}service-account.name`, undefined, 'serviceAccountName claim is missing'],
  [`${P}service-account.uid`, 7, 'serviceAccountUID claim is missing'],
  ['sub', 'system:serviceaccount:shop:admin', 'sub claim is invalid'],
  ['sub', 'system:serviceaccount:kube-system:web', 'sub claim is invalid'],
])('claim %s as %s: %s', async (name, value, message) => {
  const signed = await new SignJWT({ ...claims, [name]: value, iss: LEGACY_TOKEN.issuer })
    .setProtectedHeader({ alg: key.algorithm, kid: key.id })
    .sign(key.privateKey!);
  await expect(setup().verifier.verify(signed, [AUDIENCE])).rejects.toThrow(message);
});
