// @ts-check
import { nthAddress, readNetwork } from './networks.mjs';

const TRY_MS = 3000;

/** @typedef {import('../cluster/options').ClusterOptions} ClusterOptions */

/**
 * What is wrong with the mirrors' URLs, with the one that would be right.
 * @param {Pick<ClusterOptions, 'registryMirrors' | 'nodeCidr'>} options
 */
export function mirrorFaults({ registryMirrors, nodeCidr }) {
  return registryMirrors.flatMap((text) => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    const says = (/** @type {string} */ fault) => [`--registry-mirror ${JSON.stringify(text)}: ${fault}`];
    if (!url || !/^https?:\/\//.test(text))
      return says(`a URL is wanted, such as http://${/^[\w.-]+(:\d+)?$/.test(text) ? text : 'registry.example:5000'}`);
    if (url.search || url.hash || url.username) return says('a URL without user, query and fragment is wanted');
    if (isLoopback(url.hostname)) {
      const host = readNetwork(nodeCidr) ? nthAddress(nodeCidr, 1) : 'ADDRESS';
      return says(
        `on a node this is the node itself; the nodes reach this machine as ${url.protocol}//${host}${url.port && `:${url.port}`}, where a registry has to listen on all addresses`,
      );
    }
    return [];
  });
}

/** @param {string} host */
const isLoopback = (host) => host === 'localhost' || host === '[::1]' || host.startsWith('127.');

/**
 * Asks every mirror whether it is a registry.
 * @param {Pick<ClusterOptions, 'registryMirrors' | 'nodeCidr'>} options
 * @returns {Promise<string[]>} what is wrong, a sentence each
 */
export async function tryMirrors({ registryMirrors, nodeCidr }) {
  const faults = await Promise.all(registryMirrors.map((text) => tryMirror(text, nthAddress(nodeCidr, 1))));
  return faults.flatMap((fault) => fault ?? []);
}

/** @param {string} text @param {string} hostAddress this machine's on the nodes' network, which may not be there yet */
async function tryMirror(text, hostAddress) {
  const url = new URL(text);
  if (url.hostname === hostAddress) url.hostname = '127.0.0.1';
  url.pathname = `${url.pathname.replace(/\/$/, '')}/v2/`;
  try {
    const { status } = await fetch(url, { signal: AbortSignal.timeout(TRY_MS) });
    // 401 is a registry that wants a login.
    return status === 200 || status === 401
      ? undefined
      : `--registry-mirror ${text}: no registry, it answers HTTP ${status} to GET /v2/`;
  } catch (error) {
    const { name, message, cause } = /** @type {Error & { cause?: Error }} */ (error);
    const why = name === 'TimeoutError' ? `no answer within ${TRY_MS / 1000} s` : cause?.message || message;
    return `--registry-mirror ${text}: no registry answers there (${why})`;
  }
}
