import { workerNumber, type HandedConnections, type ServiceContext } from '@kubets/component';
import { parsePortRange } from '@kubets/net';
import type { Store } from '@kubets/store';
import { createAccessControl } from './access-control';
import { startApiserver, type Apiserver } from './apiserver';
import type { ApiserverConfig } from './config';
import { resources } from './resources/registry';

/** The server as the flags want it, over a store that it closes at its end. Resolves when everything a cluster begins with is there. */
export async function serveStore(
  { config, logger, health, metrics, pages, clock, signal, onStop }: ServiceContext<ApiserverConfig>,
  opened: Store,
  handed?: HandedConnections,
): Promise<Apiserver> {
  const {
    kubeletClientCertificate,
    kubeletClientKey,
    kubeletCertificateAuthority,
    proxyClientCertFile,
    proxyClientKeyFile,
    requestheaderClientCaFile,
  } = config;
  const store = config.encryptionProviderConfig
    ? (await import('./encryption/configured-encryption')).configuredEncryption(opened, config, { logger, signal })
    : opened;
  const auditor = config.auditPolicyFile
    ? await (
        await import('./audit/configured-auditor')
      ).configuredAuditor(config, {
        logger,
        metrics,
        clock,
        signal,
      })
    : undefined;
  const server = await startApiserver({
    store,
    definitions: resources,
    accessControl: (parts) => createAccessControl(config, { ...parts, logger, clock, signal }),
    settings: {
      serviceClusterIpRanges: config.serviceClusterIpRange,
      serviceNodePortRange: parsePortRange(config.serviceNodePortRange)!,
    },
    host: config.listenAddress,
    restPort: config.restPort,
    grpcPort: config.grpcPort,
    handed,
    advertiseAddress: config.advertiseAddress,
    auditor,
    compactionIntervalMs: config.etcdCompactionIntervalMs,
    seats: Math.ceil((config.maxRequestsInflight + config.maxMutatingRequestsInflight) / config.workers),
    keepsCluster: workerNumber() === 1,
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
    pages,
    clock,
    signal,
  });
  onStop(async () => {
    await server.stop();
    await auditor?.close();
  });
  await server.ready;
  return server;
}
