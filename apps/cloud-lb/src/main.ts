import { createKubeClient, runAsLeader } from '@kubets/client';
import { realClock, runService } from '@kubets/component';
import { events, leases, nodes, services } from '@kubets/proto-gen/services';
import { runCloudLb } from './cloud-lb';
import { config } from './config';
import { providerNamed } from './providers/registry';

void runService({
  config,
  async start({ config: options, logger, metrics, signal, onStop }) {
    const provider = providerNamed(options.cloudProvider);
    const client = createKubeClient(
      options.kubeconfig,
      { events, leases, nodes, services },
      { component: config.name },
    );
    onStop(() => client.close());
    await runAsLeader({
      client,
      config: options,
      signal,
      logger,
      run: (leading) => runCloudLb({ client, config: options, provider, clock: realClock, logger, metrics }, leading),
    });
  },
});
