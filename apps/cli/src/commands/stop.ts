import { readdir } from 'node:fs/promises';
import { removeTree } from '@kubets/component';
import { layoutOf, type ClusterLayout } from '../cluster/layout';
import { loadOptions } from '../cluster/options';
import { lastCallOf } from '../processes/last-call';
import { flagsOf } from '../processes/service-args';
import { stopSupervisor, supervisorStatus } from '../supervisor/control';
import { lockHolder } from '../supervisor/lock';
import { endProcesses } from '../supervisor/process-identity';
import { cleanUp } from './clean-up';
import { noClusterIn, otherClusters } from './existing-cluster';
import { forgetInUsersKubeconfig } from './kubeconfig';
import { createNarration, printJson } from './narration';

const SUPERVISOR_GRACE_MS = 5000;

export interface StopOptions {
  stateDir: string;
  deleteState: boolean;
  output?: string;
}

/** Stops a cluster and removes every trace of it but its state, or that too. */
export async function stop({ stateDir, deleteState, output }: StopOptions): Promise<void> {
  const options = await loadOptions(stateDir);
  if (!options) {
    if (output === 'json') return printJson({ stateDir, stopped: false });
    console.log(`${noClusterIn(stateDir)} ${otherClusters()}`.trimEnd());
    return;
  }
  if (process.getuid?.() !== 0)
    throw new Error('stopping a cluster needs root, as starting it does. Type: sudo npx kubets stop');
  const layout = layoutOf(options);
  const narration = createNarration(output);
  await narration.step('Stopping the services and the pods', () => stopServices(layout));
  await narration.step('Removing namespaces, mounts, links and rules', () => cleanUp(layout));
  if (deleteState) {
    const file = await forgetInUsersKubeconfig(layout).catch((error: Error) => console.warn(`  ${error.message}`));
    if (file) narration.say(`  ${file} no longer has the cluster ${options.name}`);
    await narration.step(`Deleting ${stateDir}`, () => removeState(stateDir));
  }
  if (output === 'json') return printJson({ name: options.name, stateDir, stopped: true, deleted: deleteState });
  console.log(
    deleteState
      ? '\nThe cluster and its state are gone.'
      : `\nThe cluster is stopped; npm start brings it back from ${stateDir}.`,
  );
}

/** A directory on which somebody has mounted a disk stays, and is empty. */
async function removeState(stateDir: string): Promise<void> {
  await removeTree(stateDir).catch(async (error: Error) => {
    if ((await readdir(stateDir)).length > 0) throw error;
  });
}

/** A supervisor that hangs is ended; what it looked after is ended with the rest. */
async function stopServices(layout: ClusterLayout): Promise<void> {
  const supervisor = await lockHolder(layout);
  if (!supervisor) return;
  const isWell = await supervisorStatus(layout).catch(() => undefined);
  const lastCall = lastCallOf(flagsOf('kubelet-agent', layout.options.serviceArgs));
  if (isWell) await stopSupervisor(layout, lastCall?.graceMs);
  await endProcesses([supervisor], SUPERVISOR_GRACE_MS);
}
