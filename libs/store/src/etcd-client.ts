import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { checkServerIdentity, type ConnectionOptions } from 'node:tls';
import {
  CompactionRequest,
  LeaseGrantRequest,
  LeaseGrantResponse,
  RangeRequest,
  RangeResponse,
  TxnRequest,
  TxnResponse,
  WatchRequest,
  WatchResponse,
} from '@kubets/proto-gen/etcdserverpb';
import { createGrpcConnection, GrpcError, type GrpcConnection } from '@kubets/rpc';
import { isTransient } from './store-errors';

export interface EtcdOptions {
  /** `https://127.0.0.1:2379`, one or several. */
  servers: string[];
  caFile?: string;
  certFile?: string;
  keyFile?: string;
  /** How long an operation waits for etcd to come back, in milliseconds. */
  patienceMs?: number;
  /** How long a connection may be silent before a ping asks whether etcd is still there; default 10,000. */
  keepaliveMs?: number;
}

/** What the store asks of etcd. Each call is tried once: whoever makes it knows whether it may be made again. @throws GrpcError */
export interface EtcdClient {
  range(request: RangeRequest): Promise<RangeResponse>;
  txn(request: TxnRequest): Promise<TxnResponse>;
  compact(request: CompactionRequest): Promise<void>;
  leaseGrant(request: LeaseGrantRequest): Promise<LeaseGrantResponse>;
  /** Until the signal; ends without an error when etcd has ended it. */
  watch(request: WatchRequest, signal: AbortSignal): AsyncIterable<WatchResponse>;
  close(): void;
}

/** A single call never hangs longer than this; the operation then tries another one. */
const CALL_TIMEOUT_MS = 5_000;

/** etcd ends connections whose pings come more often than each 5 s (`--grpc-keepalive-min-time`). */
const KEEPALIVE_MS = 10_000;

/** A name that TLS may announce for a server that is known by its address. */
const ANNOUNCED = 'etcd';

/** Opens nothing yet: the connection is made by the first call. */
export function createEtcdClient(options: EtcdOptions): EtcdClient {
  const { servers, caFile, certFile, keyFile, keepaliveMs = KEEPALIVE_MS } = options;
  const tls = caFile && {
    ca: readFileSync(caFile),
    ...(certFile && keyFile ? { cert: readFileSync(certFile), key: readFileSync(keyFile) } : {}),
  };
  const connections = servers.map((url) =>
    createGrpcConnection({ url, keepaliveMs, ...(tls ? { tls: () => ({ ...tls, ...verification(url) }) } : {}) }),
  );
  let at = Math.floor(Math.random() * connections.length);

  /** The next call goes to the next server. */
  function leave(connection: GrpcConnection, error: unknown): void {
    if (error instanceof GrpcError && isTransient(error) && connections[at] === connection)
      at = (at + 1) % connections.length;
  }

  async function call(method: string, message: Uint8Array): Promise<Buffer> {
    const connection = connections[at]!;
    try {
      return await connection.call(`/etcdserverpb.${method}`, message, { timeoutMs: CALL_TIMEOUT_MS });
    } catch (error) {
      leave(connection, error);
      throw error;
    }
  }

  return {
    range: async (request) => RangeResponse.decode(await call('KV/Range', RangeRequest.encode(request).finish())),
    txn: async (request) => TxnResponse.decode(await call('KV/Txn', TxnRequest.encode(request).finish())),
    compact: async (request) => void (await call('KV/Compact', CompactionRequest.encode(request).finish())),
    leaseGrant: async (request) =>
      LeaseGrantResponse.decode(await call('Lease/LeaseGrant', LeaseGrantRequest.encode(request).finish())),
    async *watch(request, signal) {
      const connection = connections[at]!;
      const message = WatchRequest.encode(request).finish();
      try {
        const answers = connection.stream('/etcdserverpb.Watch/Watch', message, { signal, staysOpen: true });
        for await (const answer of answers) yield WatchResponse.decode(answer);
      } catch (error) {
        leave(connection, error);
        throw error;
      }
    },
    close: () => connections.forEach((connection) => connection.close()),
  };
}

/**
 * TLS has no way to announce an IP address, and Node.js 26 refuses to: a server that is known by one has a name announced, and
 * its certificate is checked for the address all the same.
 */
function verification(url: string): Pick<ConnectionOptions, 'servername' | 'checkServerIdentity'> {
  const address = new URL(url).hostname.replace(/^\[(.*)\]$/, '$1');
  if (!isIP(address)) return {};
  return {
    servername: ANNOUNCED,
    checkServerIdentity: (_announced, certificate) => checkServerIdentity(address, certificate),
  };
}
