import { createEventRecorder, createInformerSet, type KubeClient } from '@kubets/client';
import type { Clock, Logger, Metrics } from '@kubets/component';
import type { CloudLbConfig } from './config';
import type { ProviderEntry } from './providers/provider';
import { createServiceController } from './service/service-controller';

export interface CloudLbOptions {
  client: KubeClient<'events' | 'nodes' | 'services'>;
  config: CloudLbConfig;
  provider: ProviderEntry;
  clock: Clock;
  logger: Logger;
  metrics?: Metrics;
}

/** Looks after all load balancers until the signal aborts. Throws at once for a configuration the provider cannot work with. */
export async function runCloudLb(
  { client, config, provider: entry, clock, logger, metrics }: CloudLbOptions,
  signal: AbortSignal,
): Promise<void> {
  const informers = createInformerSet(client, { services: {}, nodes: {} }, { logger, clock });
  const recorder = createEventRecorder({ client, component: 'service-controller', logger, clock });
  const provider = await entry.create({ client, informers, config, clock, logger });
  try {
    await createServiceController({ client, informers, provider, recorder, clock, logger, metrics }).run(signal);
  } finally {
    provider.stop();
  }
}
