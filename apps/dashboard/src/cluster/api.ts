import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { isIP } from 'node:net';
import { statusError, StatusError } from '@kubets/apimachinery';
import { KEPT_CONNECTIONS } from '@kubets/component';
import { WebSocket } from 'ws';
import type { Credentials } from './credentials';

/** Where the API server is, and whom to believe that it is it. */
export interface ApiServer {
  url: string;
  /** PEM. */
  ca?: string;
  tlsServerName?: string;
  insecureSkipTlsVerify?: boolean;
}

export interface CallOptions {
  method?: string;
  accept?: string;
  contentType?: string;
  body?: string;
  signal?: AbortSignal;
}

/** The REST API with the rights of one visitor, and no others. Every error is a StatusError. */
export interface Api {
  /** The answer as JSON. */
  json<T>(path: string, options?: CallOptions): Promise<T>;
  /** The answer as it comes, for as long as it lasts. */
  open(path: string, options?: CallOptions): Promise<IncomingMessage>;
  /** A WebSocket to the API server that is being opened. */
  socket(path: string, protocol: string): WebSocket;
  close(): void;
}

/** Of one answer that is read whole. */
const MOST_BYTES = 64 * 1024 * 1024;
const MOST_ERROR_BYTES = 64 * 1024;
const ANSWER_MS = 30_000;
const MOST_SOCKET_MESSAGE_BYTES = 4 * 1024 * 1024;

export function createApi(server: ApiServer, { token, clientCertificate, clientKey }: Credentials): Api {
  const tls = {
    rejectUnauthorized: !server.insecureSkipTlsVerify,
    ...(server.ca && { ca: server.ca }),
    ...(clientCertificate && { cert: clientCertificate, key: clientKey }),
    ...(server.tlsServerName && { servername: server.tlsServerName }),
  };
  const agent = new Agent({ ...KEPT_CONNECTIONS, ...tls });
  const identity = token ? { authorization: `Bearer ${token}` } : {};

  function open(path: string, o: CallOptions = {}): Promise<IncomingMessage> {
    const { method = 'GET', accept = 'application/json', contentType = 'application/json', body, signal } = o;
    const headers = {
      ...identity,
      accept,
      'user-agent': 'kubets-dashboard',
      ...(body !== undefined && { 'content-type': contentType, 'content-length': Buffer.byteLength(body) }),
    };
    return new Promise((resolve, reject) => {
      const asked = request(new URL(path, server.url), { agent, method, headers, ...(signal && { signal }) });
      const timer = setTimeout(() => asked.destroy(new Error(`no answer within ${ANSWER_MS / 1000} s`)), ANSWER_MS);
      asked.once('response', (response) => {
        clearTimeout(timer);
        const code = response.statusCode ?? 0;
        if (code >= 200 && code < 300) return resolve(response);
        textOf(response, MOST_ERROR_BYTES).then((text) => reject(refusal(code, text)), reject);
      });
      asked.once('error', (error) => {
        clearTimeout(timer);
        reject(statusError('ServiceUnavailable', `the API server cannot be reached: ${error.message}`));
      });
      asked.end(body);
    });
  }

  return {
    open,
    async json<T>(path: string, o?: CallOptions): Promise<T> {
      return JSON.parse(await textOf(await open(path, o), MOST_BYTES)) as T;
    },
    socket(path, protocol) {
      const url = new URL(path, server.url.replace(/^https/, 'wss'));
      return new WebSocket(url, protocol, {
        ...tls,
        // Nothing can be announced of an address, and Node.js 26 refuses to.
        ...(isIP(url.hostname.replace(/^\[|\]$/g, '')) && !server.tlsServerName && { servername: '' }),
        headers: identity,
        maxPayload: MOST_SOCKET_MESSAGE_BYTES,
        perMessageDeflate: false,
        handshakeTimeout: ANSWER_MS,
      });
    },
    close: () => agent.destroy(),
  };
}

/** @throws StatusError when it is longer than that, or breaks off. */
async function textOf(response: IncomingMessage, mostBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > mostBytes) throw new Error(`the answer has more than ${mostBytes} bytes`);
      chunks.push(chunk);
    }
  } catch (error) {
    throw statusError('ServiceUnavailable', `the API server's answer broke off: ${(error as Error).message}`);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** What the server said, or at least its code. */
export function refusal(code: number, text: string): StatusError {
  try {
    const status = JSON.parse(text) as { kind?: string; message?: string };
    if (status.kind === 'Status') return new StatusError(status);
  } catch {
    // Not the API server's own words.
  }
  return new StatusError({ code, message: text.trim().slice(0, 500) || `the API server answered ${code}` });
}
