// Health check of a container: `healthcheck.mjs URL`, exit code 0 when it answers 200. The server has to show a
// certificate of the cluster's authority. `--answers`: any status will do, for servers that tell their health only to some.
// `--shared-network`: the container lives in another one's network, and ends (to be started anew) when that has been replaced.
// `--end-when-silent`: a service that takes the connection and says nothing, whatever it is asked for, three times in a row,
// hangs: it is ended (to be started anew), with the reason in its log. The container needs an init process, as nobody inside
// can kill the first one.
import { appendFileSync, readFileSync, readdirSync } from 'node:fs';
import { get as getHttp } from 'node:http';
import { get as getHttps } from 'node:https';
import { networkInterfaces } from 'node:os';
import { parseArgs } from 'node:util';

const CA_FILE = '/etc/kubets/ca.crt';
const TIMEOUT_MS = 3500;
const ATTEMPTS = 3;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    answers: { type: 'boolean', default: false },
    'shared-network': { type: 'boolean', default: false },
    'end-when-silent': { type: 'boolean', default: false },
  },
});
const [url] = positionals;
if (!url) fail('usage: healthcheck.mjs [--answers] [--shared-network] [--end-when-silent] URL');
if (values['shared-network']) endWithoutNetwork();

const status = await ask(url).catch((error) => fail(`${url}: ${error.message}`));
if (status === 200 || (status && values.answers)) process.exit(0);
if (status) fail(`${url} answered ${status}`);
if (values['end-when-silent'] && (await isSilent())) endService();
fail(`${url} does not answer`);

/** Health may wait for others; what nobody serves is answered at once. */
async function isSilent() {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++)
    if (await ask(new URL('/', url)).catch(() => 'closed')) return false;
  return true;
}

/** The status; undefined when nothing has come in time. Rejects where nobody listens. */
function ask(what) {
  const https = url.startsWith('https:');
  return new Promise((resolve, reject) => {
    const request = (https ? getHttps : getHttp)(what, { ...(https && { ca: readFileSync(CA_FILE) }) }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.on('error', reject);
    // Not the request's own timeout, which begins when the connection stands.
    setTimeout(() => {
      resolve(undefined);
      request.destroy();
    }, TIMEOUT_MS);
  });
}

/** What the init process has started first: the service. */
function endService() {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    if (pid === '1' || parentOf(pid) !== 1) continue;
    const line = { level: 'fatal', time: new Date().toISOString(), pid: Number(pid), reason: `${url} does not answer` };
    appendFileSync(`/proc/${pid}/fd/2`, `${JSON.stringify({ ...line, msg: 'Hangs, ended by the health check' })}\n`);
    process.kill(Number(pid), 'SIGKILL');
  }
}

function parentOf(pid) {
  try {
    return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    return undefined; // it has ended
  }
}

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
