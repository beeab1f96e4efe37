import { join } from 'node:path';
import type { ServiceContext } from '@kubets/component';
import { loadKubeconfig } from '@kubets/rpc';
import { NO_PLACES } from '@kubets/why';
import { credentialsOf } from './cluster/credentials';
import { readCodes } from './access/read-codes';
import type { DashboardConfig } from './config';
import { startDashboard } from './dashboard';
import { loadAssets } from './serving/assets';

/** Beside the bundle. */
const PAGE = join(__dirname, 'page');

export async function start({ config, logger, signal, clock, onStop }: ServiceContext<DashboardConfig>): Promise<void> {
  const connection = await loadKubeconfig(config.kubeconfig);
  const { tlsCertFile: certFile, tlsPrivateKeyFile: keyFile } = config;
  const dashboard = await startDashboard({
    connection,
    ...(config.loginsFromStdin && { reach: { places: NO_PLACES, script: '' } }),
    assets: loadAssets(PAGE),
    ofCode: () => credentialsOf(connection),
    ...(certFile && keyFile && { tls: { certFile, keyFile } }),
    address: config.listenAddress,
    port: config.port,
    loginLifetimeMs: config.loginLifetimeMs,
    sessionLifetimeMs: config.sessionLifetimeMs,
    signal,
    clock,
    logger,
  });
  onStop(() => dashboard.closed);
  logger.info({ address: config.listenAddress, port: dashboard.port }, 'Serving the page');
  if (!config.loginsFromStdin) return;
  void readCodes(process.stdin, dashboard.addCode).then(() => process.kill(process.pid, 'SIGTERM'));
}
