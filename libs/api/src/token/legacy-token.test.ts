import { generateKeyPairSync, verify } from 'node:crypto';
import { dayOf, isDay, LEGACY_TOKEN, signLegacyToken } from './legacy-token';
import { tokenKey } from './token-key';

const encoding = { type: 'pkcs8', format: 'pem' } as const;
const publicKeyEncoding = { type: 'spki', format: 'pem' } as const;
const keys = {
  RS256: generateKeyPairSync('rsa', { modulusLength: 2048, privateKeyEncoding: encoding, publicKeyEncoding }),
  ES256: generateKeyPairSync('ec', { namedCurve: 'P-256', privateKeyEncoding: encoding, publicKeyEncoding }),
  ES384: generateKeyPairSync('ec', { namedCurve: 'P-384', privateKeyEncoding: encoding, publicKeyEncoding }),
  ES512: generateKeyPairSync('ec', { namedCurve: 'P-521', privateKeyEncoding: encoding, publicKeyEncoding }),
};
const owner = { namespace: 'shop', account: { name: 'web', uid: 'u' }, secretName: 's' };
const decoded = (part?: string): unknown => JSON.parse(Buffer.from(part!, 'base64url').toString());

test.each(Object.entries(keys))('%s signs what its public half verifies', (algorithm, { privateKey, publicKey }) => {
  const key = tokenKey(privateKey);
  const [header, claims, signature] = signLegacyToken(key, owner).split('.');
  expect(decoded(header)).toEqual({ alg: algorithm, kid: tokenKey(publicKey).id });
  expect(decoded(claims)).toEqual({
    iss: LEGACY_TOKEN.issuer,
    sub: 'system:serviceaccount:shop:web',
    'kubernetes.io/serviceaccount/namespace': 'shop',
    'kubernetes.io/serviceaccount/secret.name': 's',
    'kubernetes.io/serviceaccount/service-account.name': 'web',
    'kubernetes.io/serviceaccount/service-account.uid': 'u',
  });
  const by = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const;
  const signed = Buffer.from(`${header}.${claims}`);
  expect(verify(`sha${algorithm.slice(2)}`, signed, by, Buffer.from(signature!, 'base64url'))).toBe(true);
});

test('a public key does not sign', () => {
  expect(() => signLegacyToken(tokenKey(keys.ES256.publicKey), owner)).toThrow(/no private part/);
});

test.each([
  ['2026-01-31', true],
  ['2024-02-29', true],
  ['2026-02-29', false],
  ['2026-13-01', false],
  ['2026-1-31', false],
  ['yesterday', false],
  ['', false],
  [undefined, false],
])('%s is a day: %s', (text, expected) => expect(isDay(text)).toBe(expected));

test('the day of a time is that of UTC', () => {
  expect(dayOf(new Date('2026-01-01T00:30:00+01:00'))).toBe('2025-12-31');
});
