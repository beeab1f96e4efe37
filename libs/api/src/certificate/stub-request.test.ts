import { createPublicKey, generateKeyPairSync, verify, type KeyObject } from 'node:crypto';
import { parseCertificateRequestBytes } from './certificate-request';
import { stubCertificateRequest } from './stub-request';

const ec = (namedCurve: string): KeyObject => generateKeyPairSync('ec', { namedCurve }).privateKey;

test.each<[string, () => KeyObject, string | null]>([
  ['P-256', () => ec('prime256v1'), 'sha256'],
  ['P-384', () => ec('secp384r1'), 'sha384'],
  ['P-521', () => ec('secp521r1'), 'sha512'],
  ['Ed25519', () => generateKeyPairSync('ed25519').privateKey, null],
  ['RSA', () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey, 'sha256'],
])('a request for a key of %s proves that the key is there', (_, make, hash) => {
  const key = make();
  const request = parseCertificateRequestBytes(stubCertificateRequest(key));
  expect(request).toMatchObject({ commonName: '', organizations: [], dnsNames: [] });
  expect(verify(hash, request.signed, createPublicKey(key), request.signature)).toBe(true);
});
