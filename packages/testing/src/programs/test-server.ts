import { renameSync, rmSync, writeFileSync } from 'node:fs';
import type { ServiceContext } from '@kubets/component';
import { startCluster } from '../start-cluster';
import type { TestServerConfig } from './test-server-config';

/** Whoever sees the kubeconfig finds a cluster that answers. */
export async function start({ config, logger, onStop }: ServiceContext<TestServerConfig>): Promise<void> {
  const { kubeconfig: file, nodes, restPort, grpcPort, dnsPort, logLevel } = config;
  const cluster = await startCluster({
    nodes,
    restPort,
    grpcPort,
    dnsPort,
    logLevel,
    onLog: (line) => void process.stdout.write(line),
  });
  onStop(() => cluster.stop());
  const half = `${file}.${process.pid}`;
  writeFileSync(half, cluster.kubeconfig, { mode: 0o600 });
  renameSync(half, file);
  onStop(() => rmSync(file, { force: true }));
  const { restUrl, grpcUrl } = cluster;
  logger.info({ kubeconfig: file, restUrl, grpcUrl, dnsServer: await cluster.dnsServer() }, 'Ready');
}
