import { createKubeClient, dynamicCluster, runAsLeader } from '@kubets/client';
import type { ServiceContext } from '@kubets/component';
import { createChannel, loadKubeconfig } from '@kubets/rpc';
import type { ControllerManagerConfig } from './config';
import * as controllerServices from './controller-services';
import { runControllers } from './controller-manager';
import { enabledControllers } from './controllers/enabled-controllers';
import { controllers } from './controllers/registry';

export async function start({
  config,
  logger,
  metrics,
  clock,
  signal,
  onStop,
}: ServiceContext<ControllerManagerConfig>): Promise<void> {
  // A wrong --controllers is told at once, not when this process becomes leader.
  enabledControllers(controllers, config.controllers);
  const component = 'kube-controller-manager';
  const channel = createChannel(await loadKubeconfig(config.kubeconfig), { userAgent: component });
  const client = createKubeClient(channel, controllerServices, { component });
  const cluster = dynamicCluster(channel, { component });
  onStop(() => client.close());
  await runAsLeader({
    client,
    config,
    signal,
    logger,
    run: (leading) => runControllers({ client, cluster, config, controllers, clock, logger, metrics }, leading),
  });
}
