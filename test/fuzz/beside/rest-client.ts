import { Agent, request } from 'node:https';
import type { FuzzTarget } from '../target/fuzz-target';

export interface RestAnswer {
  code: number;
  body: any;
}

export interface RestClient {
  call(
    method: string,
    path: string,
    body?: unknown,
    options?: { contentType?: string; timeoutMs?: number },
  ): Promise<RestAnswer>;
  close(): void;
}

/** The administrator, on HTTP/1.1. Rejects when there is no answer. */
export function createRestClient({
  host,
  restPort,
  ca,
  admin,
}: Pick<FuzzTarget, 'host' | 'restPort' | 'ca' | 'admin'>): RestClient {
  const agent = new Agent({ ca, ...admin, keepAlive: true });
  return {
    call: (method, path, body, { contentType = 'application/json', timeoutMs = 30_000 } = {}) =>
      new Promise((resolve, reject) => {
        const payload = body === undefined ? undefined : JSON.stringify(body);
        const outgoing = request({
          host,
          port: restPort,
          method,
          path,
          agent,
          timeout: timeoutMs,
          headers: payload ? { 'content-type': contentType, 'content-length': Buffer.byteLength(payload) } : {},
        });
        outgoing.once('timeout', () => outgoing.destroy(new Error(`${method} ${path}: no answer in ${timeoutMs} ms`)));
        outgoing.once('error', reject);
        outgoing.once('response', (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.once('error', reject);
          response.once('end', () => {
            const text = Buffer.concat(chunks).toString();
            resolve({ code: response.statusCode ?? 0, body: text.startsWith('{') ? JSON.parse(text) : text });
          });
        });
        outgoing.end(payload);
      }),
    close: () => agent.destroy(),
  };
}
