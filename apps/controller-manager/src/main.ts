import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { createKubeClient, runLeaderElection } from '@kubets/client';
import { realClock, runService } from '@kubets/component';
import { configSchema } from './config';
import { runControllers } from './controller-manager';
import { enabledControllers } from './controllers/enabled-controllers';
import { controllers } from './controllers/registry';

void runService({
  config: configSchema,
  async start({ config, logger, metrics, signal }) {
    // A wrong --controllers is told at once, not when this process becomes leader.
    enabledControllers(controllers, config.controllers);
    const client = createKubeClient(config.kubeconfig, { component: 'kube-controller-manager' });
    const run = (leading: AbortSignal) => runControllers({ client, config, controllers, clock: realClock, logger, metrics }, leading);
    const elect = () =>
      runLeaderElection({
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
    try {
      await (config.leaderElect ? elect() : run(signal));
    } finally {
      // Only now: the lease is given back over this connection.
      client.close();
    }
  },
});
