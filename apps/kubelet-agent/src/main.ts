import { createKubeClient } from '@kubets/client';
import { runService } from '@kubets/component';
import { runAgent } from './agent';
import { config } from './config';

void runService({
  config,
  start({ config: options, logger, metrics, health, signal }) {
    const client = createKubeClient(options.kubeconfig, { component: config.name });
    return runAgent({ config: options, client, logger, metrics, health, signal });
  },
});
