import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Server as TlsServer } from 'node:tls';
import {
  experimental,
  Server,
  ServerCredentials,
  type MethodDefinition,
  type ServiceDefinition,
  type ServiceError,
  type UntypedHandleCall,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { createFairTurns, paceConnections, takeUpStreams, type HandedConnections } from '@kubets/component';
import { rpcErrorFromStatus } from './error-to-rpc';
import { inboundLimits, type Identify } from './inbound-limits';
import {
  ARRIVAL_LIMITS,
  type ArrivalLimits,
  CONNECTION_LIMITS,
  type ConnectionLimits,
  MAX_CONCURRENT_STREAMS,
  MAX_CONNECTION_IDLE_MS,
  MAX_MESSAGE_BYTES,
  MAX_REQUEST_BYTES,
  REQUEST_WINDOW_BYTES,
} from './limits';
import { createListener } from './listener';
import { pemProvider } from './pem-provider';
import { decodable, refuseUndecodable } from './undecodable';

export interface RpcServerOptions {
  /** Files are read again when they change, without a restart. */
  tls: { certFile: string; keyFile: string; clientCaFile?: string };
  host: string;
  /** 0 chooses a free one. */
  port: number;
  /** Asked for every call; who has no name may send little. */
  identify?: Identify;
  /** Connections to that port which somebody else accepts; it listens itself unless given. */
  handed?: HandedConnections;
  /** Takes clients without TLS on the same port, for those that know none; they are told apart by their first byte. */
  plaintext?: boolean;
  /** Bounds other than the usual ones, for tests that stand at them. */
  arrivals?: Partial<ArrivalLimits>;
  connections?: Partial<ConnectionLimits>;
}

/** What a server offers under one name. */
export interface RpcService {
  /** Full name: `grpc.health.v1.Health`. */
  name: string;
  definition: ServiceDefinition;
  implementation: UntypedServiceImplementation;
}

export interface RpcServer {
  /** Implementations use grpc-js' handler signatures and may be async; errors thrown, rejected or passed to the callback go through rpcErrorFromStatus. */
  addService(definition: ServiceDefinition, implementation: UntypedServiceImplementation): void;
  /** Starts listening, or taking what is handed to it; resolves to the port. */
  start(): Promise<number>;
  /** Lets calls finish for graceMs (default 2000), then ends them. */
  stop(graceMs?: number): Promise<void>;
  readonly grpc: Server;
}

/** grpc-js has no public way to its servers of HTTP/2; the tests of the limits stand on this. */
interface HasHttp2Servers {
  http2Servers: Map<EventEmitter, unknown>;
}

/** The content type of a TLS record that begins a connection (RFC 8446, 5.1); HTTP/2 begins with a letter. */
const TLS_HANDSHAKE = 22;

/** A gRPC server with TLS that asks for, but does not demand, a client certificate (tokens are the other way in). */
export function createRpcServer({
  tls,
  host,
  port,
  handed,
  identify,
  plaintext,
  arrivals,
  connections,
}: RpcServerOptions): RpcServer {
  const stopping = new AbortController();
  const listener = createListener({ ...CONNECTION_LIMITS, ...connections }, (socket) =>
    plainInjector ? injectByFirstByte(socket) : injector.injectConnection(socket),
  );
  const injectByFirstByte = (socket: Socket) =>
    socket
      .once('data', (chunk) => {
        socket.pause();
        socket.unshift(chunk);
        const chosen = chunk[0] === TLS_HANDSHAKE ? injector : plainInjector!;
        chosen.injectConnection(socket);
      })
      .resume();
  const server = new Server({
    'grpc.max_receive_message_length': MAX_REQUEST_BYTES,
    'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
    'grpc.max_concurrent_streams': MAX_CONCURRENT_STREAMS,
    'grpc.max_connection_idle_ms': MAX_CONNECTION_IDLE_MS,
    'grpc-node.flow_control_window': REQUEST_WINDOW_BYTES,
    'grpc.keepalive_time_ms': 30_000,
    'grpc.keepalive_timeout_ms': 10_000,
    interceptors: [
      inboundLimits({
        limits: { ...ARRIVAL_LIMITS, ...arrivals },
        onCall: (peer) => listener.called(peer),
        ...(identify ? { identify } : {}),
      }),
      refuseUndecodable,
    ],
  });
  const injector = server.createConnectionInjector(serverCredentials(tls, stopping.signal));
  const plainInjector = plaintext ? server.createConnectionInjector(ServerCredentials.createInsecure()) : undefined;
  const turns = createFairTurns();
  for (const http2Server of (server as unknown as HasHttp2Servers).http2Servers.keys()) {
    if (http2Server instanceof TlsServer) paceConnections(http2Server);
    takeUpStreams(http2Server, turns);
  }
  return {
    grpc: server,
    addService(definition, implementation) {
      server.addService(decodable(definition), wrapAll(definition, implementation));
    },
    async start() {
      // grpc-js turns away who comes before it has its certificates, which is a turn of the event loop after it asked.
      await nextTurn();
      if (!handed) return listener.listen(host, port);
      handed.take(port, listener.take);
      return port;
    },
    async stop(graceMs = 2000) {
      stopping.abort();
      listener.close();
      const timer = setTimeout(() => server.forceShutdown(), graceMs);
      await new Promise<void>((resolve) => server.tryShutdown(() => resolve()));
      clearTimeout(timer);
    },
  };
}

function serverCredentials(tls: RpcServerOptions['tls'], signal: AbortSignal): ServerCredentials {
  const identity = pemProvider({ certificate: { file: tls.certFile }, key: { file: tls.keyFile } }, signal);
  const ca = tls.clientCaFile ? pemProvider({ ca: { file: tls.clientCaFile } }, signal) : null;
  return experimental.createCertificateProviderServerCredentials(identity, ca as NonNullable<typeof ca>, false);
}

type UnaryCallback = (error: unknown, ...rest: unknown[]) => void;
type AnyCall = { destroy?(error: Error): void; emit(event: 'error', error: ServiceError): boolean };

function wrapAll(
  definition: ServiceDefinition,
  implementation: UntypedServiceImplementation,
): UntypedServiceImplementation {
  const entries = Object.entries(definition).flatMap(([name, method]) => {
    const handler = implementation[name] ?? implementation[method.originalName ?? ''];
    return handler ? [[name, wrap(method, handler)] as const] : [];
  });
  return Object.fromEntries(entries);
}

/** Turns whatever goes wrong in a handler into a gRPC error with Kubernetes' Status in its trailers. */
function wrap(method: MethodDefinition<unknown, unknown>, handler: UntypedHandleCall): UntypedHandleCall {
  const inner = handler as (call: AnyCall, callback?: UnaryCallback) => unknown;
  if (method.responseStream) {
    return ((call: AnyCall) => {
      guard(
        () => inner(call),
        (error) => call.emit('error', rpcErrorFromStatus(error)),
      );
    }) as UntypedHandleCall;
  }
  return ((call: AnyCall, callback: UnaryCallback) => {
    const answer: UnaryCallback = (error, ...rest) => callback(error ? rpcErrorFromStatus(error) : null, ...rest);
    guard(
      () => inner(call, answer),
      (error) => answer(error),
    );
  }) as UntypedHandleCall;
}

function guard(run: () => unknown, onError: (error: unknown) => void): void {
  try {
    void Promise.resolve(run()).catch(onError);
  } catch (error) {
    onError(error);
  }
}
