import { Agent, request } from 'node:https';
import { kubernetesProtobuf } from '../fuzz/generate/kubernetes-protobuf';
import type { Connection } from '../../bench/apiserver/measured-apiserver';
import type { Answer, Asked } from './case';

export interface Client {
  /** @throws Error where the connection ended, or nothing came for half a minute. */
  send(asked: Asked): Promise<Answer>;
  close(): void;
}

const TIMEOUT_MS = 30_000;
/** What managedFields are named after. */
const USER_AGENT = 'differential/1.0 (test)';

export function createClient({ url, ca, cert, key }: Connection): Client {
  const agent = new Agent({ ca, cert, key, keepAlive: true, maxSockets: 16 });
  return {
    send: ({ method, path, headers = {}, body, protobuf }) =>
      new Promise((resolve, reject) => {
        const bytes = protobuf ? kubernetesProtobuf(body as Record<string, unknown>, protobuf) : bytesOf(body);
        const given = {
          accept: 'application/json',
          'user-agent': USER_AGENT,
          ...contentHeaders(body, bytes),
          ...headers,
        };
        const outgoing = request(`${url}${path}`, { method, headers: given, agent }, (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.once('error', reject);
          response.once('end', () =>
            resolve({
              code: response.statusCode ?? 0,
              headers: joined(response.headersDistinct),
              body: Buffer.concat(chunks),
            }),
          );
        });
        outgoing.setTimeout(TIMEOUT_MS, () => outgoing.destroy(new Error(`no answer within ${TIMEOUT_MS} ms`)));
        outgoing.once('error', reject).end(bytes);
      }),
    close: () => agent.destroy(),
  };
}

function bytesOf(body: unknown): Buffer | undefined {
  if (body === undefined || Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

const contentHeaders = (body: unknown, bytes: Buffer | undefined): Record<string, string> =>
  bytes
    ? {
        'content-length': String(bytes.length),
        ...(typeof body === 'object' && !Buffer.isBuffer(body) && { 'content-type': 'application/json' }),
      }
    : {};

const joined = (headers: NodeJS.Dict<string[]>): Answer['headers'] =>
  Object.fromEntries(Object.entries(headers).map(([name, values]) => [name, values?.join(' | ')]));
