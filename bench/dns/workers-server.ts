// The same server as dns-server.ts by several workers that share a port.
import cluster from 'node:cluster';
import { createFakeCluster } from '@kubets/client/testing';
import { createLogger, createMetrics, forkWorker, realClock, reportToPrimary, startWorkers } from '@kubets/component';
import { startAnswering } from '../../apps/dns/src/answering';
import { testConfig } from '../../apps/dns/src/testing/test-config';
import { announce } from './measured-server';
import { clusterOf } from './workload';

const logger = createLogger({ service: 'kube-dns', level: 'fatal' });

async function answer(): Promise<void> {
  const metrics = createMetrics();
  const answering = await startAnswering({
    config: testConfig({ upstream: ['127.0.0.1:9'] }),
    client: createFakeCluster(clusterOf(Number(process.argv[2]))),
    metrics,
    logger,
    clock: realClock,
    signal: new AbortController().signal,
  });
  reportToPrimary(process, { port: answering.port, ready: answering.synced(), metrics });
}

async function lead(): Promise<void> {
  const count = Number(process.argv[3]);
  const workers = startWorkers({ count, fork: forkWorker, clock: realClock, logger });
  while (workers.ready() < count) await realClock.sleep(10);
  const pids = Object.values(cluster.workers ?? {}).flatMap((worker) => worker?.process.pid ?? []);
  announce(await workers.port(), pids);
}

void (cluster.isPrimary ? lead() : answer());
