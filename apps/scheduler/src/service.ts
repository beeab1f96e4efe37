import { createEventRecorder, openKubeClient, runAsLeader, startInformers, unsyncedInformers } from '@kubets/client';
import type { ServiceContext } from '@kubets/component';
import { config, type SchedulerConfig } from './config';
import { createSchedulerInformers } from './informers/scheduler-informers';
import { plugins } from './plugins/registry';
import { createScheduler } from './scheduler';
import * as schedulerServices from './scheduler-services';

export async function start({
  config: options,
  logger,
  metrics,
  health,
  clock,
  signal,
  onStop,
}: ServiceContext<SchedulerConfig>): Promise<void> {
  const client = await openKubeClient(options.kubeconfig, schedulerServices, { component: config.name });
  onStop(() => client.close());
  const informers = createSchedulerInformers(client, { logger, clock });
  health.addCheck(
    'informer-sync',
    () => {
      const waiting = unsyncedInformers(informers);
      if (waiting.length > 0) throw new Error(`not synced: ${waiting.join(', ')}`);
    },
    { kinds: ['readyz'] },
  );
  const recorder = createEventRecorder({ client, component: options.schedulerName, logger, clock });
  const scheduler = createScheduler({
    client,
    informers,
    recorder,
    plugins,
    schedulerName: options.schedulerName,
    percentageOfNodesToScore: options.percentageOfNodesToScore,
    initialBackoffMs: options.podInitialBackoffMs,
    maxBackoffMs: options.podMaxBackoffMs,
    logger,
    metrics,
    clock,
    random: Math.random,
  });

  // A standby follows the cluster too, so that it can take over at once.
  void startInformers(informers, signal);
  await runAsLeader({ client, config: options, signal, logger, run: (leading) => scheduler.run(leading) });
}
