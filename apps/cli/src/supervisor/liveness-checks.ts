import type { SupervisedProcess } from './supervised-process';

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
