import { request as httpRequest, type ClientRequest, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';
import { readFileSync } from 'node:fs';
import type { Duplex } from 'node:stream';
import { newServiceUnavailable, StatusError } from '@kubets/apimachinery';
import { responseHead } from '../rest/upgrade';
import type { Request } from '../rest/body';
import type { Response } from '../rest/respond';

/** Where a connection is handed on to. */
export interface Upstream {
  scheme: 'http' | 'https';
  host: string;
  port: number;
  /** With the query. */
  path: string;
  /** TLS with the kubelet client's identity; without, the peer's certificate is not looked at. */
  agent?: Agent;
}

export interface KubeletTls {
  certFile?: string;
  keyFile?: string;
  /** Without it kubelets' certificates are not verified, as in Kubernetes. */
  caFile?: string;
}

export function createKubeletAgent({ certFile, keyFile, caFile }: KubeletTls): Agent {
  return new Agent({
    keepAlive: true,
    ...(certFile && keyFile ? { cert: readFileSync(certFile), key: readFileSync(keyFile) } : {}),
    ...(caFile ? { ca: readFileSync(caFile) } : { rejectUnauthorized: false }),
  });
}

const CONNECT_TIMEOUT_MS = 10_000;

function open({ scheme, host, port, path, agent }: Upstream, method: string, headers: OutgoingHttpHeaders): ClientRequest {
  const options = { host, port, path, method, headers: { ...headers, host: `${host}:${port}` } };
  const request = scheme === 'http' ? httpRequest({ ...options, agent: false }) : httpsRequest({ ...options, ...(agent ? { agent } : { agent: false, rejectUnauthorized: false }) });
  request.setTimeout(CONNECT_TIMEOUT_MS, () => {
    if (request.socket?.connecting) request.destroy(new Error(`no connection to ${host}:${port} within ${CONNECT_TIMEOUT_MS / 1000} s`));
  });
  return request;
}

const unreachable = (error: Error, { host, port }: Upstream): StatusError => newServiceUnavailable(`error trying to reach service: ${host}:${port}: ${error.message}`);

/** Sends the request on and the answer back, both as streams. */
export async function proxyRequest(upstream: Upstream, request: Request, response: Response, options: { headers: OutgoingHttpHeaders; signal: AbortSignal }): Promise<void> {
  const outgoing = open(upstream, request.method ?? 'GET', options.headers);
  options.signal.addEventListener('abort', () => outgoing.destroy(), { once: true });
  const incoming = await new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.once('response', resolve);
    outgoing.once('error', (error) => reject(unreachable(error, upstream)));
    request.pipe(outgoing);
  });
  outgoing.on('error', () => response.destroy());
  response.writeHead(incoming.statusCode ?? 502, endToEnd(incoming) as never);
  (response as ServerResponse).flushHeaders();
  incoming.on('error', () => response.destroy());
  incoming.pipe(response as ServerResponse);
  await new Promise((resolve) => response.once('close', resolve));
  outgoing.destroy();
}

const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade', 'te', 'trailer']);

function endToEnd({ headers }: IncomingMessage): OutgoingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name)));
}

/**
 * Hands an upgraded connection on, byte by byte in both directions. Resolves when it has ended.
 * @throws StatusError when the upstream cannot be reached or does not upgrade.
 */
export async function tunnel(upstream: Upstream, method: string, headers: OutgoingHttpHeaders, client: { socket: Duplex; head: Buffer }): Promise<void> {
  const outgoing = open(upstream, method, headers);
  client.socket.once('close', () => outgoing.destroy());
  const { answer, socket, head } = await new Promise<{ answer: IncomingMessage; socket: Duplex; head: Buffer }>((resolve, reject) => {
    outgoing.once('upgrade', (answer, socket, head) => resolve({ answer, socket, head }));
    outgoing.once('response', (answer) => void refusalOf(answer).then(reject));
    outgoing.once('error', (error) => reject(unreachable(error, upstream)));
    outgoing.end();
  });
  client.socket.write(responseHead(101, rawHeaders(answer)));
  if (head.length > 0) client.socket.write(head);
  if (client.head.length > 0) socket.write(client.head);
  for (const side of [client.socket, socket]) {
    side.setMaxListeners(0);
    if ('setNoDelay' in side) (side as unknown as { setNoDelay(on: boolean): void }).setNoDelay(true);
    side.on('error', () => {
      client.socket.destroy();
      socket.destroy();
    });
  }
  client.socket.pipe(socket);
  socket.pipe(client.socket);
  await new Promise((resolve) => socket.once('close', resolve));
  client.socket.end();
}

function rawHeaders({ rawHeaders: raw }: IncomingMessage): Record<string, string[]> {
  const headers: Record<string, string[]> = {};
  for (let index = 0; index < raw.length; index += 2) (headers[raw[index]!] ??= []).push(raw[index + 1]!);
  return headers;
}

const MAX_REFUSAL_BYTES = 64 * 1024;

/** The upstream's own Status if it sent one, else its text. */
async function refusalOf(answer: IncomingMessage): Promise<StatusError> {
  let text = '';
  for await (const chunk of answer) if (text.length < MAX_REFUSAL_BYTES) text += String(chunk);
  const code = answer.statusCode ?? 500;
  try {
    const status = JSON.parse(text) as { kind?: string };
    if (status.kind === 'Status') return new StatusError(status);
  } catch {
    // Not JSON: the text is the message.
  }
  const reason = code === 404 ? 'NotFound' : code < 500 ? 'BadRequest' : 'InternalError';
  return new StatusError({ code, reason, message: text.trim() || `unable to upgrade connection: the kubelet answered ${code}` });
}
