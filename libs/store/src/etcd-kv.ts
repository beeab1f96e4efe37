import { createGrpcConnection, GrpcError, type GrpcConnection } from '@kubets/rpc';
import { verificationOf } from './etcd-addresses';
import { CALL_TIMEOUT_MS, type EtcdConnectionOptions } from './etcd-connection';
import { isTransient } from './store-errors';

/** etcd's reads and transactions, of which every request has one, with messages as bytes. */
export interface EtcdKv {
  /** @throws GrpcError */
  call(method: 'Range' | 'Txn' | 'Compact', message: Uint8Array): Promise<Buffer>;
  close(): void;
}

/**
 * Over `node:http2` alone: grpc-js makes such a call cost three times as much, which is a tenth of a write. One server is asked
 * until it does not answer, then the next.
 */
export function connectEtcdKv({ servers, tls, keepaliveMs }: EtcdConnectionOptions): EtcdKv {
  const connections = servers.map((url) =>
    createGrpcConnection({
      url,
      keepaliveMs,
      ...(tls && {
        tls: () => ({
          ca: tls.rootCertificate,
          cert: tls.certChain,
          key: tls.privateKey,
          ...verificationOf(new URL(url).host),
        }),
      }),
    }),
  );
  let at = Math.floor(Math.random() * connections.length);

  /** Others may have gone on before. */
  function leave(connection: GrpcConnection): void {
    if (connections[at] === connection) at = (at + 1) % connections.length;
  }

  return {
    async call(method, message) {
      const connection = connections[at]!;
      try {
        return await connection.call(`/etcdserverpb.KV/${method}`, message, { timeoutMs: CALL_TIMEOUT_MS });
      } catch (error) {
        if (error instanceof GrpcError && isTransient(error)) leave(connection);
        throw error;
      }
    },
    close: () => connections.forEach((connection) => connection.close()),
  };
}
