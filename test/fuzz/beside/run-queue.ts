import { readdirSync, readFileSync } from 'node:fs';

const NS_PER_MS = 1e6;
/** USER_HZ, in which the kernel tells such times: 100 on all of Linux' usual architectures. */
const MS_PER_TICK = 10;

/** What the kernel has counted until now. */
export interface ProcessorWaits {
  /** By process, by thread: milliseconds on a run queue. */
  threads: ReadonlyMap<number, ReadonlyMap<string, number>>;
  /** By processor: milliseconds in which the machine itself had none, as its host had other work. */
  stolen: readonly number[];
}

export const processorWaits = (pids: readonly number[]): ProcessorWaits => ({
  threads: new Map(pids.map((pid) => [pid, waitsOf(pid)])),
  stolen: stolenMs(),
});

/**
 * How long processes have been ready to run since then while other work had the processors, in milliseconds: of each process
 * the thread that waited longest, and the sum of them, as what is asked of one is asked of the next; and what the machine's
 * host took of a processor. Says nothing of work that takes long, and grows by nothing on a machine with a processor to
 * spare. 0 where the kernel does not count it.
 */
export function waitedForProcessor(since: ProcessorWaits): number {
  const queued = [...since.threads].map(([pid, before]) =>
    Math.max(0, ...[...waitsOf(pid)].map(([thread, ms]) => ms - (before.get(thread) ?? 0))),
  );
  const stolen = stolenMs().map((ms, i) => ms - (since.stolen[i] ?? ms));
  return queued.reduce((sum, ms) => sum + ms, 0) + Math.max(0, ...stolen);
}

function waitsOf(pid: number): Map<string, number> {
  try {
    return new Map(readdirSync(`/proc/${pid}/task`).map((thread) => [thread, waitOf(pid, thread)]));
  } catch {
    return new Map(); // it has ended
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

/** Eighth of the numbers of a processor's line in `/proc/stat` (proc(5)): ticks stolen. */
function stolenMs(): number[] {
  try {
    return [...readFileSync('/proc/stat', 'utf8').matchAll(/^cpu\d+ (.*)$/gm)].map(
      ([, numbers]) => Number(numbers!.split(' ')[7] ?? 0) * MS_PER_TICK,
    );
  } catch {
    return [];
  }
}
