import { spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { chmod, mkdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { layoutOf, type ClusterLayout } from '../cluster/layout';
import { loadOptions, mergeOptions, saveOptions, type ClusterOptions } from '../cluster/options';
import { ensureHostForwarding } from '../network/host-forwarding';
import { ensureNodeNetwork } from '../network/node-network';
import { refuseClusterRanges } from '../network/refused-ranges';
import { ensureClusterPki } from '../pki/cluster-pki';
import { writeKubeconfigs } from '../pki/kubeconfig';
import { preflight } from '../preflight/preflight';
import { writeContainerdConfig } from '../processes/containerd';
import { supervisorStatus } from '../supervisor/control-client';
import { endProcesses } from '../supervisor/end-processes';
import { lockHolder } from '../supervisor/lock';
import { logFileOf, openLog } from '../supervisor/log-file';
import { recordedProcesses } from '../supervisor/process-records';
import { createProgress, seconds } from './progress';
import { waitForNodes } from './wait-for-nodes';

const SUPERVISOR_START_MS = 10_000;
const ORPHAN_GRACE_MS = 5000;

/** Brings a cluster up and returns while it runs on. */
export async function start(asked: Partial<ClusterOptions> & { stateDir: string }): Promise<void> {
  const before = Date.now();
  const stored = await loadOptions(asked.stateDir);
  if (stored && (await lockHolder(layoutOf(stored)))) {
    await waitForNodes(layoutOf(stored));
    console.log(`A cluster is running already, with its state in ${stored.stateDir}. Nothing was changed.\n\n${howToUse(layoutOf(stored))}`);
    return;
  }
  const options = mergeOptions(asked, stored);
  const layout = layoutOf(options);
  const progress = createProgress(process.stdout);

  // Without a supervisor nobody restarts them; the pods they look after run on.
  const orphans = await recordedProcesses(layout);
  if (orphans.length > 0) await progress.step('Ending services that a killed supervisor left behind', () => endProcesses(orphans, ORPHAN_GRACE_MS));
  await progress.step('Checking this machine', () => preflight(layout));
  await progress.step(stored ? `Opening the cluster in ${options.stateDir}` : `Making certificates in ${options.stateDir}`, () => prepareState(layout));
  await progress.step(`Network ${options.nodeCidr} with ${options.nodes} node${options.nodes === 1 ? '' : 's'}`, () => prepareNetwork(layout));
  await progress.step('Starting etcd, containerd and the services', () => startSupervisor(layout));
  await progress.step('Waiting for the nodes to be Ready', () => waitForNodes(layout));
  console.log(`\nThe cluster is up (boot ${seconds(Date.now() - before)}).\n\n${howToUse(layout)}`);
}

async function prepareState(layout: ClusterLayout): Promise<void> {
  await mkdir(layout.runDir, { recursive: true, mode: 0o755 });
  await mkdir(layout.logDir, { recursive: true });
  await mkdir(`${layout.options.stateDir}/etcd`, { recursive: true, mode: 0o700 });
  await chmod(`${layout.options.stateDir}/etcd`, 0o700);
  await saveOptions(layout.options);
  await writeKubeconfigs(layout, await ensureClusterPki(layout));
  await Promise.all(layout.nodes.map((node) => mkdir(node.runDir, { recursive: true })));
  await writeContainerdConfig(layout);
}

async function prepareNetwork(layout: ClusterLayout): Promise<void> {
  await ensureNodeNetwork(layout);
  await ensureHostForwarding(layout);
  await refuseClusterRanges(layout);
}

async function startSupervisor(layout: ClusterLayout): Promise<void> {
  const log = openLog(logFileOf(layout, 'supervisor'));
  const args = [__filename, 'supervise', '--state-dir', layout.options.stateDir];
  const child = spawn(process.execPath, args, { stdio: ['ignore', log, log], detached: true, cwd: '/' });
  closeSync(log);
  child.unref();
  const deadline = Date.now() + SUPERVISOR_START_MS;
  while (!(await supervisorStatus(layout))) {
    if (child.exitCode !== null || Date.now() > deadline) throw new Error(`the supervisor did not start; its log: ${logFileOf(layout, 'supervisor')}`);
    await sleep(20);
  }
}

const howToUse = (layout: ClusterLayout) => `To use it:

  export KUBECONFIG=${layout.kubeconfig}
  kubectl get nodes

More: npm run status (health of every service), npm stop (stops it, keeps its objects),
      ip netns exec ${layout.nodes[0]?.netns ?? ''} curl … (a command on a node).`;
