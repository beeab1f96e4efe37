import { realClock, type Clock } from './clock';
import { createHealth, type Health } from './health';
import type { Logger } from './logger';
import { createMetrics, type Metrics } from './metrics';
import { createStatusPages, type StatusPages } from './status-pages';

/** All that a service gets from where it runs: a process of its own, or one that it shares with others. */
export interface ServiceContext<C> {
  config: C;
  logger: Logger;
  metrics: Metrics;
  health: Health;
  pages: StatusPages;
  clock: Clock;
  /** Aborted when the service has to stop; by SIGTERM and SIGINT where it is a process. */
  signal: AbortSignal;
  /** Work to be waited for after the signal and the end of `start`; run in reverse order of registration. */
  onStop(stop: () => void | Promise<void>): void;
}

export interface ServiceContextOptions<C> {
  config: C;
  logger: Logger;
  signal: AbortSignal;
  clock?: Clock;
  /** Whether the service's metrics tell of the process, too; they do unless it is one of several in there. */
  processMetrics?: boolean;
  /** As it calls itself on its pages; they know none of its flags unless given. */
  component?: string;
  flags?: Readonly<Record<string, string>>;
}

/** A service's context, and what does in order what the service left to be done at its end; a part that fails is logged. */
export function createServiceContext<C>({
  config,
  logger,
  signal,
  clock = realClock,
  processMetrics = true,
  component = 'kubets',
  flags = {},
}: ServiceContextOptions<C>): { context: ServiceContext<C>; stop(): Promise<void> } {
  const stops: (() => void | Promise<void>)[] = [];
  const health = createHealth();
  health.addCheck('ping', () => undefined);
  return {
    context: {
      config,
      logger,
      signal,
      clock,
      health,
      metrics: createMetrics({ processMetrics }),
      pages: createStatusPages({ component, flags, now: () => new Date(clock.now()) }),
      onStop: (stop) => void stops.push(stop),
    },
    async stop() {
      for (const stop of stops.splice(0).toReversed()) {
        try {
          await stop();
        } catch (err) {
          logger.error({ err }, 'A part did not stop cleanly');
        }
      }
    },
  };
}
