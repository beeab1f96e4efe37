// The real server over a cluster of so many Services, half of them headless with ten endpoints.
import { createFakeCluster } from '@kubets/client/testing';
import { createHealth, createLogger, createMetrics, realClock } from '@kubets/component';
import { startDnsService } from '../../apps/dns/src/dns-service';
import { announce } from './measured-server';
import { clusterOf } from './workload';

async function main(): Promise<void> {
  const health = createHealth();
  const service = await startDnsService({
    config: {
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
      upstream: ['127.0.0.1:9'],
      resolvConf: '/dev/null',
      completeSearchPath: true,
    },
    client: createFakeCluster(clusterOf(Number(process.argv[2]))),
    health,
    metrics: createMetrics(),
    logger: createLogger({ service: 'kube-dns', level: 'fatal' }),
    clock: realClock,
    signal: new AbortController().signal,
  });
  while (!(await health.run('readyz')).ok) await realClock.sleep(10);
  announce(service.port);
}

void main();
