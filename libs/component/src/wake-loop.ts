import { backoff, type BackoffOptions } from './backoff';
import { createBell } from './bell';
import { realClock, type Clock } from './clock';

export interface WakeLoopOptions {
  /** May ask to be called again after a time even if nobody wakes the loop. */
  turn(signal: AbortSignal): Promise<{ againAfterMs?: number } | void>;
  /** The pauses after turns that rejected. */
  retry: BackoffOptions & {
    /** Whether a wake ends such a pause; otherwise what fails is not tried more often because much happens. */
    wakeable?: boolean;
  };
  onError(error: unknown, delayMs: number): void;
  clock?: Clock;
}

/**
 * Does a job whenever it is woken, one turn at a time: a wake while nothing runs is a turn at once, and all that come
 * while one runs are one further turn. So a single change waits for nothing, and a burst costs as many turns as fit
 * into its duration.
 */
export interface WakeLoop {
  /** A turn now, or after a time; the earlier of several counts, and a turn that begins before makes it void. */
  wake(afterMs?: number): void;
  /** Turns until the signal aborts and the turn under way has ended; the first when it is woken, which it may be already. Once only. */
  run(signal: AbortSignal): Promise<void>;
}

export function createWakeLoop({ turn, retry, onError, clock = realClock }: WakeLoopOptions): WakeLoop {
  const bell = createBell();
  const delays = backoff(retry);
  let timer: { dueMs: number; cancel: () => void } | undefined;
  let stopped = false;

  function forgetTimer(): void {
    timer?.cancel();
    timer = undefined;
  }

  function wake(afterMs = 0): void {
    if (afterMs <= 0) return bell.ring();
    const dueMs = clock.monotonicMs() + afterMs;
    if (stopped || (timer && timer.dueMs <= dueMs)) return;
    forgetTimer();
    const cancel = clock.after(afterMs, () => {
      timer = undefined;
      bell.ring();
    });
    timer = { dueMs, cancel };
  }

  return {
    wake,
    async run(signal) {
      for (;;) {
        await bell.wait(signal);
        // What arrives together is one turn.
        await new Promise((resolve) => setImmediate(resolve));
        if (signal.aborted) break;
        bell.hush();
        forgetTimer();
        try {
          const { againAfterMs } = (await turn(signal)) ?? {};
          delays.reset();
          if (againAfterMs !== undefined) wake(againAfterMs);
        } catch (error) {
          if (signal.aborted) break;
          const delayMs = delays.next();
          onError(error, delayMs);
          if (retry.wakeable) {
            wake(delayMs);
            continue;
          }
          await clock.sleep(delayMs, signal);
          bell.ring();
        }
      }
      stopped = true;
      forgetTimer();
    },
  };
}
