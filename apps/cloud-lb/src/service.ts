import { openKubeClient, runAsLeader } from '@kubets/client';
import type { ServiceContext } from '@kubets/component';
import { events, leases, nodes, services } from '@kubets/proto-gen/services';
import { runCloudLb } from './cloud-lb';
import { config, type CloudLbConfig } from './config';
import { providerNamed } from './providers/registry';

export async function start({
  config: options,
  logger,
  clock,
  metrics,
  signal,
  onStop,
}: ServiceContext<CloudLbConfig>): Promise<void> {
  const provider = providerNamed(options.cloudProvider);
  if (options.cleanup) {
    await provider.cleanUp?.(logger);
    process.exit(0);
  }
  if (!options.kubeconfig)
    throw new Error(
      '--kubeconfig is needed: the path of a kubeconfig whose server is the gRPC address of the apiserver',
    );
  const client = await openKubeClient(
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
    run: (leading) => runCloudLb({ client, config: options, provider, clock, logger, metrics }, leading),
  });
}
