import { openKubeClient } from '@kubets/client';
import type { ServiceContext } from '@kubets/component';
import {
  configMaps,
  events,
  leases,
  nodes,
  persistentVolumeClaims,
  persistentVolumes,
  pods,
  runtimeClasses,
  secrets,
  serviceAccounts,
  services,
} from '@kubets/proto-gen/services';
import { runAgent } from './agent';
import { config, type KubeletConfig } from './config';

export async function start({
  config: options,
  logger,
  metrics,
  health,
  signal,
}: ServiceContext<KubeletConfig>): Promise<void> {
  const client = await openKubeClient(
    options.kubeconfig,
    {
      configMaps,
      events,
      leases,
      nodes,
      persistentVolumeClaims,
      persistentVolumes,
      pods,
      runtimeClasses,
      secrets,
      serviceAccounts,
      services,
    },
    { component: config.name },
  );
  const networkClient = options.networkKubeconfig
    ? await openKubeClient(options.networkKubeconfig, { nodes }, { component: config.name })
    : client;
  return runAgent({ config: options, client, networkClient, logger, metrics, health, signal });
}
