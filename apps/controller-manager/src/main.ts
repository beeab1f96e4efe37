import { createKubeClient, runAsLeader } from '@kubets/client';
import { realClock, runService } from '@kubets/component';
import { storedServices } from '@kubets/proto-gen/services';
import { configSchema } from './config';
import { runControllers } from './controller-manager';
import { enabledControllers } from './controllers/enabled-controllers';
import { controllers } from './controllers/registry';

void runService({
  config: configSchema,
  async start({ config, logger, metrics, signal, onStop }) {
    // A wrong --controllers is told at once, not when this process becomes leader.
    enabledControllers(controllers, config.controllers);
    const client = createKubeClient(config.kubeconfig, storedServices, { component: 'kube-controller-manager' });
    onStop(() => client.close());
    await runAsLeader({
      client,
      config,
      signal,
      logger,
      run: (leading) => runControllers({ client, config, controllers, clock: realClock, logger, metrics }, leading),
    });
  },
});
