/** Aborts at the first Ctrl-C, SIGTERM or closing of the terminal. Further ones change nothing: npm repeats them. */
export interface Interruption {
  signal: AbortSignal;
  /** Back to what signals do by themselves. */
  end(): void;
}

export const INTERRUPTED_EXIT_CODE = 130;

export function onInterruption(tell: () => void): Interruption {
  const controller = new AbortController();
  const interrupt = () => {
    if (controller.signal.aborted) return;
    tell();
    controller.abort(new Error('interrupted'));
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, interrupt);
  return {
    signal: controller.signal,
    end: () => {
      for (const signal of signals) process.off(signal, interrupt);
    },
  };
}
