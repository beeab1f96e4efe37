import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { runLeaderElection, type LeaderElectionOptions } from './leader-election';

/** The options that `leaderElectionOptions` of @kubets/component declares. */
export interface LeaderElectionConfig {
  leaderElect: boolean;
  leaderElectLeaseDurationMs: number;
  leaderElectRenewDeadlineMs: number;
  leaderElectRetryPeriodMs: number;
  leaderElectResourceNamespace: string;
  leaderElectResourceName: string;
}

export interface RunAsLeaderOptions extends Pick<LeaderElectionOptions, 'client' | 'signal' | 'logger'> {
  config: LeaderElectionConfig;
  /** The component's work; its signal aborts when it has to stop. */
  run(signal: AbortSignal): Promise<void>;
}

/**
 * Does the work of a component of which one replica is active: while it holds the Lease, or at once where it is the only
 * one (`--leader-elect=false`). Resolves after the signal, when the Lease is given back. A process that loses the Lease
 * ends: another one may be at work already, and nothing of this one may go on.
 */
export async function runAsLeader({ config, run, client, signal, logger }: RunAsLeaderOptions): Promise<void> {
  if (!config.leaderElect) return run(signal);
  await runLeaderElection({
    client,
    signal,
    logger,
    lease: { namespace: config.leaderElectResourceNamespace, name: config.leaderElectResourceName },
    identity: `${hostname()}_${randomUUID()}`,
    leaseDurationMs: config.leaderElectLeaseDurationMs,
    renewDeadlineMs: config.leaderElectRenewDeadlineMs,
    retryPeriodMs: config.leaderElectRetryPeriodMs,
    onStartedLeading: run,
    onNewLeader: (leader) => logger.info({ leader }, 'New leader elected'),
    onStoppedLeading() {
      logger.fatal('Leader election lost');
      process.exit(1);
    },
  });
}
