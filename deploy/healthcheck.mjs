// Health check of a container: `healthcheck.mjs URL`, exit code 0 when it answers 200. The server has to show a
// certificate of the cluster's authority. `--answers`: any status will do, for servers that tell their health only to some.
// `--shared-network`: the container lives in another one's network, and ends (to be started anew) when that has been replaced.
import { readFileSync } from 'node:fs';
import { get as getHttp } from 'node:http';
import { get as getHttps } from 'node:https';
import { networkInterfaces } from 'node:os';
import { parseArgs } from 'node:util';

const CA_FILE = '/etc/kubets/ca.crt';
const TIMEOUT_MS = 3000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { answers: { type: 'boolean', default: false }, 'shared-network': { type: 'boolean', default: false } },
});
const [url] = positionals;
if (!url) fail('usage: healthcheck.mjs [--answers] [--shared-network] URL');
if (values['shared-network']) endWithoutNetwork();

const https = url.startsWith('https:');
const request = (https ? getHttps : getHttp)(
  url,
  { timeout: TIMEOUT_MS, ...(https && { ca: readFileSync(CA_FILE) }) },
  (response) => {
    response.resume();
    if (values.answers || response.statusCode === 200) process.exit(0);
    fail(`${url} answered ${response.statusCode}`);
  },
);
request.on('timeout', () => fail(`${url} does not answer`));
request.on('error', (error) => fail(`${url}: ${error.message}`));

/** The engine takes the interface away when the container it came with ends, and makes a new one, elsewhere, for its next life. */
function endWithoutNetwork() {
  if (networkInterfaces().eth0) return;
  process.kill(1, 'SIGTERM');
  fail('the network is gone with the container it came with: this one starts anew to join its next');
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
