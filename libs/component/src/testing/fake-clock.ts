import { sleepWith, type Clock } from '../clock';
import { isTurnWanted } from '../turns';

/** A clock that stands still until it is told to move. */
export interface FakeClock extends Clock {
  /** Moves time on, firing what falls due in order and letting promises settle in between. */
  advance(ms: number): Promise<void>;
  /** How many timers are pending. */
  pending(): number;
}

export function createFakeClock(start: Date | string = '2026-01-01T00:00:00Z'): FakeClock {
  const epochMs = new Date(start).getTime();
  let elapsedMs = 0;
  let timers: { dueMs: number; callback: () => void }[] = [];

  const after: Clock['after'] = (ms, callback) => {
    const timer = { dueMs: elapsedMs + Math.max(0, ms), callback };
    timers.push(timer);
    return () => {
      timers = timers.filter((other) => other !== timer);
    };
  };

  return {
    now: () => new Date(epochMs + elapsedMs),
    monotonicMs: () => elapsedMs,
    after,
    sleep: (ms, signal) => sleepWith(after, ms, signal),
    pending: () => timers.length,
    async advance(ms) {
      const targetMs = elapsedMs + ms;
      await settle();
      for (;;) {
        const next = timers.reduce<(typeof timers)[number] | undefined>(
          (first, timer) => (first && first.dueMs <= timer.dueMs ? first : timer),
          undefined,
        );
        if (!next || next.dueMs > targetMs) break;
        elapsedMs = Math.max(elapsedMs, next.dueMs);
        timers = timers.filter((timer) => timer !== next);
        next.callback();
        await settle();
      }
      elapsedMs = targetMs;
    },
  };
}

/**
 * setImmediate runs after all promise callbacks; a few rounds let chains of awaits over streams settle as well, after all that
 * waits for its turn on a slow machine.
 */
async function settle(): Promise<void> {
  for (let round = 0; round < 5; round = isTurnWanted() ? 0 : round + 1)
    await new Promise<void>((resolve) => setImmediate(resolve));
}
