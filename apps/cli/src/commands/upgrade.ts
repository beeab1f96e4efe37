import { ensureClusterPki } from '../pki/cluster-pki';
import { processesOf } from '../processes/registry';
import { lockHolder } from '../supervisor/lock';
import { outdatedProcesses } from '../supervisor/outdated-processes';
import { createProber } from '../supervisor/probe-health';
import { existingCluster } from './existing-cluster';
import { createNarration, printJson } from './narration';
import { replaceSupervisor } from './replace-supervisor';
import { restartProcess } from './restart-process';

/**
 * Takes up what was built or installed since the cluster's services were started: one service after the other, each once the one
 * before is well again, then the supervisor. Pods run on, and so does the traffic between them, which the kernel forwards.
 */
export async function upgrade({ stateDir, output }: { stateDir: string; output?: string }): Promise<void> {
  const layout = await existingCluster(stateDir);
  if (!(await lockHolder(layout)))
    throw new Error('the cluster is stopped: its next start takes up what is new. Type: npx kubets start');
  const pki = await ensureClusterPki(layout);
  const probe = createProber(pki);
  const outdated = new Set(await outdatedProcesses(layout));
  const narration = createNarration(output);
  if (outdated.size === 0) narration.say('Every service runs as it is built.');
  for (const spec of processesOf(layout, pki).filter(({ name }) => outdated.has(name)))
    await narration.step(`Restarting ${spec.name}`, () => restartProcess(layout, spec, probe));
  await replaceSupervisor(layout, narration);
  if (output === 'json') return printJson({ name: layout.options.name, restarted: [...outdated] });
  narration.say('\nThe cluster is up to date.');
}
