import { Agent, request } from 'node:https';
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { answerOf } from '../../tunnel/answer-of';
import { boundedText } from '../../tunnel/bounded-text';
import type { JwtIssuer } from './authentication-configuration';

const MAX_BYTES = 1024 * 1024;
const TIMEOUT_MS = 10_000;
/** A key that is not known is not asked for more often, whatever tokens say. */
const PAUSE_MS = 10_000;

/** The keys of an issuer, read when the first token comes, and again when there is one with another key. */
export function createIssuerKeys(
  { url, discoveryUrl, certificateAuthority }: Pick<JwtIssuer, 'url' | 'discoveryUrl' | 'certificateAuthority'>,
  now: () => number = Date.now,
): JWTVerifyGetKey {
  const agent = new Agent({ keepAlive: false, ...(certificateAuthority ? { ca: certificateAuthority } : {}) });
  let keys: JWTVerifyGetKey | undefined;
  let reading: Promise<JWTVerifyGetKey> | undefined;
  let readAt = -Infinity;

  async function readKeys(): Promise<JWTVerifyGetKey> {
    const { issuer, jwks_uri: where } = (await get(discoveryUrl, agent)) as { issuer?: unknown; jwks_uri?: unknown };
    if (issuer !== url)
      throw new Error(
        `oidc: issuer did not match the issuer returned by provider, expected ${JSON.stringify(url)} got ${JSON.stringify(issuer)}`,
      );
    if (typeof where !== 'string' || !URL.canParse(where) || new URL(where).protocol !== 'https:')
      throw new Error(`oidc: jwks_uri ${JSON.stringify(where)} has to be a URL of https`);
    return createLocalJWKSet((await get(where, agent)) as JSONWebKeySet);
  }

  /** One at a time, and after one that failed no other for a while. */
  function refresh(): Promise<JWTVerifyGetKey> {
    if (now() - readAt < PAUSE_MS && !reading)
      return keys ? Promise.resolve(keys) : Promise.reject(new Error('oidc: authenticator not initialized'));
    if (!reading) {
      readAt = now();
      reading = readKeys()
        .then((read) => (keys = read))
        .finally(() => (reading = undefined));
    }
    return reading;
  }

  return async (header, token) => {
    const known = keys ?? (await refresh());
    try {
      return await known(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      return (await refresh())(header, token);
    }
  };
}

async function get(url: string, agent: Agent): Promise<unknown> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const answer = await answerOf(request(url, { agent, signal, headers: { accept: 'application/json' } }).end());
  const text = await boundedText(answer, MAX_BYTES + 1);
  if (answer.statusCode !== 200) throw new Error(`oidc: ${url} answered ${answer.statusCode}`);
  if (Buffer.byteLength(text) > MAX_BYTES) throw new Error(`oidc: ${url} answered more than ${MAX_BYTES} bytes`);
  return JSON.parse(text);
}
