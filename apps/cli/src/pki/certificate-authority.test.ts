import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCertificateAuthority } from './certificate-authority';

let dir = '';
beforeEach(async () => void (dir = await mkdtemp(join(tmpdir(), 'kubets-pki-'))));
afterEach(() => rm(dir, { recursive: true, force: true }));

const REQUEST = { file: 'server', commonName: 'server', hosts: ['server', '10.0.0.1'], usages: ['server' as const] };
const issue = async (request = REQUEST) => {
  const files = await (await openCertificateAuthority(dir, 'ca')).issue(request);
  const [certificate, key] = await Promise.all([
    readFile(files.certificateFile, 'utf8'),
    readFile(files.keyFile, 'utf8'),
  ]);
  return { ...files, certificate, key };
};

test.each([
  ['a server', REQUEST],
  ['a server with an IPv6 address', { ...REQUEST, hosts: ['localhost', 'fd00::1', '::1'] }],
  [
    'a client with groups',
    { ...REQUEST, commonName: 'system:node:a', organizations: ['system:nodes', 'b'], hosts: [] },
  ],
])('what is there and right for %s is kept', async (_what, request) => {
  expect(await issue(request)).toEqual(await issue(request));
});

test('a key is in the form that every client reads, and one of before, as PKCS#8, is kept', async () => {
  const { key, keyFile, ...made } = await issue();
  expect(key).toMatch(/^-----BEGIN EC PRIVATE KEY-----\n/);
  const older = createPrivateKey(key).export({ type: 'pkcs8', format: 'pem' }).toString();
  await writeFile(keyFile, older);
  expect(await issue()).toEqual({ ...made, keyFile, key: older });
});

test.each([
  ['another name', { ...REQUEST, commonName: 'other' }],
  ['another group', { ...REQUEST, organizations: ['system:masters'] }],
])('%s needs another certificate', async (_what, request) => {
  expect((await issue(request)).certificate).not.toBe((await issue()).certificate);
});

test('other hosts need another certificate', async () => {
  const before = await issue();
  const after = await issue({ ...REQUEST, hosts: ['server', '10.0.0.2'] });
  expect(after.certificate).not.toBe(before.certificate);
  expect(new X509Certificate(after.certificate).subjectAltName).toBe('DNS:server, IP Address:10.0.0.2');
});

test.each<[string, (files: { certificateFile: string; keyFile: string }) => Promise<void>]>([
  [
    'a key of another certificate',
    async ({ keyFile }) => writeFile(keyFile, (await issue({ ...REQUEST, file: 'other' })).key),
  ],
  ['half a certificate', ({ certificateFile }) => writeFile(certificateFile, '-----BEGIN CERTIFICATE-----\nMIIB')],
  ['half a key', ({ keyFile }) => writeFile(keyFile, '-----BEGIN PRIVATE KEY-----\nMIIB')],
  ['no key', ({ keyFile }) => rm(keyFile)],
])('%s, as of a process that was killed, is made anew', async (_name, damage) => {
  await damage(await issue());
  const { certificate, key, keyFile } = await issue();
  const leaf = new X509Certificate(certificate);
  expect(createPublicKey(createPrivateKey(key)).equals(leaf.publicKey)).toBe(true);
  expect(leaf.verify(new X509Certificate(await readFile(join(dir, 'ca.crt'))).publicKey)).toBe(true);
  expect((await stat(keyFile)).mode & 0o777).toBe(0o600);
});
