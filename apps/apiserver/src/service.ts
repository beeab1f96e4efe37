import type { ServiceContext } from '@kubets/component';
import { parsePortRange } from '@kubets/net';
import { createEtcdStore } from '@kubets/store';
import { createAccessControl } from './access-control';
import { startApiserver } from './apiserver';
import type { ApiserverConfig } from './config';
import { resources } from './resources/registry';

export async function start({
  config,
  logger,
  health,
  metrics,
  signal,
  onStop,
}: ServiceContext<ApiserverConfig>): Promise<void> {
  const {
    etcdServers: servers,
    etcdCaFile,
    etcdCertFile,
    etcdKeyFile,
    kubeletClientCertificate,
    kubeletClientKey,
    kubeletCertificateAuthority,
  } = config;
  const store = createEtcdStore({
    servers,
    ...(etcdCaFile ? { caFile: etcdCaFile } : {}),
    ...(etcdCertFile && etcdKeyFile ? { certFile: etcdCertFile, keyFile: etcdKeyFile } : {}),
  });
  const server = await startApiserver({
    store,
    definitions: resources,
    accessControl: (parts) => createAccessControl(config, { ...parts, logger }),
    settings: {
      serviceClusterIpRanges: config.serviceClusterIpRange,
      serviceNodePortRange: parsePortRange(config.serviceNodePortRange)!,
    },
    host: config.listenAddress,
    restPort: config.restPort,
    grpcPort: config.grpcPort,
    advertiseAddress: config.advertiseAddress,
    tls: { certFile: config.tlsCertFile, keyFile: config.tlsPrivateKeyFile, clientCaFile: config.clientCaFile },
    kubelet: {
      ...(kubeletClientCertificate && kubeletClientKey
        ? { certFile: kubeletClientCertificate, keyFile: kubeletClientKey }
        : {}),
      ...(kubeletCertificateAuthority ? { caFile: kubeletCertificateAuthority } : {}),
    },
    logger,
    health,
    metrics,
    signal,
  });
  onStop(() => server.stop());
  await server.ready;
}
