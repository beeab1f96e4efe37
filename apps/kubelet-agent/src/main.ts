import { createKubeClient } from '@kubets/client';
import { runService } from '@kubets/component';
import { runAgent } from './agent';
import { config } from './config';

void runService({
  config,
  start({ config: options, logger, metrics, health, signal }) {
    const client = createKubeClient(options.kubeconfig, { component: config.name });
    const networkClient = options.networkKubeconfig ? createKubeClient(options.networkKubeconfig, { component: config.name }) : client;
    return runAgent({ config: options, client, networkClient, logger, metrics, health, signal });
  },
});
