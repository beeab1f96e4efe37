/** A count that has a bound for each holder and one for all. */
export interface Shares {
  /** Takes `amount` for the holder if that stays within both bounds; whether it did. */
  take(holder: string, amount: number): boolean;
  give(holder: string, amount: number): void;
  readonly used: number;
}

export function createShares(perHolder: number, all: number): Shares {
  const held = new Map<string, number>();
  let used = 0;
  return {
    take(holder, amount) {
      const now = (held.get(holder) ?? 0) + amount;
      if (now > perHolder || used + amount > all) return false;
      held.set(holder, now);
      used += amount;
      return true;
    },
    give(holder, amount) {
      const left = (held.get(holder) ?? 0) - amount;
      if (left > 0) held.set(holder, left);
      else held.delete(holder);
      used -= amount;
    },
    get used() {
      return used;
    },
  };
}
