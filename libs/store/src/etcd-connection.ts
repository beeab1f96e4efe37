import type { Client, ClientDuplexStream, Metadata } from '@grpc/grpc-js';
import { asBuffer } from '@kubets/rpc';
import { Etcd3, isRecoverableError, type IOptions } from 'etcd3';
import { verifyAddresses } from './etcd-addresses';

/** As PEM. */
export interface EtcdTls {
  rootCertificate: Buffer;
  certChain?: Buffer;
  privateKey?: Buffer;
}

export interface EtcdConnectionOptions {
  /** `https://127.0.0.1:2379`, one or several. */
  servers: string[];
  tls?: EtcdTls;
  keepaliveMs: number;
}

/** etcd's gRPC services that are asked by etcd3's connections. */
type EtcdService = 'Lease' | 'Watch';

/** Calls of etcd with messages as bytes. */
export interface EtcdConnection {
  call(service: EtcdService, method: string, message: Uint8Array): Promise<Buffer>;
  stream(service: EtcdService, method: string, message: Uint8Array, signal: AbortSignal): AsyncIterable<Buffer>;
  close(): void;
}

/** What etcd3 has of one of its servers, for one service. */
interface Taken {
  resource: unknown;
  client: Client;
  metadata: Metadata;
}

/** etcd3's connections, by which its own calls are made, too. */
interface ConnectionPool {
  withConnection<T>(service: EtcdService, run: (taken: Taken) => Promise<T>): Promise<T>;
  markFailed(resource: unknown, error: Error): void;
}

/** A single call never hangs longer than this; the operation then tries another one. */
export const CALL_TIMEOUT_MS = 5_000;

type Policy = NonNullable<NonNullable<IOptions['faultHandling']>['global']>;

/**
 * etcd3's own policies retry transactions blindly: a create whose answer got lost would come back as "exists already".
 * The store retries itself, knowing what it has sent.
 */
const NEVER_ABORTED = new AbortController().signal;

const noFaultHandling: Policy = {
  _altReturn: undefined as never,
  onSuccess: () => ({ dispose: () => undefined }),
  onFailure: () => ({ dispose: () => undefined }),
  execute: async (operation) => operation({ signal: NEVER_ABORTED }),
};

const asItIs = (bytes: Buffer): Buffer => bytes;
const pathOf = (service: EtcdService, method: string) => `/etcdserverpb.${service}/${method}`;

/**
 * Servers are chosen, connected to and given up by etcd3; messages are left to generated code, for etcd3 reads etcd's .proto files
 * when it starts, and by them all that comes and goes.
 */
export function connectEtcd({ servers, tls, keepaliveMs }: EtcdConnectionOptions): EtcdConnection {
  const etcd = new Etcd3({
    hosts: servers,
    ...(tls && { credentials: tls }),
    faultHandling: { global: noFaultHandling, host: () => noFaultHandling },
    grpcOptions: {
      'grpc.max_receive_message_length': -1,
      'grpc.max_send_message_length': -1,
      // etcd restarts within a second or two; grpc's own backoff would keep us away for longer.
      'grpc.initial_reconnect_backoff_ms': 50,
      'grpc.max_reconnect_backoff_ms': 1000,
      'grpc.keepalive_time_ms': keepaliveMs,
      'grpc.keepalive_timeout_ms': 5_000,
      // etcd takes none without a call; the watch is one as long as a server runs.
      'grpc.keepalive_permit_without_calls': 0,
    },
  });
  if (tls) verifyAddresses(etcd, tls);
  const { pool } = etcd as unknown as { pool: ConnectionPool };

  return {
    call: (service, method, message) =>
      pool.withConnection(
        service,
        ({ client, metadata }) =>
          new Promise<Buffer>((resolve, reject) => {
            const options = { deadline: Date.now() + CALL_TIMEOUT_MS };
            const sent = asBuffer(message);
            client.makeUnaryRequest(
              pathOf(service, method),
              asItIs,
              asItIs,
              sent,
              metadata,
              options,
              (error, answer) => (error ? reject(error) : resolve(answer!)),
            );
          }),
      ),
    async *stream(service, method, message, signal) {
      const taken = await pool.withConnection(service, (one) => Promise.resolve(one));
      const answers: ClientDuplexStream<Buffer, Buffer> = taken.client.makeBidiStreamRequest(
        pathOf(service, method),
        asItIs,
        asItIs,
        taken.metadata,
      );
      const cancel = () => answers.cancel();
      signal.addEventListener('abort', cancel, { once: true });
      // It stays after the end: what is cancelled reports an error once more.
      answers.on('error', () => undefined);
      try {
        if (signal.aborted) return;
        answers.write(asBuffer(message));
        yield* answers as AsyncIterable<Buffer>;
      } catch (error) {
        if (!signal.aborted && isRecoverableError(error as Error)) pool.markFailed(taken.resource, error as Error);
        throw error;
      } finally {
        signal.removeEventListener('abort', cancel);
        cancel();
      }
    },
    close: () => etcd.close(),
  };
}
