import { createKubeClient } from '@kubets/client';
import { realClock, runService } from '@kubets/component';
import { endpoints, endpointSlices, namespaces, services } from '@kubets/proto-gen/services';
import { config } from './config';
import { startDnsService } from './dns-service';

void runService({
  config,
  async start({ config: options, onStop, ...context }) {
    const client = createKubeClient(
      options.kubeconfig,
      { endpoints, endpointSlices, namespaces, services },
      { component: config.name },
    );
    const service = await startDnsService({ config: options, client, clock: realClock, ...context });
    onStop(() => service.stop());
  },
});
