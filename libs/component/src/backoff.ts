import { realClock, type Clock } from './clock';

export interface BackoffOptions {
  initialMs: number;
  maxMs: number;
  /** Default 2. */
  factor?: number;
  /** Share of each delay that is random, 0 to 1; default 0.1. */
  jitter?: number;
}

export interface Backoff {
  /** The next delay in milliseconds, growing up to maxMs. */
  next(): number;
  reset(): void;
}

export function backoff(
  { initialMs, maxMs, factor = 2, jitter = 0.1 }: BackoffOptions,
  random: () => number = Math.random,
): Backoff {
  let delayMs = initialMs;
  return {
    next() {
      const current = Math.min(delayMs, maxMs);
      delayMs = Math.min(delayMs * factor, maxMs);
      return current * (1 - jitter * random());
    },
    reset() {
      delayMs = initialMs;
    },
  };
}

export type RetryOptions = BackoffOptions & {
  signal: AbortSignal;
  clock?: Clock;
  /** Default: every error. */
  retriable?: (error: unknown) => boolean;
  onError?: (error: unknown, delayMs: number) => void;
};

/** Calls `attempt` until it succeeds. Rejects with an error that is not retriable, or with the last one when the signal aborts. */
export async function retry<T>(attempt: () => Promise<T>, o: RetryOptions): Promise<T> {
  const { signal, clock = realClock, retriable = () => true, onError } = o;
  const delays = backoff(o);
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (signal.aborted || !retriable(error)) throw error;
      const delayMs = delays.next();
      onError?.(error, delayMs);
      await clock.sleep(delayMs, signal);
      if (signal.aborted) throw error;
    }
  }
}
