import type { DnsConfig } from '../config';

/** What a server of the tests is configured with: on loopback, on any port. Metrics are not served; their port is entered in the Endpoints. */
export const testConfig = (changes: Partial<DnsConfig> = {}) => ({
  bindAddress: '127.0.0.1',
  port: 0,
  advertiseAddress: '127.0.0.1',
  securePort: 9153,
  tlsCertFile: undefined,
  tlsPrivateKeyFile: undefined,
  clientCaFile: undefined,
  clusterDomain: 'cluster.local',
  clusterDns: ['10.96.0.10'],
  ttl: 5,
  upstream: [],
  resolvConf: '/nonexistent',
  xdsPort: 0,
  xdsPlaintext: false,
  workers: 1,
  namesFile: undefined,
  completeSearchPath: true,
  ...changes,
});
