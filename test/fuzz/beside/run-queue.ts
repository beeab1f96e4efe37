import { readdirSync, readFileSync } from 'node:fs';

const NS_PER_MS = 1e6;

/**
 * How long processes have been ready to run while other work had the processors, in milliseconds since each began: of each
 * process the thread that waited longest, and the sum of them, as what is asked of one is asked of the next. Says nothing of
 * work that takes long, and grows by nothing on a machine with a processor to spare. 0 where the kernel does not count it.
 */
export function waitedForProcessor(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + Math.max(0, ...threadsOf(pid).map((thread) => waitOf(pid, thread))), 0);
}

function threadsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return []; // it has ended
  }
}

/** Second of the three numbers of `schedstat` (Documentation/scheduler/sched-stats): nanoseconds on a run queue. */
function waitOf(pid: number, thread: string): number {
  try {
    return Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[1]) / NS_PER_MS;
  } catch {
    return 0;
  }
}
