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
    proxyClientCertFile,
    proxyClientKeyFile,
    requestheaderClientCaFile,
  } = config;
  const etcd = createEtcdStore({
    servers,
    ...(etcdCaFile ? { caFile: etcdCaFile } : {}),
    ...(etcdCertFile && etcdKeyFile ? { certFile: etcdCertFile, keyFile: etcdKeyFile } : {}),
  });
  const store = config.encryptionProviderConfig
    ? (await import('./encryption/configured-encryption')).configuredEncryption(etcd, config, { logger, signal })
    : etcd;
  const auditor = config.auditPolicyFile
    ? await (await import('./audit/configured-auditor')).configuredAuditor(config, { logger, metrics })
    : undefined;
  const server = await startApiserver({
    store,
    definitions: resources,
    accessControl: (parts) => createAccessControl(config, { ...parts, logger, signal }),
    settings: {
      serviceClusterIpRanges: config.serviceClusterIpRange,
      serviceNodePortRange: parsePortRange(config.serviceNodePortRange)!,
    },
    host: config.listenAddress,
    restPort: config.restPort,
    grpcPort: config.grpcPort,
    advertiseAddress: config.advertiseAddress,
    auditor,
    seats: config.maxRequestsInflight + config.maxMutatingRequestsInflight,
    tls: { certFile: config.tlsCertFile, keyFile: config.tlsPrivateKeyFile, clientCaFile: config.clientCaFile },
    kubelet: {
      ...(kubeletClientCertificate && kubeletClientKey
        ? { certFile: kubeletClientCertificate, keyFile: kubeletClientKey }
        : {}),
      ...(kubeletCertificateAuthority ? { caFile: kubeletCertificateAuthority } : {}),
    },
    frontProxy: {
      ...(proxyClientCertFile && proxyClientKeyFile
        ? { certificate: { certFile: proxyClientCertFile, keyFile: proxyClientKeyFile } }
        : {}),
      ...(requestheaderClientCaFile ? { caFile: requestheaderClientCaFile } : {}),
      allowedNames: config.requestheaderAllowedNames,
    },
    logger,
    health,
    metrics,
    signal,
  });
  onStop(async () => {
    await server.stop();
    await auditor?.close();
  });
  await server.ready;
}
