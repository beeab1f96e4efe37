import { readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { childrenOf } from '@kubets/component';

/** A process id that cannot be mistaken for a later process with the same number. */
export interface ProcessIdentity {
  pid: number;
  /** Start time in clock ticks since boot, field 22 of /proc/PID/stat. */
  startTicks: string;
}

/** The identity of a running process; undefined when there is none (or only a zombie). */
export function identify(pid: number): ProcessIdentity | undefined {
  const [state, startTicks = ''] = statOf(pid);
  return state === undefined || state === 'Z' || state === 'X' ? undefined : { pid, startTicks };
}

/** Whether a signal (SIGSTOP) or a debugger holds it. */
export const isStopped = (pid: number) => statOf(pid)[0]?.toLowerCase() === 't';

/** State and start time from /proc/PID/stat; nothing when there is no such process. */
function statOf(pid: number): [state?: string, startTicks?: string] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command in parentheses may hold blanks and parentheses itself: fields count from its end.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return [fields[0], fields[19]];
  } catch {
    return [];
  }
}

export const isAlive = (identity: ProcessIdentity) => identify(identity.pid)?.startTicks === identity.startTicks;

/**
 * Memory of a process in bytes, its proportional set size: what it shares with others (Node.js itself) counts once among
 * them, so that the processes' numbers add up. 0 when the process is gone.
 */
export function memoryBytes(pid: number): number {
  try {
    const pss = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'));
    return Number(pss?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** The same with its workers, which are the processes that it has started of its own program. */
export function memoryBytesWithWorkers(pid: number): number {
  const workers = childrenOf(pid).filter((child) => programOf(child) === programOf(pid));
  return [pid, ...workers].reduce((sum, one) => sum + memoryBytes(one), 0);
}

function programOf(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/exe`);
  } catch {
    return undefined; // it has ended
  }
}

/** Sends a signal; a process that has just ended is fine. */
export function signalProcess(identity: ProcessIdentity, signal: NodeJS.Signals): void {
  if (!isAlive(identity)) return;
  try {
    process.kill(identity.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

const CHECK_MS = 20;

/** Asks processes to end, and ends those that have not after `graceMs`. Returns when all are gone. */
export async function endProcesses(
  processes: ProcessIdentity[],
  graceMs: number,
  signal: NodeJS.Signals = 'SIGTERM',
): Promise<void> {
  for (const identity of processes) signalProcess(identity, signal);
  const deadline = Date.now() + graceMs;
  while (processes.some(isAlive) && Date.now() < deadline) await sleep(CHECK_MS);
  for (const identity of processes) signalProcess(identity, 'SIGKILL');
  while (processes.some(isAlive)) await sleep(CHECK_MS);
}
