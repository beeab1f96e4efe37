/** Tells one who waits, or will wait, that something happened; however often it rings, it is heard once. */
export interface Bell {
  ring(): void;
  /** Forgets that it rang: what happens from now on counts. */
  hush(): void;
  /** Resolves once it rings, at once if it has rung since the last hush, or when the signal aborts. One waits at a time. */
  wait(signal: AbortSignal): Promise<void>;
}

export function createBell(): Bell {
  let rung = false;
  let wake: (() => void) | undefined;
  return {
    ring() {
      rung = true;
      wake?.();
    },
    hush() {
      rung = false;
    },
    wait(signal) {
      if (rung || signal.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const finish = (): void => {
          wake = undefined;
          signal.removeEventListener('abort', finish);
          resolve();
        };
        wake = finish;
        signal.addEventListener('abort', finish, { once: true });
      });
    },
  };
}
