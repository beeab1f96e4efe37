import { isIP } from 'node:net';
import { checkServerIdentity, type ConnectionOptions } from 'node:tls';
import { ChannelCredentials, type ChannelOptions } from '@grpc/grpc-js';
import type { Etcd3 } from 'etcd3';
import type { EtcdTls } from './etcd-connection';

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
 * TLS has no way to announce an IP address, and Node.js 26 refuses to: a server that is known by one (`10.0.0.2:2379`,
 * `[fd00::2]:2379`) has a name announced, and its certificate is checked for the address all the same. Undefined of one that is
 * known by a name.
 */
export function verificationOf(
  host: string,
): Required<Pick<ConnectionOptions, 'servername' | 'checkServerIdentity'>> | undefined {
  const address = host.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
  if (!isIP(address)) return undefined;
  return {
    servername: ANNOUNCED,
    checkServerIdentity: (_announced, certificate) => checkServerIdentity(address, certificate),
  };
}

/** Has etcd3 verify servers as {@link verificationOf} says. To be called before the first call. */
export function verifyAddresses(etcd: Etcd3, tls: EtcdTls): void {
  const { pool } = etcd as unknown as { pool: { hosts: EtcdHost[] } };
  for (const server of pool.hosts) {
    const verification = verificationOf(server.host);
    if (!verification) continue;
    const { servername, checkServerIdentity: check } = verification;
    server.channelCredentials = ChannelCredentials.createSsl(tls.rootCertificate, tls.privateKey, tls.certChain, {
      checkServerIdentity: check,
    });
    server.channelOptions = { ...server.channelOptions, 'grpc.ssl_target_name_override': servername };
  }
}
