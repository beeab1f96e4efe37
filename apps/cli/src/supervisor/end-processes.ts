import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, signalProcess, type ProcessIdentity } from './process-identity';

const CHECK_MS = 20;

/** Asks processes to end, and ends those that have not after `graceMs`. Returns when all are gone. */
export async function endProcesses(processes: ProcessIdentity[], graceMs: number): Promise<void> {
  for (const identity of processes) signalProcess(identity, 'SIGTERM');
  const deadline = Date.now() + graceMs;
  while (processes.some(isAlive) && Date.now() < deadline) await sleep(CHECK_MS);
  for (const identity of processes) signalProcess(identity, 'SIGKILL');
  while (processes.some(isAlive)) await sleep(CHECK_MS);
}
