import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { createKubeClient, runLeaderElection } from '@kubets/client';
import { realClock, runService } from '@kubets/component';
import { runCloudLb } from './cloud-lb';
import { config } from './config';
import { providerNamed } from './providers/registry';

void runService({
  config,
  async start({ config: options, logger, metrics, signal, onStop }) {
    const provider = providerNamed(options.cloudProvider);
    const client = createKubeClient(options.kubeconfig, { component: config.name });
    onStop(() => client.close());
    const run = (leading: AbortSignal) => runCloudLb({ client, config: options, provider, clock: realClock, logger, metrics }, leading);
    if (!options.leaderElect) return run(signal);

    await runLeaderElection({
      client,
      lease: { namespace: options.leaderElectResourceNamespace, name: options.leaderElectResourceName },
      identity: `${hostname()}_${randomUUID()}`,
      leaseDurationMs: options.leaderElectLeaseDurationMs,
      renewDeadlineMs: options.leaderElectRenewDeadlineMs,
      retryPeriodMs: options.leaderElectRetryPeriodMs,
      signal,
      logger,
      onStartedLeading: run,
      onNewLeader: (leader) => logger.info({ leader }, 'New leader elected'),
      onStoppedLeading() {
        // Another one may be giving addresses already: nothing of this one may go on.
        logger.fatal('Lost the lease');
        process.exit(1);
      },
    });
  },
});
