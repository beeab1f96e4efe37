import { withRegistryHint } from './silent-registry';

const HEAD = 'failed to pull and unpack image "docker.io/library/nginx:latest": failed to do request: Head';
const URL_TEXT = '"https://registry-1.docker.io/v2/library/nginx/manifests/latest"';

test.each([
  ['no such name', `${HEAD} ${URL_TEXT}: dial tcp: lookup registry-1.docker.io: no such host`, 'registry-1.docker.io'],
  [
    'refused, with a port',
    `${HEAD} "http://10.0.0.1:5000/v2/nginx": dial tcp 10.0.0.1:5000: connect: connection refused`,
    '10.0.0.1:5000',
  ],
  ['IPv6', `${HEAD} "http://[fd00::1]:5000/v2/nginx": dial tcp [fd00::1]:5000: i/o timeout`, '[fd00::1]:5000'],
  ['a silent TLS server', `${HEAD} ${URL_TEXT}: net/http: TLS handshake timeout`, 'registry-1.docker.io'],
])('%s: names the registry and what helps', (_, message, registry) => {
  expect(withRegistryHint(message)).toBe(
    `${message} (the registry ${registry} is out of this node's reach: start kubets with --registry-mirror URL, or bring the image by kubets load)`,
  );
});

test.each([
  `${HEAD} ${URL_TEXT}: unexpected status from HEAD request to https://registry-1.docker.io/v2/: 403 Forbidden`,
  'rpc error: code = NotFound desc = failed to resolve reference "docker.io/library/ngimx:latest": not found',
  'dial tcp: lookup: no such host',
])('%s: as it is', (message) => expect(withRegistryHint(message)).toBe(message));
