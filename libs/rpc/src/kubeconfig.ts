import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** PEM text or a token: given, or in a file that is read again when it changes. */
export type PemSource = { data: string } | { file: string };

/** What is needed to reach an apiserver and be known there. */
export interface Connection {
  /** `https://HOST:PORT` */
  server: string;
  /** Name the server's certificate must carry when it is not the host of `server`. */
  tlsServerName?: string;
  insecureSkipTlsVerify?: boolean;
  ca?: PemSource;
  clientCertificate?: PemSource;
  clientKey?: PemSource;
  token?: PemSource;
  /** The context's namespace. */
  namespace?: string;
}

export interface KubeconfigOptions {
  /** Instead of the file's own. */
  context?: string;
  /** Whether the server is what a webhook's URL is: a path may follow. */
  hasPath?: boolean;
}

const URL_OF_HOST = /^https:\/\/[^/]+$/;
const URL_WITH_PATH = /^https:\/\/[^/]+(\/.*)?$/;

interface KubeconfigFile {
  'current-context'?: string;
  clusters?: { name?: string; cluster?: Entry }[];
  users?: { name?: string; user?: Entry }[];
  contexts?: { name?: string; context?: { cluster?: string; user?: string; namespace?: string } }[];
}

type Entry = Record<string, unknown>;

/** Reads a kubeconfig file; relative paths in it are relative to it. Throws Error naming file and entry when something is missing. */
export async function loadKubeconfig(path: string, o: KubeconfigOptions = {}): Promise<Connection> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new Error(`cannot read kubeconfig ${path}: ${(error as Error).message}`, { cause: error });
  }
  try {
    return await parseKubeconfig(text, { ...o, directory: dirname(resolve(path)) });
  } catch (error) {
    throw new Error(`kubeconfig ${path}: ${(error as Error).message}`, { cause: error });
  }
}

/** The same from text; directory resolves relative paths. */
export async function parseKubeconfig(
  text: string,
  { context: asked, hasPath = false, directory = process.cwd() }: KubeconfigOptions & { directory?: string } = {},
): Promise<Connection> {
  const file = (await parse(text)) as KubeconfigFile | null;
  const contextName = asked ?? file?.['current-context'];
  if (!file || !contextName) throw new Error('current-context is not set; name the context to use');
  const context = named(file.contexts, 'context', contextName).context ?? {};
  const cluster = named(file.clusters, 'cluster', context.cluster).cluster ?? {};
  const user = context.user ? (named(file.users, 'user', context.user).user ?? {}) : {};
  for (const unsupported of ['exec', 'auth-provider', 'username']) {
    if (user[unsupported])
      throw new Error(
        `user "${context.user}": ${unsupported} is not supported; use a client certificate, token or tokenFile`,
      );
  }
  const server = textOf(cluster, 'server');
  if (!server || !(hasPath ? URL_WITH_PATH : URL_OF_HOST).test(server.replace(/\/$/, ''))) {
    const wanted = `https://HOST:PORT${hasPath ? '/PATH' : ''}`;
    throw new Error(`cluster "${context.cluster}": server ${JSON.stringify(server ?? '')} must be ${wanted}`);
  }
  return {
    server: hasPath ? server : server.replace(/\/$/, ''),
    tlsServerName: textOf(cluster, 'tls-server-name'),
    insecureSkipTlsVerify: cluster['insecure-skip-tls-verify'] === true || undefined,
    ca: pem(cluster, 'certificate-authority', directory),
    clientCertificate: pem(user, 'client-certificate', directory),
    clientKey: pem(user, 'client-key', directory),
    token: token(user, directory),
    namespace: context.namespace,
  };
}

/** All JSON is YAML; for what is JSON, the reader of YAML need not be loaded. */
async function parse(text: string): Promise<unknown> {
  try {
    return JSON.parse(text);
  } catch {
    return (await import('./parse-yaml')).parseYaml(text);
  }
}

function named<T extends { name?: string }>(entries: T[] | undefined, what: string, name: string | undefined): T {
  const entry = entries?.find((candidate) => candidate.name === name);
  if (!entry)
    throw new Error(
      `${what} "${name ?? ''}" does not exist; there are: ${entries?.map((e) => e.name).join(', ') || 'none'}`,
    );
  return entry;
}

const textOf = (entry: Entry, key: string): string | undefined =>
  typeof entry[key] === 'string' && entry[key] ? (entry[key] as string) : undefined;

/** Inline data wins over the file, as in kubectl. */
function pem(entry: Entry, key: string, directory: string): PemSource | undefined {
  const data = textOf(entry, `${key}-data`);
  if (data) return { data: Buffer.from(data, 'base64').toString('utf8') };
  const file = textOf(entry, key);
  return file ? { file: resolve(directory, file) } : undefined;
}

function token(user: Entry, directory: string): PemSource | undefined {
  const file = textOf(user, 'tokenFile');
  if (file) return { file: resolve(directory, file) };
  const data = textOf(user, 'token');
  return data ? { data } : undefined;
}
