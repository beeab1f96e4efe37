import { trimEnd } from '@kubets/apimachinery';
import type { Secret } from '@kubets/proto-gen/core/v1';
import type { RegistryCredentials } from '../runtimes/runtime';
import { createHash } from 'node:crypto';
import { repositoryOf } from './image-reference';

interface Entry {
  auth?: string;
  username?: string;
  password?: string;
  identitytoken?: string;
}

/** A secret, by what it is called and by what it holds for an image. */
export interface PullSecret {
  uid: string;
  namespace: string;
  name: string;
  /** Of the credentials. */
  hash: string;
}

export interface PullCredentials {
  login: RegistryCredentials;
  secret: PullSecret;
}

/** Credentials in pull secrets that fit the image, the most specific first. Secrets that can't be read give none. */
export function credentialsFor(image: string, secrets: readonly Secret[]): PullCredentials[] {
  const repository = repositoryOf(image);
  return secrets
    .flatMap((secret) => Object.entries(registriesOf(secret)).map(([key, entry]) => ({ secret, key, entry })))
    .map(({ secret, key, entry }) => ({ secret, registry: registryOf(key), entry }))
    .filter(({ registry }) => matches(registry, repository))
    .sort((a, b) => b.registry.length - a.registry.length)
    .map(({ secret, registry, entry }) => {
      const login = { ...loginOf(entry), serverAddress: registry };
      return { login, secret: { ...nameOf(secret), hash: sha256(JSON.stringify(login)) } };
    });
}

const nameOf = ({ metadata: { uid = '', namespace = '', name = '' } = {} }: Secret) => ({ uid, namespace, name });
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

function registriesOf({ data = {} }: Secret): Record<string, Entry> {
  try {
    if (data['.dockerconfigjson'])
      return (JSON.parse(decode(data['.dockerconfigjson'])) as { auths?: Record<string, Entry> }).auths ?? {};
    if (data['.dockercfg']) return JSON.parse(decode(data['.dockercfg'])) as Record<string, Entry>;
  } catch {
    // The apiserver checked its form; one that is broken all the same is as good as none.
  }
  return {};
}

/** Keys may be URLs: `https://index.docker.io/v1/` stands for the whole registry. */
function registryOf(key: string): string {
  const bare = trimEnd(key.replace(/^https?:\/\//, ''), '/').replace(/\/v[12]$/, '');
  return bare === 'docker.io' || bare === 'registry-1.docker.io' ? 'index.docker.io' : bare;
}

/** The host has as many parts, each of which may hold `*`; the path is a prefix. */
function matches(registry: string, repository: string): boolean {
  const [host = '', ...path] = registry.split('/');
  const [wantedHost = '', ...wantedPath] = repository.split('/');
  const parts = host.split('.');
  const wantedParts = wantedHost.split('.');
  if (parts.length !== wantedParts.length) return false;
  if (!parts.every((part, index) => globMatches(part, wantedParts[index]!))) return false;
  return wantedPath.join('/').startsWith(path.join('/'));
}

/** Whether the text is the pattern's pieces in order, whatever is in place of the `*` between them; each character is looked at once. */
function globMatches(pattern: string, text: string): boolean {
  const [first = '', ...pieces] = pattern.split('*');
  const last = pieces.pop();
  if (last === undefined) return text === pattern;
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  const end = text.length - last.length;
  let at = first.length;
  for (const piece of pieces) {
    const found = text.indexOf(piece, at);
    if (found < 0 || found + piece.length > end) return false;
    at = found + piece.length;
  }
  return true;
}

function loginOf(entry: Entry): RegistryCredentials {
  const identity = entry.identitytoken ? { identityToken: entry.identitytoken } : {};
  if (entry.username !== undefined) return { username: entry.username, password: entry.password ?? '', ...identity };
  const [username = '', ...password] = decode(entry.auth ?? '').split(':');
  return { username, password: password.join(':'), ...identity };
}

const decode = (base64: string) => Buffer.from(base64, 'base64').toString('utf8');
