import { setMaxListeners } from 'node:events';
import { createServiceContext, type Clock, type Logger, type ServiceContext } from '@kubets/component';

/** A service that runs in this process, beside others. */
export interface RunningService<T> {
  /** What `start` answers, which some do only at their end. */
  started: Promise<T>;
  /** Ends it and waits for its end; does nothing the second time. */
  stop(): Promise<void>;
}

/** Runs a service in this process as its own process would. */
export function runInProcess<C, T>(
  config: C,
  start: (context: ServiceContext<C>) => Promise<T>,
  { logger, clock }: { logger: Logger; clock: Clock },
): RunningService<T> {
  const stopping = new AbortController();
  // Every loop of a service listens for its end: many listeners are no leak.
  setMaxListeners(0, stopping.signal);
  const { signal } = stopping;
  const { context, stop } = createServiceContext({ config, logger, clock, signal, processMetrics: false });
  const started = start(context);
  const failed = started.then(
    () => undefined,
    (err: unknown) => logger.error({ err }, 'Service failed'),
  );
  return {
    started,
    async stop() {
      stopping.abort();
      await failed;
      await stop();
    },
  };
}
