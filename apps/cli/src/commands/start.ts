import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync } from 'node:fs';
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { layoutOf, type ClusterLayout } from '../cluster/layout';
import { DEFAULT_OPTIONS, loadOptions, saveOptions, type AskedOptions, type ClusterOptions } from '../cluster/options';
import { writeWhole } from '../files/write-whole';
import { ensureHostForwarding } from '../network/host-forwarding';
import { ensureNodeNetwork } from '../network/node-network';
import { refuseClusterRanges } from '../network/refused-ranges';
import { ensureClusterPki } from '../pki/cluster-pki';
import { writeKubeconfigs } from '../pki/kubeconfig';
import { writeContainerdConfig } from '../processes/containerd';
import { serviceEnvironment } from '../processes/service-environment';
import { PROGRAM } from '../program';
import { RUNNING_FILE } from '../setup/known-clusters.mjs';
import { readMachine } from '../setup/machine.mjs';
import { differences, planStart } from '../setup/plan-start.mjs';
import { ProblemsError } from '../setup/problems.mjs';
import { tryMirrors } from '../setup/registry-mirrors.mjs';
import { supervisorStatus } from '../supervisor/control';
import { lockHolder } from '../supervisor/lock';
import { logFileOf, openLog } from '../supervisor/log-file';
import { outdatedProcesses } from '../supervisor/outdated-processes';
import { runningProcesses } from '../supervisor/process-directory';
import { endProcesses, identify } from '../supervisor/process-identity';
import { cleanUp } from './clean-up';
import { INTERRUPTED_EXIT_CODE, onInterruption } from './interruption';
import { createProgress, seconds } from './progress';
import { formerNodes, removeNodes } from './remove-nodes';
import { waitForNodes } from './wait-for-nodes';

const SUPERVISOR_START_MS = 10_000;
const SUPERVISOR_STOP_MS = 60_000;

/** Brings a cluster up and returns while it runs on. One that is interrupted undoes what it began. */
export async function start(asked: AskedOptions): Promise<void> {
  const before = Date.now();
  const stored = await loadOptions(asked.stateDir);
  if (stored && (await lockHolder(layoutOf(stored)))) return alreadyRuns(stored, asked);
  const { options, notes, problems } = planStart({ asked, stored, machine: readMachine(asked.stateDir) });
  if (problems.length > 0) throw new ProblemsError(problems);
  for (const note of notes) console.log(`  ${note}`);
  await requireMirrors(options, asked);
  const layout = layoutOf(options);
  // A supervisor that was killed left them: the next one takes them over.
  const running = new Set(runningProcesses(layout).map(({ name }) => name));
  if (running.size > 0) console.log(`  Taking over ${running.size} processes of a supervisor that is gone`);
  const interruption = onInterruption(() =>
    process.stdout.write(running.size > 0 ? '\n  Interrupted\n' : '\n  Interrupted: undoing the start\n'),
  );
  let supervisor: ChildProcess | undefined;
  try {
    await bringUp({
      layout,
      isNew: !stored,
      signal: interruption.signal,
      onSupervisor: (child) => (supervisor = child),
    });
    console.log(`\nThe cluster is up (boot ${seconds(Date.now() - before)}).\n\n${howToUse(layout)}`);
  } catch (error) {
    if (!interruption.signal.aborted) throw error;
    process.exitCode = INTERRUPTED_EXIT_CODE;
    if (running.size > 0)
      console.log('\nThe cluster was running before and runs on. npm start goes on from here, npm stop ends it.');
    else await undo(layout, supervisor);
  } finally {
    interruption.end();
  }
}

async function alreadyRuns(running: ClusterOptions, asked: AskedOptions): Promise<void> {
  const layout = layoutOf(running);
  await waitForNodes(layout);
  console.log(`A cluster is running already, with its state in ${running.stateDir}. Nothing was changed.`);
  const different = differences(asked, running);
  if (different.length > 0)
    console.log(
      [
        '',
        'What it was started with is otherwise:',
        ...different,
        'To have it so: npx kubets stop, then start again with them.',
      ].join('\n  '),
    );
  const outdated = await outdatedProcesses(layout);
  if (outdated.length > 0)
    console.log(
      `\nWhat is built here is newer than what runs of ${outdated.join(', ')}. To take it up, one after the other: npx kubets upgrade`,
    );
  console.log(`\n${howToUse(layout)}`);
}

/** A mirror that was asked for has to be one; one that the cluster had may be away for a while. */
async function requireMirrors(options: ClusterOptions, { registryMirrors }: AskedOptions): Promise<void> {
  const faults = await tryMirrors(options);
  if (faults.length > 0 && registryMirrors) throw new ProblemsError(faults);
  for (const fault of faults) console.warn(`  ${fault}`);
}

interface BringUp {
  layout: ClusterLayout;
  isNew: boolean;
  signal: AbortSignal;
  onSupervisor(child: ChildProcess): void;
}

async function bringUp({ layout, isNew, signal, onSupervisor }: BringUp): Promise<void> {
  const { stateDir, nodeCidr, nodes } = layout.options;
  const progress = createProgress(process.stdout);
  // A step that has begun is ended first: what undoes it meets nothing half made.
  const step = async (title: string, work: () => Promise<unknown>) => {
    signal.throwIfAborted();
    await progress.step(title, work);
  };
  await step(isNew ? `Making certificates in ${stateDir}` : `Opening the cluster in ${stateDir}`, () =>
    prepareState(layout),
  );
  await step(`Network ${nodeCidr} with ${nodes} node${nodes === 1 ? '' : 's'}`, () => prepareNetwork(layout));
  await step('Starting etcd, containerd and the services', () => startSupervisor(layout, signal, onSupervisor));
  await step('Waiting for the nodes to be Ready', () => waitForNodes(layout, signal));
  const former = await formerNodes(layout);
  if (former.length > 0)
    await step(`Removing ${former.map(({ name }) => name).join(', ')}`, () => removeNodes(layout, former));
  signal.throwIfAborted();
}

async function undo(layout: ClusterLayout, supervisor: ChildProcess | undefined): Promise<void> {
  const progress = createProgress(process.stdout);
  const identity = supervisor?.pid === undefined ? undefined : identify(supervisor.pid);
  // It stops what it has started, in order.
  if (identity) await progress.step('Stopping the services', () => endProcesses([identity], SUPERVISOR_STOP_MS));
  await progress.step('Removing namespaces, mounts, links and rules', () => cleanUp(layout));
  const { stateDir } = layout.options;
  console.log(
    `\nThe start was interrupted and undone: nothing runs. npm start begins anew from ${stateDir}, npm stop -- --delete-state deletes it.`,
  );
}

async function prepareState(layout: ClusterLayout): Promise<void> {
  await mkdir(layout.runDir, { recursive: true, mode: 0o755 });
  await writeWhole(join(layout.runDir, RUNNING_FILE), `${layout.options.stateDir}\n`);
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

async function startSupervisor(
  layout: ClusterLayout,
  signal: AbortSignal,
  onSupervisor: (child: ChildProcess) => void,
): Promise<void> {
  const log = openLog(logFileOf(layout, 'supervisor'));
  const args = [PROGRAM, 'supervise', '--state-dir', layout.options.stateDir];
  const env = { ...process.env, ...serviceEnvironment, NODE_COMPILE_CACHE: layout.compileCacheDir };
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

function howToUse({ options, kubeconfig, nodes }: ClusterLayout): string {
  const which = options.name === DEFAULT_OPTIONS.name ? '' : ` --name ${options.name}`;
  return `To use it:

  export KUBECONFIG=${kubeconfig}
  kubectl get nodes

More: npx kubets status${which} (health of every service), npx kubets stop${which} (stops it, keeps its objects),
      ip netns exec ${nodes[0]?.netns ?? ''} curl … (a command on a node).`;
}
