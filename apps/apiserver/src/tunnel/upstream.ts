import {
  request as httpRequest,
  type ClientRequest,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type RequestOptions,
  type ServerResponse,
} from 'node:http';
import { request as httpsRequest, type Agent } from 'node:https';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import type { Duplex, Readable } from 'node:stream';
import { newBadRequest, newInternalError, newServiceUnavailable, StatusError } from '@kubets/apimachinery';
import { dialError, joinHostPort } from '@kubets/net';
import type { Status } from '@kubets/proto-gen/meta/v1';
import { responseHead } from '../rest/upgrade';
import type { Request, Response } from '../http/messages';
import { answerOf } from './answer-of';
import { boundedText } from './bounded-text';
import type { Dial } from './kubelet-dialer';
import { canRewrite, rewriteHtml, rewriteLink, type ProxiedLocation } from './rewrite-links';

/** Where a connection is handed on to. */
export interface Upstream {
  scheme: 'http' | 'https';
  host: string;
  port: number;
  /** With the query. */
  path: string;
  /** TLS with the kubelet client's identity; without, the peer's certificate is not looked at. */
  agent?: Agent;
  /** How to get there; directly unless given. */
  dial?: Dial;
  /** What TLS asks of the peer and shows it, where that is not nothing. */
  tls?: ConnectionOptions;
}

const CONNECT_TIMEOUT_MS = 10_000;

const MAX_PORT = 65535;
const BAD_GATEWAY = 502;

function open(upstream: Upstream, method: string, headers: OutgoingHttpHeaders): ClientRequest {
  const { host, port } = upstream;
  if (port > MAX_PORT)
    throw newServiceUnavailable(`error trying to reach service: dial tcp: address ${port}: invalid port`);
  const request = requestTo(upstream, method, headers);
  request.setTimeout(CONNECT_TIMEOUT_MS, () => {
    if (request.socket?.connecting)
      request.destroy(new Error(`no connection to ${host}:${port} within ${CONNECT_TIMEOUT_MS / 1000} s`));
  });
  return request;
}

/** @throws StatusError 400 for headers that HTTP/2 lets through and HTTP/1.1 does not. */
function requestTo(
  { scheme, host, port, path, agent, dial, tls = { rejectUnauthorized: false } }: Upstream,
  method: string,
  headers: OutgoingHttpHeaders,
): ClientRequest {
  const options = { host, port, path, method, headers: { ...headers, host: joinHostPort({ host, port }) } };
  try {
    if (dial) return httpRequest({ ...options, createConnection: dialledConnection(dial, scheme, tls) });
    if (scheme === 'http') return httpRequest({ ...options, agent: false });
    return httpsRequest({ ...options, ...(agent ? { agent } : { agent: false, ...tls }) });
  } catch (error) {
    throw newBadRequest(`the request cannot be handed on: ${(error as Error).message}`);
  }
}

/** What Node.js' HTTP client takes in place of a connection of its own. */
function dialledConnection(
  dial: Dial,
  scheme: Upstream['scheme'],
  tls: ConnectionOptions,
): NonNullable<RequestOptions['createConnection']> {
  return ({ host, port }, done) => {
    dial({ host: host!, port: Number(port) }).then(
      (socket) => done(null, scheme === 'https' ? connectTls({ socket, ...tls }) : socket),
      (error: Error) => done(error, undefined as never),
    );
    return undefined;
  };
}

const unreachable = (error: Error, { host, port, dial }: Upstream): StatusError =>
  newServiceUnavailable(
    `error trying to reach service: ${dial ? error.message : dialError(joinHostPort({ host, port }), error)}`,
  );

export interface ProxyOptions {
  headers: OutgoingHttpHeaders;
  signal: AbortSignal;
  /** Where the backend's links lead to for the client; without, they are handed on as they are. */
  location?: ProxiedLocation;
  /** Turns an answer that is no success into an error of this server; without, it is handed on as it is. */
  refusal?(code: number, text: string): StatusError;
}

/** Sends the request on and the answer back, both as streams. @throws StatusError as long as nothing has been answered. */
export async function proxyRequest(
  upstream: Upstream,
  request: Request,
  response: Response,
  options: ProxyOptions,
): Promise<void> {
  const outgoing = open(upstream, request.method ?? 'GET', options.headers);
  options.signal.addEventListener('abort', () => outgoing.destroy(), { once: true });
  try {
    const answer = answerFrom(outgoing, upstream);
    request.pipe(outgoing);
    await sendBack(await answer, outgoing, response, options);
  } finally {
    outgoing.destroy();
  }
}

/** Gets what the upstream has under the path, as a stream; the signal ends it. @throws StatusError when there is none. */
export async function readUpstream(
  upstream: Upstream,
  { signal, refusal }: Pick<ProxyOptions, 'signal'> & Required<Pick<ProxyOptions, 'refusal'>>,
): Promise<IncomingMessage> {
  const outgoing = open(upstream, 'GET', {});
  signal.addEventListener('abort', () => outgoing.destroy(), { once: true });
  const answer = answerFrom(outgoing, upstream);
  outgoing.end();
  const incoming = await answer;
  outgoing.on('error', () => incoming.destroy());
  await assertSuccess(incoming, refusal);
  return incoming;
}

/** The same whatever it answers; who takes it has to read it to its end, or destroy it. @throws StatusError when nothing answers. */
export async function openUpstream(
  upstream: Upstream,
  { headers, signal }: Pick<ProxyOptions, 'headers' | 'signal'>,
): Promise<IncomingMessage> {
  const outgoing = open(upstream, 'GET', headers);
  const end = () => outgoing.destroy();
  signal.addEventListener('abort', end, { once: true });
  const answer = answerFrom(outgoing, upstream);
  outgoing.end();
  const incoming = await answer;
  outgoing.on('error', () => incoming.destroy());
  incoming.once('close', () => signal.removeEventListener('abort', end));
  return incoming;
}

/** @throws StatusError 503 when there is none. */
const answerFrom = (outgoing: ClientRequest, upstream: Upstream): Promise<IncomingMessage> =>
  answerOf(outgoing).catch((error: Error) => {
    throw unreachable(error, upstream);
  });

async function assertSuccess(incoming: IncomingMessage, refusal: ProxyOptions['refusal']): Promise<void> {
  const code = incoming.statusCode ?? BAD_GATEWAY;
  if (refusal && (code < 200 || code > 206)) throw refusal(code, await boundedText(incoming, MAX_LOG_REFUSAL_BYTES));
}

async function sendBack(
  incoming: IncomingMessage,
  outgoing: ClientRequest,
  response: Response,
  options: ProxyOptions,
): Promise<void> {
  await assertSuccess(incoming, options.refusal);
  outgoing.on('error', () => response.destroy());
  const { headers, body } = await forClient(incoming, outgoing.method === 'HEAD', options);
  writeHead(response, incoming.statusCode ?? BAD_GATEWAY, headers);
  (response as ServerResponse).flushHeaders();
  body.on('error', () => response.destroy());
  body.pipe(response as ServerResponse);
  await new Promise((resolve) => response.once('close', resolve));
}

/** Which sites may ask is what this server's own answers say, not what a backend does. */
const CROSS_ORIGIN = [
  'access-control-allow-credentials',
  'access-control-allow-headers',
  'access-control-allow-methods',
  'access-control-allow-origin',
];

/** The answer as the client gets it: of what has a location of its own, with the backend's links changed. */
async function forClient(
  incoming: IncomingMessage,
  isHead: boolean,
  { location }: ProxyOptions,
): Promise<{ headers: OutgoingHttpHeaders; body: Readable }> {
  const headers = endToEnd(incoming);
  if (!location) return { headers, body: incoming };
  for (const name of CROSS_ORIGIN) delete headers[name];
  const { location: redirect, 'content-type': type, 'content-encoding': encoding } = incoming.headers;
  if (redirect) headers['location'] = rewriteLink(redirect, location);
  if (redirect || isHead || !canRewrite(type, encoding)) return { headers, body: incoming };
  delete headers['content-length'];
  return { headers, body: await rewriteHtml(incoming, encoding, location) };
}

/** @throws StatusError 503 for an answer that cannot be given to this client: HTTP/2 has no code 999. */
function writeHead(response: Response, code: number, headers: OutgoingHttpHeaders): void {
  try {
    response.writeHead(code, headers as never);
  } catch (error) {
    throw newServiceUnavailable(
      `error trying to reach service: its answer cannot be handed on: ${(error as Error).message}`,
    );
  }
}

const HOP_BY_HOP = new Set([
  'connection',
  'http2-settings',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
  'te',
  'trailer',
]);

function endToEnd({ headers }: IncomingMessage): OutgoingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name)));
}

/** An upgrade that the upstream has agreed to. */
export interface UpgradedUpstream {
  answer: IncomingMessage;
  socket: Duplex;
  head: Buffer;
}

/**
 * Asks the upstream for an upgrade, as long as the client is there.
 * @throws StatusError when the upstream cannot be reached or does not upgrade.
 */
export async function upgradeUpstream(
  upstream: Upstream,
  method: string,
  headers: OutgoingHttpHeaders,
  client: Duplex,
): Promise<UpgradedUpstream> {
  const outgoing = open(upstream, method, headers);
  const stopWatching = onLeave(client, () => outgoing.destroy());
  return new Promise<UpgradedUpstream>((resolve, reject) => {
    outgoing.once('upgrade', (answer, socket, head) => resolve({ answer, socket, head }));
    outgoing.once('response', (answer) =>
      refusalOf(answer).then(reject, (error: Error) => reject(unreachable(error, upstream))),
    );
    outgoing.once('error', (error) => reject(unreachable(error, upstream)));
    outgoing.end();
  }).finally(stopWatching);
}

/**
 * Hands an upgraded connection on, byte by byte in both directions. Resolves when it has ended.
 * @throws StatusError when the upstream cannot be reached or does not upgrade.
 */
export async function tunnel(
  upstream: Upstream,
  method: string,
  headers: OutgoingHttpHeaders,
  client: { socket: Duplex; head: Buffer },
): Promise<void> {
  const { answer, socket, head } = await upgradeUpstream(upstream, method, headers, client.socket);
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

/** Calls back when the client goes, without taking from what it sends. Returns how to stop that. */
function onLeave(socket: Duplex, leave: () => void): () => void {
  // The end is seen only by who reads.
  const look = () => void (socket.readableLength === 0 && socket.read(0));
  socket.on('readable', look).once('end', leave).once('close', leave);
  return () => void socket.off('readable', look).off('end', leave);
}

function rawHeaders({ rawHeaders: raw }: IncomingMessage): Record<string, string[]> {
  const headers: Record<string, string[]> = {};
  for (let index = 0; index < raw.length; index += 2) (headers[raw[index]!] ??= []).push(raw[index + 1]!);
  return headers;
}

const MAX_REFUSAL_BYTES = 64 * 1024;
/** As in Kubernetes. */
const MAX_LOG_REFUSAL_BYTES = 50_000;

/** The upstream's own Status if it sent one, else its text; what it says of the code is what it answered with. */
async function refusalOf(answer: IncomingMessage): Promise<StatusError> {
  const text = await boundedText(answer, MAX_REFUSAL_BYTES);
  const answered = answer.statusCode ?? 500;
  if (answered < 400 || answered > 599) return newInternalError(`invalid upgrade response: status code ${answered}`);
  const status = statusIn(text);
  if (status) return new StatusError({ ...status, code: answered });
  const reason = answered === 404 ? 'NotFound' : answered < 500 ? 'BadRequest' : 'InternalError';
  return new StatusError({
    code: answered,
    reason,
    message: text.trim() || `unable to upgrade connection: the kubelet answered ${answered}`,
  });
}

function statusIn(text: string): Status | undefined {
  try {
    const sent = JSON.parse(text) as Status | null;
    return sent?.kind === 'Status' && typeof (sent.message ?? '') === 'string' ? sent : undefined;
  } catch {
    // Not JSON: the text is the message.
    return undefined;
  }
}
