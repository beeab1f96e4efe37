import { execFileSync } from 'node:child_process';
import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { issueLeaf, issueRoot, issueSelfSigned, type CertificateHolder } from './certificates';
import { newPrivateKey, privateKeyPem } from './private-key';

let directory: string;
beforeAll(() => void (directory = mkdtempSync(join(tmpdir(), 'kubets-certificates-'))));
afterAll(() => rmSync(directory, { recursive: true }));

const openssl = (...args: string[]): string =>
  execFileSync('openssl', args, { cwd: directory, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
const inFile = (name: string, text: string): string => {
  writeFileSync(join(directory, name), text);
  return name;
};

const caKey = newPrivateKey();
const caPem = issueRoot(caKey, 'test-ca');
const authority = { certificatePem: caPem, keyPem: privateKeyPem(caKey) };
const SERVER: CertificateHolder = {
  commonName: 'server',
  hosts: ['web.example', '10.0.0.1', 'fd00::1'],
  usages: ['server'],
};

test('an authority says that it signs, and signs itself', () => {
  const root = new X509Certificate(caPem);
  expect(root.ca).toBe(true);
  expect(root.verify(root.publicKey)).toBe(true);
  const text = openssl('x509', '-noout', '-text', '-in', inFile('ca.crt', caPem));
  expect(text).toMatch(/Version: 3/);
  expect(text).toMatch(/Basic Constraints: critical\s+CA:TRUE/);
  expect(text).toMatch(/Key Usage: critical\s+Digital Signature, Certificate Sign, CRL Sign/);
});

test.each<[string, CertificateHolder, string, string | undefined, RegExp]>([
  [
    'a server',
    SERVER,
    'CN=server',
    'DNS:web.example, IP Address:10.0.0.1, IP Address:FD00:0:0:0:0:0:0:1',
    /Extended Key Usage:\s+TLS Web Server Authentication/,
  ],
  [
    'a user of two groups',
    { commonName: 'system:node:a', organizations: ['system:nodes', 'Ünïcode & Söhne'], usages: ['client'] },
    'O=system:nodes\nO=Ünïcode & Söhne\nCN=system:node:a',
    undefined,
    /Extended Key Usage:\s+TLS Web Client Authentication/,
  ],
  [
    'both',
    { commonName: 'both', usages: ['client', 'server'] },
    'CN=both',
    undefined,
    /TLS Web Client Authentication, TLS Web Server Authentication/,
  ],
])('openssl verifies the certificate of %s, which says who that is', (_, holder, subject, names, usages) => {
  const key = newPrivateKey();
  const leaf = new X509Certificate(issueLeaf(authority, key, holder));
  expect([leaf.subject, leaf.subjectAltName, leaf.ca]).toEqual([subject, names, false]);
  expect(leaf.checkPrivateKey(key)).toBe(true);
  const purpose = holder.usages.includes('server') ? 'sslserver' : 'sslclient';
  const file = inFile('leaf.crt', leaf.toString());
  inFile('ca.crt', caPem);
  expect(openssl('verify', '-x509_strict', '-purpose', purpose, '-CAfile', 'ca.crt', file)).toBe('leaf.crt: OK\n');
  const text = openssl('x509', '-noout', '-text', '-in', file);
  expect(text).toMatch(usages);
  expect(text).toMatch(/Key Usage: critical\s+Digital Signature\n/);
});

test('no two certificates have the same number, and none is negative', () => {
  const serials = Array.from(
    { length: 50 },
    () => new X509Certificate(issueLeaf(authority, caKey, SERVER)).serialNumber,
  );
  expect(new Set(serials).size).toBe(50);
  for (const serial of serials) expect(serial).toMatch(/^[4-7][\dA-F]{31}$/);
});

test.each([
  ['2049-12-31T23:59:59Z', 'Dec 31 23:59:59 2049 GMT'],
  ['2050-01-01T00:00:00Z', 'Jan  1 00:00:00 2050 GMT'],
  ['2020-02-29T12:34:56.789Z', 'Feb 29 12:34:56 2020 GMT'],
])('a certificate that ends %s', (ends, expected) => {
  const { validFrom, validTo } = new X509Certificate(issueLeaf(authority, newPrivateKey(), SERVER, new Date(ends)));
  expect(validTo).toBe(expected);
  expect(Date.parse(validFrom)).toBeLessThan(Date.parse(ends));
});

test.each([
  ['RSA', ['-newkey', 'rsa:2048']],
  ['P-384', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:secp384r1']],
])("openssl's own authority with a key of %s signs, by the name that it has", (_, newKey) => {
  const subject = ['-subj', '/C=CH/O=Some, "One"/CN=other'];
  openssl('req', '-x509', '-nodes', ...newKey, ...subject, '-keyout', 'other.key', '-out', 'other.crt');
  const [certificatePem, keyPem] = ['other.crt', 'other.key'].map((file) =>
    readFileSync(join(directory, file), 'utf8'),
  );
  const other = { certificatePem: certificatePem!, keyPem: keyPem! };
  inFile('leaf.crt', issueLeaf(other, newPrivateKey(), SERVER));
  expect(openssl('verify', '-CAfile', 'other.crt', 'leaf.crt')).toBe('leaf.crt: OK\n');
});

test('a server that nobody vouches for vouches for itself', () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const made = new X509Certificate(
    issueSelfSigned(privateKey, { commonName: 'a@b', hosts: ['localhost', '127.0.0.1'] }),
  );
  expect(made.verify(made.publicKey)).toBe(true);
  expect([made.subject, made.issuer]).toEqual(['CN=a@b', 'CN=a@b']);
  expect(made.checkHost('localhost')).toBe('localhost');
  expect(made.checkIP('127.0.0.1')).toBe('127.0.0.1');
});

test('what is no authority cannot sign', () => {
  expect(() => issueLeaf({ certificatePem: 'none', keyPem: privateKeyPem(caKey) }, caKey, SERVER)).toThrow();
  const x25519 = generateKeyPairSync('x25519').privateKey;
  const keyPem = x25519.export({ type: 'pkcs8', format: 'pem' }).toString();
  expect(createPrivateKey(keyPem).asymmetricKeyType).toBe('x25519');
  expect(() => issueLeaf({ certificatePem: caPem, keyPem }, caKey, SERVER)).toThrow(
    'nothing can be signed with a key of type x25519',
  );
});
