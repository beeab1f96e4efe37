import { readFileSync } from 'node:fs';
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
import { connectEtcd } from './etcd-connection';
import { connectEtcdKv } from './etcd-kv';

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

/** What the store asks of etcd. Each call is tried once: whoever makes it knows whether it may be made again. */
export interface EtcdClient {
  range(request: RangeRequest): Promise<RangeResponse>;
  txn(request: TxnRequest): Promise<TxnResponse>;
  compact(request: CompactionRequest): Promise<void>;
  leaseGrant(request: LeaseGrantRequest): Promise<LeaseGrantResponse>;
  /** Until the signal; ends without an error when etcd has ended it. */
  watch(request: WatchRequest, signal: AbortSignal): AsyncIterable<WatchResponse>;
  close(): void;
}

/** etcd ends connections whose pings come more often than each 5 s (`--grpc-keepalive-min-time`). */
const KEEPALIVE_MS = 10_000;

/** Opens nothing yet: the connection is made by the first call. */
export function createEtcdClient({
  servers,
  caFile,
  certFile,
  keyFile,
  keepaliveMs = KEEPALIVE_MS,
}: EtcdOptions): EtcdClient {
  const tls = caFile && {
    rootCertificate: readFileSync(caFile),
    ...(certFile && keyFile && { certChain: readFileSync(certFile), privateKey: readFileSync(keyFile) }),
  };
  const options = { servers, keepaliveMs, ...(tls && { tls }) };
  const { call, stream, close } = connectEtcd(options);
  const kv = connectEtcdKv(options);
  return {
    range: async (request) => RangeResponse.decode(await kv.call('Range', RangeRequest.encode(request).finish())),
    txn: async (request) => TxnResponse.decode(await kv.call('Txn', TxnRequest.encode(request).finish())),
    compact: async (request) => void (await kv.call('Compact', CompactionRequest.encode(request).finish())),
    leaseGrant: async (request) =>
      LeaseGrantResponse.decode(await call('Lease', 'LeaseGrant', LeaseGrantRequest.encode(request).finish())),
    async *watch(request, signal) {
      for await (const answer of stream('Watch', 'Watch', WatchRequest.encode(request).finish(), signal))
        yield WatchResponse.decode(answer);
    },
    close() {
      kv.close();
      close();
    },
  };
}
