import { generateKeyPairSync } from 'node:crypto';
import { createTestPki, type TestPki } from '@kubets/component/testing';
import { readCertificate } from './certificate';

let pki: TestPki;
let good: { cert: string; key: string };
let other: { cert: string; key: string };
beforeAll(async () => {
  pki = await createTestPki();
  [good, other] = [await pki.issue({ commonName: 'a.example' }), await pki.issue({ commonName: 'b.example' })];
});
afterAll(() => pki.remove());

const secret = (cert: string | undefined, key: string | undefined) => ({
  data: Object.fromEntries(
    Object.entries({ 'tls.crt': cert, 'tls.key': key }).flatMap(([name, text]) =>
      text === undefined ? [] : [[name, Buffer.from(text).toString('base64')]],
    ),
  ),
});

test('chain and key, and nothing else that stands in the Secret', () => {
  const read = readCertificate(
    secret(`hello\n${good.cert}\nglobal\n  nbthread 9\n${other.cert}`, `${good.key}\n# more`),
  );
  const pem = 'pem' in read ? read.pem : '';
  expect(pem.match(/BEGIN [A-Z ]+/g)).toEqual(['BEGIN CERTIFICATE', 'BEGIN CERTIFICATE', 'BEGIN PRIVATE KEY']);
  expect(pem).not.toMatch(/hello|nbthread|more/);
});

const pemOf = (type: 'rsa' | 'ec' | 'ed448', option: object) =>
  (generateKeyPairSync as (type: string, options: object) => { privateKey: { export(o: object): string } })(
    type,
    option,
  ).privateKey.export({ type: 'pkcs8', format: 'pem' });

test.each<[string, () => object, string]>([
  ['nothing', () => ({}), 'has no tls.crt'],
  ['no key', () => secret(good.cert, undefined), 'has no tls.key'],
  ['no certificate', () => secret('hello', good.key), 'has no certificate in tls.crt'],
  [
    'a certificate of nonsense',
    () => secret('-----BEGIN CERTIFICATE-----\naGVsbG8=\n-----END CERTIFICATE-----\n', good.key),
    'has a certificate in tls.crt that cannot be read',
  ],
  ['a key of nonsense', () => secret(good.cert, 'hello'), 'has a tls.key that cannot be read (is it encrypted?)'],
  ['a key of another', () => secret(good.cert, other.key), 'has a tls.key that does not belong to tls.crt'],
  [
    'a long chain',
    () => secret(good.cert.concat('\n').repeat(17), good.key),
    'has more than 16 certificates in tls.crt',
  ],
  [
    'a short RSA key',
    () => secret(good.cert, pemOf('rsa', { modulusLength: 1024 })),
    'has an RSA key of less than 2048 bits',
  ],
  [
    'a curve',
    () => secret(good.cert, pemOf('ec', { namedCurve: 'secp256k1' })),
    'has a key on an elliptic curve that TLS does not know',
  ],
  [
    'another kind of key',
    () => secret(good.cert, pemOf('ed448', {})),
    'has a key of type ed448, which servers do not use',
  ],
])('%s is refused', (_, made, problem) => expect(readCertificate(made())).toEqual({ problem }));
