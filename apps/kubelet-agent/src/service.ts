import { createKubeClient, createReviews, openKubeClient } from '@kubets/client';
import type { ServiceContext } from '@kubets/component';
import {
  clusterTrustBundles,
  configMaps,
  csiDrivers,
  csiNodes,
  events,
  leases,
  nodes,
  persistentVolumeClaims,
  persistentVolumes,
  podCertificateRequests,
  pods,
  runtimeClasses,
  secrets,
  serviceAccounts,
  services,
  volumeAttachments,
} from '@kubets/proto-gen/services';
import { createChannel, loadKubeconfig } from '@kubets/rpc';
import { runAgent } from './agent';
import { config, type KubeletConfig } from './config';

export async function start({
  config: options,
  logger,
  metrics,
  health,
  signal,
}: ServiceContext<KubeletConfig>): Promise<void> {
  const channel = createChannel(await loadKubeconfig(options.kubeconfig), { userAgent: config.name });
  const client = createKubeClient(
    channel,
    {
      clusterTrustBundles,
      configMaps,
      csiDrivers,
      csiNodes,
      events,
      leases,
      nodes,
      persistentVolumeClaims,
      persistentVolumes,
      podCertificateRequests,
      pods,
      runtimeClasses,
      secrets,
      serviceAccounts,
      services,
      volumeAttachments,
    },
    { component: config.name },
  );
  const networkClient = options.networkKubeconfig
    ? await openKubeClient(options.networkKubeconfig, { nodes }, { component: config.name })
    : client;
  return runAgent({
    config: options,
    client,
    networkClient,
    reviews: createReviews(channel),
    logger,
    metrics,
    health,
    signal,
  });
}
