import { hostname } from 'node:os';
import { randomUUID } from 'node:crypto';
import { createKubeClient, runLeaderElection } from '@kubets/client';
import { realClock, runService } from '@kubets/component';
import { configSchema } from './config';
import { runControllers } from './controller-manager';
import { enabledControllers } from './controllers/enabled-controllers';
import { controllers } from './controllers/registry';

void runService({
  config: configSchema,
  async start({ config, logger, metrics, signal, onStop }) {
    enabledControllers(controllers, config.controllers);
    const client = createKubeClient(config.kubeconfig, { component: 'kube-controller-manager' });
    onStop(() => client.close());
    const run = (leading: AbortSignal) => runControllers({ client, config, controllers, clock: realClock, logger, metrics }, leading);
    if (!config.leaderElect) return run(signal);

    await runLeaderElection({
      client,
      lease: { namespace: config.leaderElectResourceNamespace, name: config.leaderElectResourceName },
      identity: `${hostname()}_${randomUUID()}`,
      onStartedLeading: run,
      onStoppedLeading() {
        logger.fatal('Leader election lost');
        process.exit(1);
      },
      onNewLeader: (leader) => logger.info({ leader }, 'New leader elected'),
      signal,
      logger,
      leaseDurationMs: config.leaderElectLeaseDurationMs,
      renewDeadlineMs: config.leaderElectRenewDeadlineMs,
      retryPeriodMs: config.leaderElectRetryPeriodMs,
    });
  },
});
