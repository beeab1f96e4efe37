import type { Clock } from '@kubets/component';

/** Answers questions whose answer is no yet when it becomes yes. */
export interface LongPoll {
  /** True as soon as the check says so; false after the time, when the asker has gone, or at once when too many wait already. */
  wait(check: () => boolean, timeoutMs: number, signal: AbortSignal): Promise<boolean>;
  /** Something has changed that checks may look at. */
  changed(): void;
}

const MOST_WAITING = 1000;

export function createLongPoll(clock: Clock): LongPoll {
  const waiting = new Set<{ check: () => boolean; answer: (yes: boolean) => void }>();
  return {
    wait(check, timeoutMs, signal) {
      if (check()) return Promise.resolve(true);
      if (timeoutMs <= 0 || signal.aborted || waiting.size >= MOST_WAITING) return Promise.resolve(false);
      return new Promise((resolve) => {
        const answer = (yes: boolean): void => {
          if (!waiting.delete(entry)) return;
          cancel();
          signal.removeEventListener('abort', gone);
          resolve(yes);
        };
        const entry = { check, answer };
        const gone = (): void => answer(false);
        const cancel = clock.after(timeoutMs, gone);
        signal.addEventListener('abort', gone, { once: true });
        waiting.add(entry);
      });
    },
    changed() {
      for (const { check, answer } of [...waiting]) if (check()) answer(true);
    },
  };
}
