import type { SupervisedProcess } from './supervised-process';

/** A process that has not shown a sign of life for this many checks hangs. */
const MISSES = 5;

export interface LivenessRule {
  /** A sign of life. */
  alive(): void;
  /** A check's time has come. Returns whether the process hangs. */
  check(): boolean;
  /** Time has passed in which nobody could give a sign of life: it does not count. */
  forgive(): void;
}

/**
 * Decides whether a process hangs. One that is `known` to be up is judged at once, a new one after its first sign of life,
 * or when it has given none for all its checks of grace.
 */
export function createLivenessRule(start: { known: true } | { known: false; graceChecks: number }): LivenessRule {
  let left = start.known ? MISSES : start.graceChecks;
  return {
    alive: () => {
      left = MISSES;
    },
    check: () => --left < 0,
    forgive: () => {
      left = Math.max(left, MISSES);
    },
  };
}

/**
 * Looks at regular times whether every process has given a sign of life. A check that comes late itself proves only that
 * this machine was suspended or had no time for anybody, and excuses them all. Returns what ends the checks.
 */
export function startLivenessChecks(processes: SupervisedProcess[], intervalMs: number): () => void {
  let last = Date.now();
  const timer = setInterval(() => {
    const late = Date.now() - last > 2 * intervalMs;
    last = Date.now();
    for (const process of processes) process.checkLiveness(late);
  }, intervalMs);
  return () => clearInterval(timer);
}
