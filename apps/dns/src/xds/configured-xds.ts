import { dynamicClient, dynamicCluster } from '@kubets/client';
import type { Clock, Logger } from '@kubets/component';
import { createChannel, loadKubeconfig } from '@kubets/rpc';
import type { Answering } from '../answering';
import { config as dnsConfig, type DnsConfig } from '../config';

export interface ConfiguredXdsOptions extends Pick<Answering, 'informers' | 'synced' | 'zoneName'> {
  config: DnsConfig;
  logger: Logger;
  clock: Clock;
  signal: AbortSignal;
  onStop(stop: () => Promise<void>): void;
}

/** Serves xDS where `--xds-port` asks for it; otherwise none of it is loaded. Rejects without a certificate to serve with. */
export async function startConfiguredXds({
  config,
  onStop,
  synced,
  clock,
  signal,
  ...o
}: ConfiguredXdsOptions): Promise<void> {
  if (config.xdsPort === 0) return;
  const { tlsCertFile: certFile, tlsPrivateKeyFile: keyFile, clientCaFile } = config;
  if (certFile === undefined || keyFile === undefined)
    throw new Error('--xds-port needs --tls-cert-file and --tls-private-key-file, by which clients know the server');
  const { startXdsServer } = await import('./xds-server');
  const { followGrpcRoutes } = await import('./routes/follow-grpc-routes');
  const component = dnsConfig.name;
  const channel = createChannel(await loadKubeconfig(config.kubeconfig), { userAgent: component });
  const routes = followGrpcRoutes({
    cluster: dynamicCluster(channel, { component }),
    objects: (address) => dynamicClient(channel, address, { component }),
    zoneName: o.zoneName,
    clock,
    signal,
    logger: o.logger,
  });
  const known = Promise.all([synced(), routes.synced]).then(() => undefined);
  // Stopped before it was: streams that wait for it are told, and nobody may.
  known.catch(() => undefined);
  const server = await startXdsServer({
    ...o,
    routes,
    synced: known,
    host: config.bindAddress,
    port: config.xdsPort,
    plaintext: config.xdsPlaintext,
    tls: { certFile, keyFile, ...(clientCaFile !== undefined && { clientCaFile }) },
  });
  onStop(async () => {
    await server.stop();
    channel.close();
  });
}
