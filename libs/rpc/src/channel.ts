import { isIP } from 'node:net';
import { checkServerIdentity } from 'node:tls';
import type { OutgoingHttpHeaders, SecureClientSessionOptions } from 'node:http2';
import { newRequestEntityTooLarge } from '@kubets/apimachinery';
import { realClock } from '@kubets/component';
import type { Connection } from './kubeconfig';
import { statusErrorFromRpc } from './error-from-rpc';
import { createGrpcConnection, type GrpcConnection } from './grpc-connection';
import { MAX_MESSAGE_BYTES, MAX_REQUEST_BYTES } from './limits';
import { followPem } from './pem-files';
import { tokenReader } from './token-reader';

/** A method of a generated service, as far as a client has to do with it. */
export interface RpcMethod<Req, Res> {
  path: string;
  requestSerialize(request: Req): Uint8Array;
  responseDeserialize(bytes: Buffer): Res;
}

export interface RpcChannelOptions {
  /** Shown to the server as user-agent. */
  userAgent?: string;
}

export interface UnaryOptions {
  signal?: AbortSignal | undefined;
  /** Default 30 s. */
  deadlineMs?: number;
}

/** One HTTP/2 connection to the apiserver, shared by all clients of a process. All errors are StatusError. */
export interface RpcChannel {
  /** Fails with 503 when the server cannot be reached, 504 when the deadline passes. */
  unary<Req, Res>(method: RpcMethod<Req, Res>, request: Req, o?: UnaryOptions): Promise<Res>;
  /** Ends when the server ends the stream; leaving the loop cancels the call, and aborting the signal ends it without an error. */
  serverStream<Req, Res>(method: RpcMethod<Req, Res>, request: Req, o: { signal: AbortSignal }): AsyncIterable<Res>;
  close(): void;
}

const DEFAULT_DEADLINE_MS = 30_000;
/** A dead peer (machine gone, packets dropped) is noticed within 15 s, also by an idle watch. */
const KEEPALIVE_MS = 10_000;

/** Opens no connection yet: the first call does. Throws Error when a certificate file cannot be read. */
export function createChannel(connection: Connection, { userAgent }: RpcChannelOptions = {}): RpcChannel {
  const closing = new AbortController();
  const grpc = createGrpcConnection({
    url: connection.server,
    tls: tlsOf(connection, closing.signal),
    ...(userAgent ? { headers: { 'user-agent': userAgent } } : {}),
    ...(connection.token ? { currentHeaders: authorizationOf(connection.token) } : {}),
    keepaliveMs: KEEPALIVE_MS,
    pingsWithoutCalls: true,
    maxAnswerBytes: MAX_MESSAGE_BYTES,
  });
  return {
    unary: (method, request, o) => unary(grpc, method, request, o),
    serverStream: (method, request, o) => serverStream(grpc, method, request, o),
    close() {
      closing.abort();
      grpc.close();
    },
  };
}

function authorizationOf(token: NonNullable<Connection['token']>): () => Promise<OutgoingHttpHeaders> {
  const read = tokenReader(token, realClock);
  return async () => ({ authorization: `Bearer ${await read()}` });
}

/** What every new connection is made with: the certificates as they are by then. */
function tlsOf(connection: Connection, signal: AbortSignal): () => SecureClientSessionOptions {
  const { ca, clientCertificate, clientKey, insecureSkipTlsVerify, tlsServerName } = connection;
  const pem = followPem({ ca, certificate: clientCertificate, key: clientKey }, signal);
  const ip = ipOf(connection);
  // TLS has no way to announce an IP address, so a name that every apiserver has stands in for it.
  const servername = ip ? 'kubernetes' : tlsServerName;
  return () => {
    const { ca: authority, certificate, key } = pem.current();
    return {
      ...(authority ? { ca: authority } : {}),
      ...(certificate && key ? { cert: certificate, key } : {}),
      ...(insecureSkipTlsVerify ? { rejectUnauthorized: false } : {}),
      ...(servername ? { servername } : {}),
      // What was announced cannot be the address that the certificate has to carry.
      ...(ip ? { checkServerIdentity: (_announced, certificate) => checkServerIdentity(ip, certificate) } : {}),
    };
  };
}

/** The address that the server's certificate must carry; undefined when it is known by a name. */
function ipOf({ server, tlsServerName }: Connection): string | undefined {
  const host = tlsServerName ?? new URL(server).hostname.replace(/^\[|\]$/g, '');
  return isIP(host) ? host : undefined;
}

/** @throws StatusError 413 for a request that no server takes. */
function encoded<Req, Res>(method: RpcMethod<Req, Res>, request: Req): Uint8Array {
  const message = method.requestSerialize(request);
  if (message.length > MAX_REQUEST_BYTES) throw newRequestEntityTooLarge(`limit is ${MAX_REQUEST_BYTES}`);
  return message;
}

async function unary<Req, Res>(
  grpc: GrpcConnection,
  method: RpcMethod<Req, Res>,
  request: Req,
  { signal, deadlineMs = DEFAULT_DEADLINE_MS }: UnaryOptions = {},
): Promise<Res> {
  try {
    const options = { timeoutMs: deadlineMs, ...(signal ? { signal } : {}) };
    return method.responseDeserialize(await grpc.call(method.path, encoded(method, request), options));
  } catch (error) {
    throw statusErrorFromRpc(error);
  }
}

async function* serverStream<Req, Res>(
  grpc: GrpcConnection,
  method: RpcMethod<Req, Res>,
  request: Req,
  { signal }: { signal: AbortSignal },
): AsyncGenerator<Res> {
  if (signal.aborted) return;
  try {
    for await (const message of grpc.stream(method.path, encoded(method, request), { signal }))
      yield method.responseDeserialize(message);
  } catch (error) {
    if (!signal.aborted) throw statusErrorFromRpc(error);
  }
}
