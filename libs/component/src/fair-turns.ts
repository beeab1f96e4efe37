export interface FairTurns {
  /** Runs it, now or in a later turn of the event loop: of the clients that have something waiting one after the other. */
  begin(client: object, run: () => void): void;
}

/** A request takes a fraction of a millisecond up to its first wait, so these are a few. */
const PER_TURN = 16;

/**
 * Begins few requests in each turn of the event loop, however many come at once. A client that sends hundreds in one packet
 * waits for itself, and one that takes them back at once has had nothing done for it.
 */
export function createFairTurns(perTurn = PER_TURN): FairTurns {
  /** Who has waited longest first. */
  const waiting = new Map<object, (() => void)[]>();
  let begun = 0;
  let isScheduled = false;

  function schedule(): void {
    if (isScheduled) return;
    isScheduled = true;
    setImmediate(turn);
  }

  function turn(): void {
    isScheduled = false;
    begun = 0;
    if (waiting.size > 0) schedule();
    for (const [client, runs] of waiting) {
      if (begun++ === perTurn) return;
      waiting.delete(client);
      const run = runs.shift()!;
      if (runs.length > 0) waiting.set(client, runs);
      run();
    }
  }

  return {
    begin(client, run) {
      schedule();
      const runs = waiting.get(client);
      if (runs) return void runs.push(run);
      if (begun >= perTurn) return void waiting.set(client, [run]);
      begun += 1;
      run();
    },
  };
}
