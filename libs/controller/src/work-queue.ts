import { realClock, type Clock } from '@kubets/component';
import { createDelayedAdds } from './delayed-adds';
import { createRetryDelays } from './retry-delays';
import { createUniqueQueue } from './unique-queue';

export interface WorkQueueOptions {
  /** First delay of addRateLimited; default 5. */
  baseDelayMs?: number;
  /** Default 1,000,000. */
  maxDelayMs?: number;
  clock?: Clock;
}

/** A queue of keys: each waits at most once and never runs twice at a time. */
export interface WorkQueue<K extends string = string> {
  add(key: K): void;
  /** The earlier of several times wins. */
  addAfter(key: K, delayMs: number): void;
  /** Adds after the key's own exponential delay. */
  addRateLimited(key: K): void;
  /** Resets the key's delay; call it after success. */
  forget(key: K): void;
  retries(key: K): number;
  /** Waits for a key; undefined once the queue is shut down and empty. Call done with it afterwards. */
  get(): Promise<K | undefined>;
  /** Ends the key's turn; if it was added meanwhile it waits again. */
  done(key: K): void;
  length(): number;
  /** Nothing more is accepted. */
  shutDown(): void;
}

export function createWorkQueue<K extends string = string>({
  baseDelayMs = 5,
  maxDelayMs = 1_000_000,
  clock = realClock,
}: WorkQueueOptions = {}): WorkQueue<K> {
  const queue = createUniqueQueue<K>();
  const delayed = createDelayedAdds<K>(queue.add, clock);
  const delays = createRetryDelays<K>(baseDelayMs, maxDelayMs);
  let isShutDown = false;
  const addAfter = (key: K, delayMs: number) => {
    if (!isShutDown) delayed.addAfter(key, delayMs);
  };
  return {
    ...queue,
    addAfter,
    addRateLimited: (key) => addAfter(key, delays.next(key)),
    forget: delays.forget,
    retries: delays.retries,
    shutDown() {
      isShutDown = true;
      delayed.shutDown();
      queue.shutDown();
    },
  };
}
