import type { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { constants, type Http2ServerRequest, type Http2ServerResponse, type ServerHttp2Session } from 'node:http2';
import type { Server as PlainServer, Socket } from 'node:net';
import { Server } from 'node:tls';
import { beforeHandOver } from './before-hand-over';
import { lingerAfter } from './linger-after';
import { createLinkedList, type Link, type LinkedList } from './linked-list';
import { paceConnections } from './pace-connections';
import { paceRequests } from './pace-requests';

/** How long a client may take for what, in milliseconds, and how many may be there without asking for anything. */
export interface ConnectionLimits {
  /** From the connection to the end of the TLS handshake. */
  handshakeMs: number;
  /** From the connection to the end of the first request's headers. As in Kubernetes. */
  headersMs: number;
  /** Without a request, and to the end of the next one's headers. As in Kubernetes. */
  idleMs: number;
  /** From a request's headers to the end of its body. As in Kubernetes. */
  bodyMs: number;
  /** To take the end of an answer. */
  unreadMs: number;
  /** Connections without a request. Beyond that, whose address has the most of them loses the one that is idle longest. */
  maxIdle: number;
}

const CONNECTION_LIMITS: ConnectionLimits = {
  handshakeMs: 10_000,
  headersMs: 32_000,
  idleMs: 90_000,
  bodyMs: 60_000,
  unreadMs: 60_000,
  maxIdle: 500,
};

/** Options that a guarded server of HTTP/1.1 is made with: the guard has the deadlines, and few headers are enough. */
export const GUARDED = {
  pauseOnConnect: true,
  keepAliveTimeout: 0,
  headersTimeout: 0,
  requestTimeout: 0,
  maxHeaderSize: 64 * 1024,
};

type Request = IncomingMessage | Http2ServerRequest;
type Response = ServerResponse | Http2ServerResponse;

export interface GuardOptions {
  limits?: ConnectionLimits;
  /** Requests whose bodies last as long as the client wants. */
  isLongRunning?(request: Request): boolean;
  /** Answers a request whose body does not come; the connection or stream is ended a little later. */
  answerSlowBody?(request: Request, response: Response): void;
}

interface Connection {
  socket: Socket;
  address: string;
  session?: ServerHttp2Session;
  isSecure: boolean;
  hasAsked: boolean;
  /** Requests under way. */
  busy: number;
  idleSince: number;
  /** Among those that have nothing under way. */
  idle?: Link;
  /** Of its answers over HTTP/1.1 those that are not over. */
  answers: LinkedList<Response>;
}

interface Active {
  request: Request;
  response: Response;
  since: number;
  /** When the answer was complete on this side. */
  endedAt?: number;
  isLate: boolean;
}

const LINGER_MS = 1_000;

/**
 * Keeps slow, silent and greedy clients of an HTTP server, mostly of TLS, from harming others: everything has a deadline that
 * a byte now and then does not put off, which Node.js' own timeouts do not have for handshakes and HTTP/2. A header `Expect` that is
 * not known is answered with 417 over HTTP/1.1 and left alone over HTTP/2, as Go's server does. Call before it listens.
 */
export function guardConnections(
  server: Server | PlainServer,
  { limits = CONNECTION_LIMITS, isLongRunning = () => false, answerSlowBody }: GuardOptions = {},
): void {
  const connections = new Map<string, Connection>();
  /** Longest idle first. */
  const idle = createLinkedList<Connection>();
  const active = createLinkedList<Active>();
  const events: EventEmitter = server;
  const find = (socket: Pick<Socket, 'remoteAddress' | 'remotePort'>) => connections.get(keyOf(socket));

  function rest(connection: Connection): void {
    connection.idleSince = performance.now();
    connection.idle = idle.append(connection);
    if (idle.size > limits.maxIdle) leastDeserving(idle).socket.destroy();
  }

  function work(connection: Connection | undefined): () => void {
    if (!connection) return () => undefined;
    connection.idle?.remove();
    connection.busy += 1;
    connection.hasAsked = true;
    return () => {
      connection.busy -= 1;
      if (connection.busy === 0 && connections.has(keyOf(connection.socket))) rest(connection);
    };
  }

  const isTls = server instanceof Server;
  if (isTls) paceConnections(server);
  events.prependListener('connection', (socket: Socket) => {
    const key = keyOf(socket);
    if (!socket.remoteAddress) return socket.destroy();
    const connection: Connection = {
      socket,
      address: socket.remoteAddress,
      isSecure: !isTls,
      hasAsked: false,
      busy: 0,
      idleSince: 0,
      answers: createLinkedList(),
    };
    connections.set(key, connection);
    socket.once('close', () => {
      connections.delete(key);
      connection.idle?.remove();
      // Node.js tells the answer that is being sent, in this turn, and none of those that wait behind it.
      if (connection.answers.size > 0) setImmediate(tellAll, connection.answers);
    });
    rest(connection);
  });
  paceRequests(server, isTls);
  events.on('secureConnection', (socket: Socket) => {
    const connection = find(socket);
    if (connection) connection.isSecure = true;
  });
  events.on('session', (session: ServerHttp2Session) => {
    const connection = find(session.socket);
    if (!connection) return;
    connection.session = session;
    session.on('stream', (stream) => void stream.once('close', work(connection)));
  });
  beforeHandOver(events, (socket) => void socket.once('close', work(find(socket))));
  events.on('checkExpectation', (request: Request, response: Response) => {
    // What Node.js answers by itself passes the guard by, and leaves a stream open whose body nobody reads.
    if ('stream' in request) events.emit('request', request, response);
    else (response as ServerResponse).writeHead(417, { connection: 'close' }).end();
  });
  events.on('request', (request: Request, response: Response) => {
    const one: Active = { request, response, since: performance.now(), isLate: false };
    const links = [active.append(one)];
    if (!('stream' in request)) lingerAfter(request);
    const connection = 'stream' in request ? undefined : find(request.socket);
    if (connection) links.push(connection.answers.append(response));
    const done = connection && work(connection);
    response.once('close', () => {
      for (const link of links) link.remove();
      done?.();
    });
  });

  function sweep(): void {
    const now = performance.now();
    for (const connection of idle) {
      const limit = !connection.isSecure ? limits.handshakeMs : !connection.hasAsked ? limits.headersMs : limits.idleMs;
      if (now - connection.idleSince < limit) continue;
      connection.session?.close();
      // Who has taken leave politely has a moment; who is not in TLS yet would not understand.
      if (!connection.session || now - connection.idleSince > limit + LINGER_MS) connection.socket.destroy();
    }
    for (const one of active) {
      if (one.response.writableEnded) one.endedAt ??= now;
      if (one.endedAt !== undefined && now - one.endedAt > limits.unreadMs) end(one.request);
      else if (
        !one.isLate &&
        isReceiving(one.request) &&
        now - one.since > limits.bodyMs &&
        !isLongRunning(one.request)
      ) {
        one.isLate = true;
        if (!one.response.headersSent) answerSlowBody?.(one.request, one.response);
        setTimeout(end, answerSlowBody ? LINGER_MS : 0, one.request).unref();
      }
    }
  }

  const { maxIdle: _count, ...times } = limits;
  const sweeping = setInterval(sweep, Math.min(...Object.values(times), 4 * LINGER_MS) / 4).unref();
  events.once('close', () => clearInterval(sweeping));
}

const keyOf = ({ remoteAddress, remotePort }: Pick<Socket, 'remoteAddress' | 'remotePort'>): string =>
  `${remoteAddress} ${remotePort}`;

/** That there is nobody any more to answer. */
function tellAll(answers: Iterable<Response>): void {
  for (const answer of answers) answer.emit('close');
}

/** Whether the body is still to come. */
const isReceiving = (request: Request): boolean =>
  !request.complete && !('stream' in request && request.stream.endAfterHeaders);

function end(request: Request): void {
  if (!('stream' in request)) return void request.socket.destroy();
  // An error, for a client that does not read would not see another end.
  request.stream.close(constants.NGHTTP2_CANCEL);
  request.stream.destroy();
}

function leastDeserving(idle: Iterable<Connection>): Connection {
  const counts = new Map<string, number>();
  for (const { address } of idle) counts.set(address, (counts.get(address) ?? 0) + 1);
  const most = Math.max(...counts.values());
  for (const connection of idle) if (counts.get(connection.address) === most) return connection;
  throw new Error('nobody is idle');
}
