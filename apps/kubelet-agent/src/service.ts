import { createKubeClient, createReviews, openKubeClient } from '@kubets/client';
import type { ServiceContext } from '@kubets/component';
import { createChannel, loadKubeconfig } from '@kubets/rpc';
import { runAgent } from './agent';
import * as agentServices from './agent-services';
import { config, type KubeletConfig } from './config';
import { followShutdownSignal } from './node-shutdown/shutdown-signal';

export async function start({
  config: options,
  logger,
  metrics,
  health,
  signal,
}: ServiceContext<KubeletConfig>): Promise<void> {
  const channel = createChannel(await loadKubeconfig(options.kubeconfig), { userAgent: config.name });
  const client = createKubeClient(channel, agentServices, { component: config.name });
  const networkClient = options.networkKubeconfig
    ? await openKubeClient(options.networkKubeconfig, { nodes: agentServices.nodes }, { component: config.name })
    : client;
  return runAgent({
    config: options,
    client,
    networkClient,
    reviews: createReviews(channel),
    onShutdown: followShutdownSignal,
    logger,
    metrics,
    health,
    signal,
  });
}
