export interface Shares {
  /** Takes a place; false when there is none, or none for this client. */
  enter(client: string): boolean;
  leave(client: string): void;
}

/** `most` places, of which a client may have as many as are left for the others: one alone half of them, a second half of the rest. */
export function createShares(most: number): Shares {
  const taken = new Map<string, number>();
  let total = 0;
  return {
    enter(client) {
      const own = taken.get(client) ?? 0;
      if (own >= most - total) return false;
      taken.set(client, own + 1);
      total++;
      return true;
    },
    leave(client) {
      const own = taken.get(client) ?? 0;
      if (own === 0) return;
      total--;
      if (own === 1) taken.delete(client);
      else taken.set(client, own - 1);
    },
  };
}
