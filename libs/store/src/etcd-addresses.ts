import { isIP } from 'node:net';
import { checkServerIdentity } from 'node:tls';
import { ChannelCredentials, type ChannelOptions } from '@grpc/grpc-js';
import type { Etcd3 } from 'etcd3';

/** What etcd3 makes of each server and connects with at the first call; it has no option for either. */
interface EtcdHost {
  /** `10.0.0.2:2379` or `[fd00::2]:2379`. */
  host: string;
  channelCredentials: ChannelCredentials;
  channelOptions: ChannelOptions;
}

/** A name that TLS may announce for a server that is known by its address. */
const ANNOUNCED = 'etcd';

/**
 * TLS has no way to announce an IP address, and Node.js 26 refuses to: servers that are known by one have a name announced,
 * and their certificate is checked for the address all the same. To be called before the first call.
 */
export function verifyAddresses(
  etcd: Etcd3,
  tls: { rootCertificate: Buffer; privateKey?: Buffer; certChain?: Buffer },
): void {
  const { pool } = etcd as unknown as { pool: { hosts: EtcdHost[] } };
  for (const server of pool.hosts) {
    const address = server.host.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
    if (!isIP(address)) continue;
    server.channelCredentials = ChannelCredentials.createSsl(tls.rootCertificate, tls.privateKey, tls.certChain, {
      checkServerIdentity: (_announced, certificate) => checkServerIdentity(address, certificate),
    });
    server.channelOptions = { ...server.channelOptions, 'grpc.ssl_target_name_override': ANNOUNCED };
  }
}
