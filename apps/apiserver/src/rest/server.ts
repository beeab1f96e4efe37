import {
  createSecureServer,
  type Http2ServerResponse,
  type SecureServerOptions,
  type ServerHttp2Session,
} from 'node:http2';
import type { AddressInfo, Server } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { newTimeout } from '@kubets/apimachinery';
import {
  acceptUpgrades,
  createFairTurns,
  followTls,
  guardConnections,
  readTls,
  takeUpStreams,
  type ConnectionLimits,
  type HandedConnections,
  type Logger,
  type TlsFiles,
} from '@kubets/component';
import type { RestHandler } from './handler';
import type { Request, Response } from '../http/messages';
import { releaseBodyAfter } from './held-bodies';
import { refuseConnection } from './refuse-connection';
import { writeResponse } from './response-writers';
import { writeRawResponse } from './upgrade';

export interface RestServerOptions {
  host: string;
  /** 0 chooses a free one. */
  port: number;
  /** Connections to that port which somebody else accepts; it listens itself unless given. */
  handed?: HandedConnections | undefined;
  tls: TlsFiles;
  handler: RestHandler;
  logger: Logger;
  /** Aborted: no new connections; those that are open end when their requests have. */
  signal: AbortSignal;
  /** Of the connections; a server's usual ones unless given. */
  limits?: ConnectionLimits;
}

/** A body that goes on to a pod or node comes as long as its client wants. */
const PROXIED = /\/proxy(\/|\?|$)/;

const SESSION_MEMORY_MB = 64;
/** A client may send so much of each body before anybody has looked at it. As in Kubernetes. */
const STREAM_WINDOW_BYTES = 256 * 1024;
const MAX_STREAMS = 250;
/** Of all a request's headers together; Kubernetes takes 1 MB, of which those who wait to be known could fill too much. */
const MAX_HEADER_BYTES = 256 * 1024;
/** What HTTP/2 counts for a header besides its letters. */
const HEADER_OVERHEAD_BYTES = 32;
const METHOD_NOT_ALLOWED = 405;
/** How long requests may take to finish when the server stops. */
const GRACE_MS = 2_000;
const GRACE_STEP_MS = 20;

/** HTTP/2 with HTTP/1.1 on the same port, which is where upgrades come from. Resolves to the port. */
export async function startRestServer({
  host,
  port,
  handed,
  tls,
  handler,
  logger,
  signal,
  limits,
}: RestServerOptions): Promise<{ port: number; close(): Promise<void> }> {
  const server = createSecureServer({
    ...readTls(tls),
    requestCert: true,
    // Who has no certificate may have a token; one that nobody vouches for is refused with a 401.
    rejectUnauthorized: false,
    allowHTTP1: true,
    maxSessionMemory: SESSION_MEMORY_MB,
    // As many as their size allows: who is in many groups, and acts for somebody else, has one for each.
    maxHeaderListPairs: MAX_HEADER_BYTES / HEADER_OVERHEAD_BYTES,
    settings: {
      initialWindowSize: STREAM_WINDOW_BYTES,
      maxConcurrentStreams: MAX_STREAMS,
      maxHeaderListSize: MAX_HEADER_BYTES,
    },
    pauseOnConnect: true,
  } as SecureServerOptions);
  guardConnections(server, {
    ...(limits ? { limits } : {}),
    isLongRunning: ({ url = '' }) => PROXIED.test(url),
    answerSlowBody: refuseSlowBody,
  });
  server.on('request', releaseBodyAfter);
  const turns = createFairTurns();
  takeUpStreams(server, turns);
  server.on('request', (request: Request, response: Response) => {
    if ('stream' in request) return handler.request(request, response);
    turns.begin(request.socket, () => {
      if (!request.socket.destroyed) handler.request(request, response);
    });
  });
  acceptUpgrades(server, handler.takesUpgrade, handler.upgrade);
  server.on('connect', refuseTunnel);
  server.on('clientError', refuseConnection);
  // What belongs to HTTP/1.1 alone, and has no types here. The guard has the deadlines.
  Object.assign(server, {
    keepAliveTimeout: 0,
    headersTimeout: 0,
    requestTimeout: 0,
    maxHeaderSize: MAX_HEADER_BYTES,
    // Node.js would leave out those beyond a thousand without a word, whoever they say is to act.
    maxHeadersCount: 0,
  });
  // A client that breaks off its handshake or connection is its own business.
  server.on('sessionError', () => undefined);
  const open = new Set<Duplex>();
  server.on('secureConnection', (socket) => {
    socket.setNoDelay(true);
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  const sessions = new Set<ServerHttp2Session>();
  server.on('session', (session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
  });
  followTls(server, tls, { signal, logger });

  if (handed) handed.take(port, (socket) => server.emit('connection', socket));
  else await listen(server, port, host);
  return {
    port: handed ? port : (server.address() as AddressInfo).port,
    async close() {
      server.close();
      for (const session of sessions) session.close();
      const deadline = AbortSignal.timeout(GRACE_MS);
      while (open.size > 0 && !deadline.aborted) await sleep(GRACE_STEP_MS);
      for (const socket of open) socket.destroy();
    },
  };
}

const listen = (server: Server, port: number, host: string) =>
  new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });

/** CONNECT, which Node.js would end the connection for. */
function refuseTunnel(request: Request, rest: Response | Duplex): void {
  if ('stream' in request) (rest as Http2ServerResponse).writeHead(METHOD_NOT_ALLOWED).end();
  else
    writeRawResponse(
      rest as Duplex,
      METHOD_NOT_ALLOWED,
      { 'Content-Length': '0', Connection: 'close' },
      Buffer.alloc(0),
    );
}

function refuseSlowBody(request: Request, response: Response): void {
  const { status } = newTimeout('request did not complete within the allowed duration');
  const headers: Record<string, string> = 'stream' in request ? {} : { connection: 'close' };
  void writeResponse(request, response, new URLSearchParams(), {
    code: 504,
    body: Buffer.from(JSON.stringify(status)),
    form: { encoding: 'json' },
    headers,
  });
}
