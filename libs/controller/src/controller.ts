import { isConflict } from '@kubets/apimachinery';
import { startInformers, type Informers } from '@kubets/client';
import { giveTurn, realClock, type Clock, type Logger, type Metrics } from '@kubets/component';
import { createControllerMetrics } from './controller-metrics';
import { createWorkQueue } from './work-queue';

/** Puts a key on the queue, at once or after a time. */
export type Enqueue = (key: string, afterMs?: number) => void;

export interface ControllerOptions {
  /** Kubernetes' name, such as 'replicaset'. */
  name: string;
  /** Started (if they are not) and waited for before the first reconcile. */
  informers: Informers;
  /** Registers event handlers that only enqueue keys. Called once, by createController. */
  setup(enqueue: Enqueue): void;
  /** Brings the world of one key in line. A throw retries with backoff. */
  reconcile(key: string, signal: AbortSignal): Promise<void | { requeueAfterMs: number }>;
  /** Default 5. */
  workers?: number;
  logger: Logger;
  metrics?: Metrics;
  clock?: Clock;
  /** The delays after failures; defaults 5 ms doubling to 1000 s. */
  retryBaseMs?: number;
  retryMaxMs?: number;
}

export interface Controller {
  readonly name: string;
  /** Runs until the signal aborts and the reconciles under way have ended. Once only. */
  run(signal: AbortSignal): Promise<void>;
}

export function createController(options: ControllerOptions): Controller {
  const { name, informers, setup, reconcile, workers = 5, logger, clock = realClock } = options;
  const queue = createWorkQueue({ clock, baseDelayMs: options.retryBaseMs, maxDelayMs: options.retryMaxMs });
  const metrics = createControllerMetrics(options.metrics, name);

  setup((key, afterMs = 0) => {
    metrics?.added();
    queue.addAfter(key, afterMs);
    metrics?.depth(queue.length());
  });

  async function work(signal: AbortSignal): Promise<void> {
    for (let key = await queue.get(); key !== undefined && !signal.aborted; key = await queue.get()) {
      metrics?.depth(queue.length());
      const startedAtMs = clock.monotonicMs();
      try {
        const result = await reconcile(key, signal);
        queue.forget(key);
        if (result) queue.addAfter(key, result.requeueAfterMs);
      } catch (err) {
        if (signal.aborted) return;
        retry(key, err);
      } finally {
        queue.done(key);
        metrics?.worked((clock.monotonicMs() - startedAtMs) / 1000);
      }
      // Of thousands of keys for which there is nothing to do, none waits for anything but this.
      await giveTurn();
    }
  }

  function retry(key: string, err: unknown): void {
    metrics?.retried();
    // A conflict says only that the cache was behind; the next attempt sees the newer object.
    if (isConflict(err))
      logger.debug({ controller: name, key, reason: (err as Error).message }, 'Reconcile met a conflict, retrying');
    else logger.warn({ controller: name, key, err, retries: queue.retries(key) }, 'Reconcile failed, retrying');
    queue.addRateLimited(key);
  }

  return {
    name,
    async run(signal) {
      if (!(await startInformers(informers, signal))) return;
      logger.info({ controller: name, workers }, 'Controller started');
      const stop = () => queue.shutDown();
      signal.addEventListener('abort', stop, { once: true });
      if (signal.aborted) stop();
      await Promise.all(Array.from({ length: workers }, () => work(signal)));
    },
  };
}
