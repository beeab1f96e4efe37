import { setMaxListeners } from 'node:events';
import { createEventRecorder, type DynamicCluster, type EventRecorder } from '@kubets/client';
import type { Clock, Logger, Metrics } from '@kubets/component';
import type { ControllerManagerConfig } from './config';
import type { ControllerClient } from './controller-client';
import type { ControllerContext, ControllerEntry } from './controllers/controller-context';
import { enabledControllers } from './controllers/enabled-controllers';
import { discoveredResources } from './discovered-resources';
import { createSharedInformers } from './shared-informers';

/** Longest pause after repeated failures: when the apiserver comes back, so does everything else within this time. */
const RETRY_MAX_MS = 30_000;

export interface ControllerManagerOptions {
  client: ControllerClient;
  /** The same cluster, for controllers of objects of every kind. */
  cluster: DynamicCluster;
  config: ControllerManagerConfig;
  controllers: readonly ControllerEntry[];
  clock: Clock;
  logger: Logger;
  metrics?: Metrics;
}

/**
 * Runs the enabled controllers over shared informers until the signal aborts. The informers start here, not before:
 * a new leader has to see all that the former one wrote.
 */
export async function runControllers(options: ControllerManagerOptions, signal: AbortSignal): Promise<void> {
  const { client, cluster, config, clock, logger, metrics } = options;
  // Every informer and every loop listens to the one signal; that many are no leak.
  setMaxListeners(0, signal);
  const recorders = new Map<string, EventRecorder>();
  const informers = createSharedInformers({ client, logger, clock });
  const context: ControllerContext = {
    client,
    cluster,
    config,
    clock,
    logger,
    informers,
    resources: discoveredResources({ cluster, informers, logger, clock }),
    recorder(component) {
      const recorder = recorders.get(component) ?? createEventRecorder({ client, component, logger, clock });
      recorders.set(component, recorder);
      return recorder;
    },
    loop: { logger, metrics, clock, retryMaxMs: RETRY_MAX_MS },
  };
  const loops = enabledControllers(options.controllers, config.controllers).flatMap((entry) => entry.create(context));
  await Promise.all(loops.map((loop) => loop.run(signal)));
  await Promise.all([...recorders.values()].map((recorder) => recorder.flush()));
}
