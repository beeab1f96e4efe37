import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync } from 'node:fs';
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClusterLayout } from '../cluster/layout';
import { saveOptions } from '../cluster/options';
import { writeWhole } from '../files/write-whole';
import { ensureHostForwarding } from '../network/host-forwarding';
import { ensureNodeNetwork } from '../network/node-network';
import { refuseClusterRanges } from '../network/refused-ranges';
import { ensureClusterPki } from '../pki/cluster-pki';
import { machineHosts } from '../pki/machine-hosts';
import { writeKubeconfigs } from '../pki/kubeconfig';
import { writeContainerdConfig } from '../processes/containerd';
import { shareKubeletRoots } from '../processes/kubelet-roots';
import { writeRegistryConfig } from '../processes/image-registry';
import { OWN_AUTHORITIES, supervisorEnvironment } from '../processes/service-environment';
import { PROGRAM } from '../program';
import { RUNNING_FILE } from '../setup/known-clusters.mjs';
import { supervisorStatus } from '../supervisor/control';
import { logFileOf, openLog } from '../supervisor/log-file';
import { endProcesses, identify } from '../supervisor/process-identity';
import { cleanUp } from './clean-up';
import type { Narration } from './narration';
import { formerNodes, removeNodes } from './remove-nodes';
import { recordStateVersion } from './state-versions';
import { waitForNodes } from './wait-for-nodes';

const SUPERVISOR_START_MS = 10_000;
const SUPERVISOR_STOP_MS = 60_000;

export interface BringUp {
  layout: ClusterLayout;
  isNew: boolean;
  signal: AbortSignal;
  narration: Narration;
  onSupervisor(child: ChildProcess): void;
}

/** Brings up what of a cluster does not run yet; what an earlier supervisor left is taken over. Nodes beyond its number are removed. */
export async function bringUp({ layout, isNew, signal, narration, onSupervisor }: BringUp): Promise<void> {
  const { stateDir, nodeCidr, nodes } = layout.options;
  // A step that has begun is ended first: what undoes it meets nothing half made.
  const step = async (title: string, work: () => Promise<unknown>) => {
    signal.throwIfAborted();
    await narration.step(title, work);
  };
  await step(isNew ? `Making certificates in ${stateDir}` : `Opening the cluster in ${stateDir}`, () =>
    prepareState(layout),
  );
  await step(`Network ${nodeCidr} with ${nodes} node${nodes === 1 ? '' : 's'}`, () => prepareNetwork(layout));
  await step('Starting etcd, containerd and the services', () => startSupervisor(layout, signal, onSupervisor));
  await step('Waiting for the nodes to be Ready', () => waitForNodes(layout, signal));
  await recordStateVersion(stateDir);
  const former = await formerNodes(layout);
  if (former.length > 0)
    await step(`Removing ${former.map(({ name }) => name).join(', ')}`, () => removeNodes(layout, former));
  signal.throwIfAborted();
}

/** Takes away what `bringUp` has begun. */
export async function undo(
  layout: ClusterLayout,
  supervisor: ChildProcess | undefined,
  { narration, why }: { narration: Narration; why: 'failed and was' | 'was interrupted and' },
): Promise<void> {
  const identity = supervisor?.pid === undefined ? undefined : identify(supervisor.pid);
  // It stops what it has started, in order.
  if (identity) await narration.step('Stopping the services', () => endProcesses([identity], SUPERVISOR_STOP_MS));
  await narration.step('Removing namespaces, mounts, links and rules', () => cleanUp(layout));
  const { stateDir } = layout.options;
  narration.say(
    `\nThe start ${why} undone: nothing runs. npm start begins anew from ${stateDir}, npm stop -- --delete-state deletes it.`,
  );
}

async function prepareState(layout: ClusterLayout): Promise<void> {
  await mkdir(layout.runDir, { recursive: true, mode: 0o755 });
  await writeWhole(join(layout.runDir, RUNNING_FILE), `${layout.options.stateDir}\n`);
  await mkdir(layout.logDir, { recursive: true });
  await mkdir(`${layout.options.stateDir}/etcd`, { recursive: true, mode: 0o700 });
  await chmod(`${layout.options.stateDir}/etcd`, 0o700);
  await saveOptions(layout.options);
  await writeKubeconfigs(layout, await ensureClusterPki(layout, machineHosts()));
  await Promise.all(layout.nodes.map((node) => mkdir(node.runDir, { recursive: true })));
  await shareKubeletRoots(layout);
  await writeContainerdConfig(layout);
  await writeRegistryConfig(layout);
}

async function prepareNetwork(layout: ClusterLayout): Promise<void> {
  await ensureNodeNetwork(layout);
  await ensureHostForwarding(layout);
  await refuseClusterRanges(layout);
}

async function startSupervisor(
  layout: ClusterLayout,
  signal: AbortSignal,
  onSupervisor: (child: ChildProcess) => void,
): Promise<void> {
  const log = openLog(logFileOf(layout, 'supervisor'));
  const args = [...OWN_AUTHORITIES.flags, PROGRAM, 'supervise', '--state-dir', layout.options.stateDir];
  const env = { ...supervisorEnvironment(process.env), NODE_COMPILE_CACHE: layout.compileCacheDir };
  const child = spawn(process.execPath, args, { stdio: ['ignore', log, log], detached: true, env, cwd: '/' });
  closeSync(log);
  child.unref();
  onSupervisor(child);
  const deadline = Date.now() + SUPERVISOR_START_MS;
  while (!(await supervisorStatus(layout))) {
    signal.throwIfAborted();
    if (child.exitCode !== null || Date.now() > deadline)
      throw new Error(`the supervisor did not start; its log: ${logFileOf(layout, 'supervisor')}`);
    await sleep(20);
  }
}
