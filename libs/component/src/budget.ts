import { createShares } from './shares';

export interface BudgetLimits {
  perHolder: number;
  all: number;
  /** How long who does not fit waits for others to give back, and how many may wait at a time: who waits holds something, too. */
  waitMs: number;
  maxWaiting: number;
}

/** So much of something, such as the bytes of bodies that a server holds, for all and for each. */
export interface Budget {
  /**
   * Takes the amount for the holder: at once if it is there, or else as soon as enough was given back. False when that
   * took too long; nothing is taken then.
   */
  take(holder: string, amount: number): true | Promise<boolean>;
  give(holder: string, amount: number): void;
  readonly used: number;
}

interface Waiting {
  holder: string;
  amount: number;
  end(isTaken: boolean): void;
}

export function createBudget({ perHolder, all, waitMs, maxWaiting }: BudgetLimits): Budget {
  const shares = createShares(perHolder, all);
  /** Longest waiting first. */
  const waiting = new Set<Waiting>();

  return {
    take(holder, amount) {
      if (shares.take(holder, amount)) return true;
      if (amount > perHolder || waiting.size >= maxWaiting) return Promise.resolve(false);
      return new Promise((resolve) => {
        const timer = setTimeout(() => one.end(false), waitMs);
        const one: Waiting = {
          holder,
          amount,
          end(isTaken) {
            clearTimeout(timer);
            waiting.delete(one);
            resolve(isTaken);
          },
        };
        waiting.add(one);
      });
    },
    give(holder, amount) {
      shares.give(holder, amount);
      for (const one of waiting) if (shares.take(one.holder, one.amount)) one.end(true);
    },
    get used() {
      return shares.used;
    },
  };
}
