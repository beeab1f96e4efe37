import { performance } from 'node:perf_hooks';

/** Time as a parameter, so that tests own it. */
export interface Clock {
  now(): Date;
  /** Milliseconds of a clock that never jumps; only differences mean anything. */
  monotonicMs(): number;
  /** Resolves after the time, or at once when the signal aborts; it never rejects, so loops check `signal.aborted`. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Calls back once after the time; the returned function cancels. */
  after(ms: number, callback: () => void): () => void;
}

// A longer time makes Node.js fire at once; being called back early is harmless where being called back at once is not.
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** A time that users wrote as one that a timer of Node.js keeps. */
export const timerMs = (ms: number): number => Math.max(0, Math.min(ms, LONGEST_TIMER_MS));

export const realClock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
  sleep: (ms, signal) => sleepWith(realClock.after, ms, signal),
  after(ms, callback) {
    const timer = setTimeout(callback, timerMs(ms));
    return () => clearTimeout(timer);
  },
};

/** sleep in terms of after, for every clock. */
export function sleepWith(after: Clock['after'], ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const finish = () => {
      cancel();
      signal?.removeEventListener('abort', finish);
      resolve();
    };
    const cancel = after(ms, finish);
    signal?.addEventListener('abort', finish, { once: true });
  });
}
