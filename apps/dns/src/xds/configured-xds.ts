import type { Logger } from '@kubets/component';
import type { Answering } from '../answering';
import type { DnsConfig } from '../config';

export interface ConfiguredXdsOptions extends Pick<Answering, 'informers' | 'synced' | 'zoneName'> {
  config: DnsConfig;
  logger: Logger;
  onStop(stop: () => Promise<void>): void;
}

/** Serves xDS where `--xds-port` asks for it; otherwise none of it is loaded. Rejects without a certificate to serve with. */
export async function startConfiguredXds({ config, onStop, synced, ...o }: ConfiguredXdsOptions): Promise<void> {
  if (config.xdsPort === 0) return;
  const { tlsCertFile: certFile, tlsPrivateKeyFile: keyFile, clientCaFile } = config;
  if (certFile === undefined || keyFile === undefined)
    throw new Error('--xds-port needs --tls-cert-file and --tls-private-key-file, by which clients know the server');
  const known = synced();
  // Stopped before it was: streams that wait for it are told, and nobody may.
  known.catch(() => undefined);
  const { startXdsServer } = await import('./xds-server');
  const server = await startXdsServer({
    ...o,
    synced: known,
    host: config.bindAddress,
    port: config.xdsPort,
    plaintext: config.xdsPlaintext,
    tls: { certFile, keyFile, ...(clientCaFile !== undefined && { clientCaFile }) },
  });
  onStop(server.stop);
}
