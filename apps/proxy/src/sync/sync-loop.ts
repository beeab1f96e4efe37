import type { Clock, Logger } from '@kubets/component';

export interface SyncLoopOptions {
  /** Brings the kernel in line. A rejection is tried again with growing delays. May ask to be called again after a while. */
  sync(): Promise<{ againAfterMs?: number } | void>;
  /** It is called at least this often. */
  periodMs: number;
  clock: Clock;
  logger: Logger;
}

/**
 * Calls `sync` at once for the first change, and once more for all changes that came while it ran: so a single change waits for
 * nothing, and a burst costs as many calls as fit into its duration.
 */
export interface SyncLoop {
  trigger(): void;
  /** Runs until the signal aborts. */
  run(signal: AbortSignal): Promise<void>;
}

const firstRetryMs = 100;
const longestRetryMs = 10_000;

export function createSyncLoop({ sync, periodMs, clock, logger }: SyncLoopOptions): SyncLoop {
  let triggered = false;
  let wake: (() => void) | undefined;

  /** Until a trigger comes or the time is over. */
  function pause(ms: number, signal: AbortSignal): Promise<void> {
    if (triggered || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = clock.after(ms, () => done());
      const done = (): void => {
        cancel();
        wake = undefined;
        signal.removeEventListener('abort', done);
        resolve();
      };
      wake = done;
      signal.addEventListener('abort', done);
    });
  }

  return {
    trigger() {
      triggered = true;
      wake?.();
    },
    async run(signal) {
      let failures = 0;
      while (!signal.aborted) {
        // Let the events that arrived together be counted together.
        await new Promise((resolve) => setImmediate(resolve));
        triggered = false;
        let pauseMs = periodMs;
        try {
          const { againAfterMs } = (await sync()) ?? {};
          pauseMs = Math.min(periodMs, againAfterMs ?? periodMs);
          failures = 0;
        } catch (error) {
          const retryMs = Math.min(longestRetryMs, firstRetryMs * 2 ** failures++);
          logger.error({ err: error, retryMs }, 'Cannot program the kernel, retrying');
          await clock.sleep(retryMs, signal);
          triggered = true;
        }
        await pause(pauseMs, signal);
      }
    },
  };
}
