import { stringify } from 'yaml';
import { parseKubeconfig } from './kubeconfig';

const base64 = (text: string) => Buffer.from(text).toString('base64');

function config(cluster: object, user: object): string {
  return JSON.stringify({
    'current-context': 'c',
    contexts: [{ name: 'c', context: { cluster: 'k', user: 'u', namespace: 'ns' } }],
    clusters: [{ name: 'k', cluster: { server: 'https://10.201.0.1:6444', ...cluster } }],
    users: [{ name: 'u', user }],
  });
}

describe('what is refused', () => {
  test.each<[string, string, RegExp]>([
    ['nothing', '', /current-context is not set/],
    ['no context', JSON.stringify({ contexts: [] }), /current-context is not set/],
    [
      'an unknown context',
      JSON.stringify({ 'current-context': 'x', contexts: [{ name: 'a' }] }),
      /context "x" does not exist; there are: a/,
    ],
    ['a server without https', config({ server: 'http://h:1' }, {}), /server "http:\/\/h:1" must be https/],
    ['a server with a path', config({ server: 'https://h:1/x' }, {}), /must be https:\/\/HOST:PORT/],
    ['exec plugins', config({}, { exec: { command: 'x' } }), /user "u": exec is not supported/],
  ])('%s', (_, text, message) => expect(parseKubeconfig(text)).rejects.toThrow(message));
});

test.each<[string, object, object, object]>([
  [
    'inline data',
    { 'certificate-authority-data': base64('CA') },
    { 'client-certificate-data': base64('C'), 'client-key-data': base64('K') },
    { ca: { data: 'CA' }, clientCertificate: { data: 'C' }, clientKey: { data: 'K' } },
  ],
  [
    'relative files',
    { 'certificate-authority': 'ca.crt' },
    { 'client-certificate': 'c.crt', 'client-key': '/abs/c.key' },
    { ca: { file: '/etc/k/ca.crt' }, clientCertificate: { file: '/etc/k/c.crt' }, clientKey: { file: '/abs/c.key' } },
  ],
  [
    'data over files',
    { 'certificate-authority': 'ca.crt', 'certificate-authority-data': base64('CA') },
    {},
    { ca: { data: 'CA' } },
  ],
  ['a token', {}, { token: 't' }, { token: { data: 't' } }],
  ['a token file over a token', {}, { token: 't', tokenFile: 'token' }, { token: { file: '/etc/k/token' } }],
  ['a server name', { 'tls-server-name': 'kubernetes' }, {}, { tlsServerName: 'kubernetes' }],
])('%s', async (_, cluster, user, expected) => {
  expect(await parseKubeconfig(config(cluster, user), { directory: '/etc/k' })).toMatchObject({
    server: 'https://10.201.0.1:6444',
    namespace: 'ns',
    ...expected,
  });
});

test('YAML says the same as JSON', async () => {
  const json = config({ 'certificate-authority': 'ca.crt' }, { token: 't' });
  const yaml = stringify(JSON.parse(json));
  expect(yaml).not.toContain('{');
  expect(await parseKubeconfig(yaml)).toEqual(await parseKubeconfig(json));
});
