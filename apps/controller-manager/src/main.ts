import { createKubeClient, dynamicCluster, runAsLeader } from '@kubets/client';
import { realClock, runService } from '@kubets/component';
import { storedServices } from '@kubets/proto-gen/services';
import { createChannel, loadKubeconfig } from '@kubets/rpc';
import { configSchema } from './config';
import { runControllers } from './controller-manager';
import { enabledControllers } from './controllers/enabled-controllers';
import { controllers } from './controllers/registry';

void runService({
  config: configSchema,
  async start({ config, logger, metrics, signal, onStop }) {
    // A wrong --controllers is told at once, not when this process becomes leader.
    enabledControllers(controllers, config.controllers);
    const component = 'kube-controller-manager';
    const channel = createChannel(loadKubeconfig(config.kubeconfig), { userAgent: component });
    const client = createKubeClient(channel, storedServices, { component });
    const cluster = dynamicCluster(channel, { component });
    onStop(() => client.close());
    await runAsLeader({
      client,
      config,
      signal,
      logger,
      run: (leading) =>
        runControllers({ client, cluster, config, controllers, clock: realClock, logger, metrics }, leading),
    });
  },
});
