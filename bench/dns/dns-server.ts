// The real server over a cluster of so many Services, half of them headless with ten endpoints.
import { createFakeCluster } from '@kubets/client/testing';
import { createHealth, createLogger, createMetrics, realClock } from '@kubets/component';
import { startDnsService } from '../../apps/dns/src/dns-service';
import { testConfig } from '../../apps/dns/src/testing/test-config';
import { announce } from './measured-server';
import { clusterOf } from './workload';

async function main(): Promise<void> {
  const health = createHealth();
  const service = await startDnsService({
    config: testConfig({ upstream: ['127.0.0.1:9'] }),
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
