export interface Limiter {
  /** Work that finishes something begun goes before work that begins something new. */
  <T>(work: () => Promise<T>, o?: { first?: boolean }): Promise<T>;
}

/** Lets at most `limit` pieces of work run at a time; the others wait in order. */
export function createLimiter(limit: number): Limiter {
  let running = 0;
  const waiting: (() => void)[] = [];
  const waitingFirst: (() => void)[] = [];
  return async (work, { first = false } = {}) => {
    if (running >= limit) await new Promise<void>((resolve) => (first ? waitingFirst : waiting).push(resolve));
    else running++;
    try {
      return await work();
    } finally {
      // A place is handed on, not given back, so that nobody overtakes.
      const next = waitingFirst.shift() ?? waiting.shift();
      if (next) next();
      else running--;
    }
  };
}
