import { type Connection, type PemSource } from '@kubets/rpc';
import { readFile } from 'node:fs/promises';
import { Agent, get } from 'node:https';

/** Reads objects of the API, over REST, as whoever the kubeconfig names. */
export interface ApiReader {
  /** Undefined when there is no such object. @throws Error with what the server said, or why it cannot be reached. */
  get<T>(path: string): Promise<T | undefined>;
  /** Objects of a list; none when the server has no such kind. */
  list<T>(path: string): Promise<T[]>;
  close(): void;
}

const TIMEOUT_MS = 2000;
/** Of one answer. */
const MOST_BYTES = 64 * 1024 * 1024;

export async function createApiReader(connection: Connection): Promise<ApiReader> {
  const { server } = connection;
  const pem = (source: PemSource | undefined) =>
    source && ('data' in source ? Promise.resolve(source.data) : readFile(source.file, 'utf8'));
  const { ca, clientCertificate, clientKey, token: tokenSource, tlsServerName, insecureSkipTlsVerify } = connection;
  const [caPem, cert, key, token] = await Promise.all([ca, clientCertificate, clientKey, tokenSource].map(pem));
  const agent = new Agent({
    keepAlive: true,
    rejectUnauthorized: !insecureSkipTlsVerify,
    ...(caPem && { ca: caPem }),
    ...(cert && { cert }),
    ...(key && { key }),
    ...(tlsServerName && { servername: tlsServerName }),
  });

  function request(path: string): Promise<{ code: number; text: string }> {
    const headers = { accept: 'application/json', ...(token && { authorization: `Bearer ${token.trim()}` }) };
    return new Promise((resolve, reject) => {
      const asked = get(new URL(path, server), { agent, headers, timeout: TIMEOUT_MS }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
          if (text.length > MOST_BYTES)
            asked.destroy(new Error(`${path}: the answer is longer than ${MOST_BYTES} bytes`));
        });
        response.once('end', () => resolve({ code: response.statusCode ?? 0, text }));
        response.once('error', reject);
      });
      asked.once('timeout', () => asked.destroy(new Error(`${server}: no answer within ${TIMEOUT_MS / 1000} s`)));
      asked.once('error', reject);
    });
  }

  async function read<T>(path: string): Promise<T | undefined> {
    const { code, text } = await request(path);
    if (code === 200) return parseObject(text) as T;
    if (code === 404) return undefined;
    throw new Error(`${path}: ${messageOf(text) ?? `the API server answered ${code}`}`);
  }

  return {
    get: read,
    list: async <T>(path: string) => (await read<{ items?: T[] }>(path))?.items ?? [],
    close: () => agent.destroy(),
  };
}

/** JSON of the API without its nulls: Go writes `endpoints: null` where there are none. */
export const parseObject = (text: string): unknown =>
  JSON.parse(text, (_, value: unknown) => (value === null ? undefined : value));

function messageOf(text: string): string | undefined {
  try {
    return (JSON.parse(text) as { message?: string }).message;
  } catch {
    return undefined;
  }
}
