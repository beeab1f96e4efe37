import { rm } from 'node:fs/promises';
import { cleanUp } from '../cluster/clean-up';
import { layoutOf } from '../cluster/layout';
import { loadOptions } from '../cluster/options';
import { stopSupervisor } from '../supervisor/control-client';
import { createProgress } from './progress';

/** Stops a cluster and removes every trace of it but its state, or that too. */
export async function stop({ stateDir, deleteState }: { stateDir: string; deleteState: boolean }): Promise<void> {
  const options = await loadOptions(stateDir);
  if (!options) {
    console.log(`There is no cluster in ${stateDir}.`);
    return;
  }
  if (process.getuid?.() !== 0) throw new Error('npm stop needs root, as npm start does');
  const layout = layoutOf(options);
  const progress = createProgress(process.stdout);
  await progress.step('Stopping the services and the pods', () => stopSupervisor(layout));
  await progress.step('Removing namespaces, mounts, links and rules', () => cleanUp(layout));
  if (deleteState) await progress.step(`Deleting ${stateDir}`, () => rm(stateDir, { recursive: true, force: true }));
  console.log(deleteState ? '\nThe cluster and its state are gone.' : `\nThe cluster is stopped; npm start brings it back from ${stateDir}.`);
}
