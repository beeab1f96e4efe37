import { openKubeClient } from '@kubets/client';
import { realClock, type ServiceContext } from '@kubets/component';
import { endpoints, endpointSlices, namespaces, services } from '@kubets/proto-gen/services';
import { config, type DnsConfig } from './config';
import { startDnsService } from './dns-service';

export async function start({ config: options, onStop, ...context }: ServiceContext<DnsConfig>): Promise<void> {
  const client = await openKubeClient(
    options.kubeconfig,
    { endpoints, endpointSlices, namespaces, services },
    { component: config.name },
  );
  const service = await startDnsService({ config: options, client, clock: realClock, ...context });
  onStop(() => service.stop());
}
