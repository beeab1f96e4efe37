import { realClock, sleepWith, type Clock } from '@kubets/component';

/** Time that goes by as it does, and that a test can move on. */
export interface TestClock extends Clock {
  /**
   * Moves time on: what falls due on the way is done in its order, and what comes of it at once is waited for before time
   * goes further.
   */
  advance(ms: number): Promise<void>;
  /** Work that time does not go past while it is moved. */
  hold<T>(work: Promise<T>): Promise<T>;
  /** Nothing waits any more: all that does is called back now. */
  end(): void;
}

interface Timer {
  dueMs: number;
  callback(): void;
  cancelReal(): void;
}

/** How long, by the real clock, what a timer has begun gets before the next one fires. */
const SETTLE_MS = 3;
/**
 * And how many turns of the event loop: a change goes from a client to the server, into the store, and to all that follow it in
 * fewer, over connections of this process to itself, however slow the machine.
 */
const SETTLE_TURNS = 40;

export function createTestClock(real: Clock = realClock): TestClock {
  let aheadMs = 0;
  let hasEnded = false;
  const timers = new Set<Timer>();
  const held = new Set<Promise<unknown>>();
  const monotonicMs = () => real.monotonicMs() + aheadMs;

  function arm(timer: Timer): void {
    timer.cancelReal();
    timer.cancelReal = real.after(hasEnded ? 0 : Math.max(0, timer.dueMs - monotonicMs()), () => fire(timer));
  }

  function fire(timer: Timer): void {
    timer.cancelReal();
    if (timers.delete(timer)) timer.callback();
  }

  const after: Clock['after'] = (ms, callback) => {
    const timer: Timer = { dueMs: monotonicMs() + Math.max(0, ms), callback, cancelReal: () => undefined };
    timers.add(timer);
    arm(timer);
    return () => {
      timer.cancelReal();
      timers.delete(timer);
    };
  };

  async function settle(): Promise<void> {
    await real.sleep(SETTLE_MS);
    while (held.size > 0) await Promise.allSettled(held);
    for (let turn = 0; turn < SETTLE_TURNS; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
  }

  return {
    now: () => new Date(real.now().getTime() + aheadMs),
    monotonicMs,
    after,
    sleep: (ms, signal) => sleepWith(after, ms, signal),
    async hold(work) {
      held.add(work);
      try {
        return await work;
      } finally {
        held.delete(work);
      }
    },
    async advance(ms) {
      if (!(ms >= 0 && Number.isFinite(ms))) throw new RangeError(`time moves on by 0 ms or more, not by ${ms}`);
      const targetMs = monotonicMs() + ms;
      await settle();
      for (;;) {
        const next = [...timers].reduce<Timer | undefined>(
          (first, timer) => (first && first.dueMs <= timer.dueMs ? first : timer),
          undefined,
        );
        if (!next || next.dueMs > targetMs) break;
        aheadMs += Math.max(0, next.dueMs - monotonicMs());
        fire(next);
        await settle();
      }
      aheadMs += Math.max(0, targetMs - monotonicMs());
      for (const timer of timers) arm(timer);
    },
    end() {
      hasEnded = true;
      for (const timer of timers) arm(timer);
    },
  };
}
