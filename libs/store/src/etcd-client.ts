import { readFileSync } from 'node:fs';
import { Etcd3, isRecoverableError, type IOptions } from 'etcd3';
import { verifyAddresses } from './etcd-addresses';
import { CompactedError, FutureRevisionError, StoreUnavailableError, TooLargeError } from './store';

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

/** etcd ends connections whose pings come more often than each 5 s (`--grpc-keepalive-min-time`). */
const KEEPALIVE_MS = 10_000;

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

/** Opens nothing yet: the connection is made by the first call. */
export function createEtcdClient(options: EtcdOptions): Etcd3 {
  const { caFile, certFile, keyFile, keepaliveMs = KEEPALIVE_MS } = options;
  const credentials = caFile && {
    rootCertificate: readFileSync(caFile),
    ...(certFile && keyFile && { certChain: readFileSync(certFile), privateKey: readFileSync(keyFile) }),
  };
  const etcd = new Etcd3({
    hosts: options.servers,
    ...(credentials && { credentials }),
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
  if (credentials) verifyAddresses(etcd, credentials);
  return etcd;
}

/** etcd's answer as one of the store's errors; undefined for what is worth trying again. */
export function finalStoreError(error: Error): Error | undefined {
  const { message } = error;
  if (message.includes('has been compacted')) return new CompactedError();
  if (message.includes('is a future revision')) return new FutureRevisionError();
  // The latter is said by gRPC, before etcd has looked at it.
  if (message.includes('request is too large') || message.includes('received message larger than max'))
    return new TooLargeError();
  // Not enough space for writes: waiting does not help, an operator has to act.
  if (message.includes('database space exceeded')) return new StoreUnavailableError(message, { cause: error });
  return isRecoverableError(error) ? undefined : error;
}
