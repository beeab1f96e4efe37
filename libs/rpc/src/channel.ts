import { isIP } from 'node:net';
import { checkServerIdentity } from 'node:tls';
import {
  Channel,
  ChannelCredentials,
  Client,
  credentials,
  experimental,
  Metadata,
  type ChannelOptions,
  type ClientReadableStream,
  type MethodDefinition,
  type VerifyOptions,
} from '@grpc/grpc-js';
import type { Connection } from './kubeconfig';
import { statusErrorFromRpc } from './error-from-rpc';
import { FLOW_CONTROL_WINDOW_BYTES, MAX_MESSAGE_BYTES, MAX_REQUEST_BYTES } from './limits';
import { pemProvider } from './pem-provider';
import { tokenCredentials } from './token-credentials';

export interface RpcChannelOptions {
  /** Shown to the server as user-agent. */
  userAgent?: string;
  /** Longest pause between attempts to connect; default 500, so that everybody is back at once when the apiserver is. */
  maxReconnectMs?: number;
}

export interface UnaryOptions {
  signal?: AbortSignal;
  /** Default 30 s. */
  deadlineMs?: number;
  metadata?: Metadata;
}

/** One HTTP/2 connection to the apiserver, shared by all clients of a process. All errors are StatusError. */
export interface RpcChannel {
  /** Fails with 503 when the server cannot be reached, 504 when the deadline passes. */
  unary<Req, Res>(method: MethodDefinition<Req, Res>, request: Req, o?: UnaryOptions): Promise<Res>;
  /** Ends when the server ends the stream; leaving the loop cancels the call, and aborting the signal ends it without an error. */
  serverStream<Req, Res>(
    method: MethodDefinition<Req, Res>,
    request: Req,
    o: { signal: AbortSignal; metadata?: Metadata },
  ): AsyncIterable<Res>;
  /** For generated clients: `new PodsClient(address, credentials, { channelOverride: channel.grpc })`. */
  readonly grpc: Channel;
  close(): void;
}

const DEFAULT_DEADLINE_MS = 30_000;

/** Opens no connection yet: the first call does. Throws Error when a certificate file cannot be read. */
export function createChannel(connection: Connection, options: RpcChannelOptions = {}): RpcChannel {
  const closing = new AbortController();
  const address = new URL(connection.server).host;
  const channel = new Channel(
    address,
    channelCredentials(connection, closing.signal),
    channelOptions(connection, options),
  );
  const client = new Client(address, credentials.createInsecure(), { channelOverride: channel });
  return {
    grpc: channel,
    unary: (method, request, o) => unary(client, method, request, o),
    serverStream: (method, request, o) => serverStream(client, method, request, o),
    close() {
      closing.abort();
      client.close();
    },
  };
}

function channelCredentials(connection: Connection, signal: AbortSignal): ChannelCredentials {
  const { ca, clientCertificate, clientKey, token } = connection;
  const ip = ipOf(connection);
  const verify: VerifyOptions = {
    ...(connection.insecureSkipTlsVerify && { rejectUnauthorized: false }),
    // grpc-js passes the name it announced, which cannot be the address that the certificate has to carry.
    ...(ip && { checkServerIdentity: (_announced, certificate) => checkServerIdentity(ip, certificate) }),
  };
  let tls: ChannelCredentials;
  if (ca) {
    const provider = pemProvider({ ca, certificate: clientCertificate, key: clientKey }, signal);
    tls = experimental.createCertificateProviderChannelCredentials(
      provider,
      clientCertificate && clientKey ? provider : null,
      verify,
    );
  } else {
    tls = ChannelCredentials.createSsl(null, null, null, verify);
  }
  return token ? tls.compose(tokenCredentials(token)) : tls;
}

function channelOptions(
  connection: Connection,
  { userAgent, maxReconnectMs = 500 }: RpcChannelOptions,
): ChannelOptions {
  return {
    'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
    'grpc.max_send_message_length': MAX_REQUEST_BYTES,
    'grpc-node.flow_control_window': FLOW_CONTROL_WINDOW_BYTES,
    'grpc.initial_reconnect_backoff_ms': Math.min(50, maxReconnectMs),
    'grpc.max_reconnect_backoff_ms': maxReconnectMs,
    // A dead peer (machine gone, packets dropped) is noticed within 15 s, also by an idle watch.
    'grpc.keepalive_time_ms': 10_000,
    'grpc.keepalive_timeout_ms': 5000,
    'grpc.keepalive_permit_without_calls': 1,
    'grpc.enable_retries': 0,
    'grpc.service_config_disable_resolution': 1,
    // Cluster traffic never goes through the proxy that a machine uses for the outside.
    'grpc.enable_http_proxy': 0,
    ...(userAgent && { 'grpc.primary_user_agent': userAgent }),
    ...serverName(connection),
  };
}

/** TLS has no way to announce an IP address, so a name that every apiserver has stands in for it. */
function serverName(connection: Connection): ChannelOptions {
  const name = ipOf(connection) ? 'kubernetes' : connection.tlsServerName;
  return name ? { 'grpc.ssl_target_name_override': name } : {};
}

/** The address that the server's certificate must carry; undefined when it is known by a name. */
function ipOf({ server, tlsServerName }: Connection): string | undefined {
  const host = tlsServerName ?? new URL(server).hostname.replace(/^\[|\]$/g, '');
  return isIP(host) ? host : undefined;
}

function unary<Req, Res>(
  client: Client,
  method: MethodDefinition<Req, Res>,
  request: Req,
  o: UnaryOptions = {},
): Promise<Res> {
  const { signal, deadlineMs = DEFAULT_DEADLINE_MS, metadata = new Metadata() } = o;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(statusErrorFromRpc(signal.reason));
    const cancel = () => call.cancel();
    const call = client.makeUnaryRequest(
      method.path,
      method.requestSerialize,
      method.responseDeserialize,
      request,
      metadata,
      { deadline: Date.now() + deadlineMs },
      (error, response) => {
        signal?.removeEventListener('abort', cancel);
        if (error) reject(statusErrorFromRpc(error));
        else resolve(response as Res);
      },
    );
    signal?.addEventListener('abort', cancel, { once: true });
  });
}

async function* serverStream<Req, Res>(
  client: Client,
  method: MethodDefinition<Req, Res>,
  request: Req,
  { signal, metadata = new Metadata() }: { signal: AbortSignal; metadata?: Metadata },
): AsyncGenerator<Res> {
  if (signal.aborted) return;
  const call: ClientReadableStream<Res> = client.makeServerStreamRequest(
    method.path,
    method.requestSerialize,
    method.responseDeserialize,
    request,
    metadata,
  );
  const cancel = () => call.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    for await (const message of call) yield message as Res;
  } catch (error) {
    if (!signal.aborted) throw statusErrorFromRpc(error);
  } finally {
    signal.removeEventListener('abort', cancel);
    call.cancel();
  }
}
