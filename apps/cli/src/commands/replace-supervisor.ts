import { setTimeout as sleep } from 'node:timers/promises';
import type { ClusterLayout } from '../cluster/layout';
import { lockHolder } from '../supervisor/lock';
import { isAlive, signalProcess } from '../supervisor/process-identity';
import { bringUp } from './bring-up';
import type { Narration } from './narration';

const CHECK_MS = 20;

/**
 * Has a new supervisor take over a running cluster, with the options of `layout`: it leaves alone what runs as it should, and
 * starts and ends the rest. An interruption leaves the cluster to the next start.
 */
export async function replaceSupervisor(layout: ClusterLayout, narration: Narration): Promise<void> {
  const holder = await lockHolder(layout);
  if (holder) {
    // A signal that it could hear would have it stop the cluster.
    signalProcess(holder, 'SIGKILL');
    while (isAlive(holder)) await sleep(CHECK_MS);
  }
  const signal = new AbortController().signal;
  await bringUp({ layout, isNew: false, signal, narration, onSupervisor: () => undefined });
}
