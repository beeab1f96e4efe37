import { generateKeyPairSync } from 'node:crypto';
import { issueRoot } from '@kubets/component';
import { credentialsInKubeconfig } from './visitor-kubeconfig';

const keyOf = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const pemOf = (key: ReturnType<typeof keyOf>) => key.export({ type: 'pkcs8', format: 'pem' }).toString();
const base64 = (text: string) => Buffer.from(text).toString('base64');
const kubeconfig = (user: object) =>
  JSON.stringify({
    'current-context': 'c',
    contexts: [{ name: 'c', context: { cluster: 'k', user: 'u' } }],
    clusters: [{ name: 'k', cluster: { server: 'https://elsewhere:6443/path' } }],
    users: [{ name: 'u', user }],
  });

const key = keyOf();
let certificate: string;
beforeAll(async () => {
  certificate = issueRoot(key, 'somebody');
});

test('a certificate and its key', async () => {
  const user = { 'client-certificate-data': base64(certificate), 'client-key-data': base64(pemOf(key)) };
  expect(await credentialsInKubeconfig(kubeconfig(user))).toEqual({
    clientCertificate: certificate,
    clientKey: pemOf(key),
  });
});

test('a token', async () =>
  expect(await credentialsInKubeconfig(kubeconfig({ token: 'abc' }))).toEqual({ token: 'abc' }));

test.each<[string, () => string, RegExp]>([
  ['what is no YAML', () => '{"a', /lets nobody in/],
  ['what is no kubeconfig', () => '[]', /current-context is not set/],
  ['nobody', () => kubeconfig({}), /neither a token nor a certificate.*--flatten --raw/],
  ['a certificate without a key', () => kubeconfig({ 'client-certificate-data': base64(certificate) }), /neither/],
  [
    'the key of another one',
    () => kubeconfig({ 'client-certificate-data': base64(certificate), 'client-key-data': base64(pemOf(keyOf())) }),
    /not of one another/,
  ],
  ['a file of this machine', () => kubeconfig({ tokenFile: '/etc/kubets/ca.crt' }), /names the file.*--flatten/],
  [
    'certificates in files of this machine',
    () => kubeconfig({ 'client-certificate': '/a.crt', 'client-key': '/a.key' }),
    /names the file/,
  ],
  ['a program', () => kubeconfig({ exec: { command: 'login' } }), /exec is not supported/],
  ['too long a text', () => ' '.repeat(300_000), /longer than 64 KiB/],
])('%s is refused', async (_what, text, message) => {
  await expect(credentialsInKubeconfig(text())).rejects.toMatchObject({
    status: { reason: 'Unauthorized', message: expect.stringMatching(message) },
  });
});
