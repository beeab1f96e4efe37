/** What is looked at, now and then. */
export interface HeapSample {
  /** Of the heap and outside of it, garbage included, and the room of new objects rather than they: what no collection of young objects gives back. */
  heldBytes: number;
  /**
   * Of one processor since the last look: 0 is none. Not the share in which the event loop had work, for on a machine that is
   * short of processors that is large for one with nearly nothing to do.
   */
  processorShare: number;
  /** Since the process began. */
  nowMs: number;
}

export interface CollectionPolicy {
  /** Whether to collect now. True at most every quarter of a minute, but for what follows on much growth. */
  isDue(sample: HeapSample): boolean;
  /** Whether what was due last is the last of those that follow much growth or work, which is over. */
  isLastAfterMuch(): boolean;
}

const MIB = 2 ** 20;
/** So much has to have come to what was left after the last collection. */
const GROWTH = 1.1;
const GROWTH_BYTES = 6 * MIB;
/** After so much more, or after work, the next collections follow sooner: one finds what the one before has only unlocked. */
const MUCH = 0.5;
const MUCH_BYTES = 64 * MIB;
const AFTER_MUCH = 3;
const SOON_MS = 4_000;
/** Looks with more than this are work, and after so much of it there is garbage that growth does not tell of: the last collection was in its midst. */
const WORK = 0.2;
const WORK_MS = 5_000;
/** Above that the process has work to do, and V8 collects by itself. */
const BUSY = 0.3;
const PAUSE_MS = 15_000;

/**
 * When to collect what work has left behind. V8 looks for garbage when memory is asked for, so a process that has nothing
 * to do keeps for good what it had in its hands at the height of its work. After growth it is collected twice: what is
 * kept for a while after its last use has gone by the second time.
 */
export function createCollectionPolicy(): CollectionPolicy {
  // A process that has just started has other things to do.
  let collectedAt = 0;
  let isFresh = false;
  let owed = 0;
  let isAfterMuch = false;
  /** After the last collection. */
  let left = 0;
  let workedMs = 0;
  let lookedAt = 0;

  return {
    isDue({ heldBytes, processorShare, nowMs }) {
      if (processorShare > WORK) workedMs += processorShare * (nowMs - lookedAt);
      lookedAt = nowMs;
      left = isFresh ? heldBytes : Math.min(left, heldBytes);
      isFresh = false;
      const growth = heldBytes - left;
      const hasGrown = growth > left * (GROWTH - 1) + GROWTH_BYTES;
      const pauseMs = isAfterMuch && !hasGrown ? SOON_MS : PAUSE_MS;
      const hasWorked = workedMs > WORK_MS;
      if (processorShare > BUSY || nowMs - collectedAt < pauseMs || !(hasGrown || hasWorked || owed > 0)) return false;
      collectedAt = nowMs;
      isFresh = true;
      workedMs = 0;
      // All is new to a process that has just started.
      if (hasGrown || hasWorked) isAfterMuch = left > 0 && (hasWorked || growth > left * MUCH + MUCH_BYTES);
      owed = hasGrown || hasWorked ? (isAfterMuch ? AFTER_MUCH : 1) : owed - 1;
      return true;
    },
    isLastAfterMuch: () => isAfterMuch && owed === 0,
  };
}
