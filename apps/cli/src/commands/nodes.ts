import { spawn } from 'node:child_process';
import { layoutOf, type ClusterLayout } from '../cluster/layout';
import { PROGRAM } from '../program';
import { supervisorProgram } from '../setup/known-clusters.mjs';
import { faultsOf } from '../setup/usable-options.mjs';
import { ProblemsError } from '../setup/problems.mjs';
import { supervisorStatus } from '../supervisor/control';
import { outdatedProcesses } from '../supervisor/outdated-processes';
import { existingCluster } from './existing-cluster';
import { matchingKubectl } from './matching-kubectl';
import { createNarration, printJson } from './narration';
import { replaceSupervisor } from './replace-supervisor';
import { formatTable } from './table';

/** A drain that takes longer is given up: the pods that are left go with the node. */
const DRAIN_TIMEOUT = '60s';

/** Prints the nodes, with whether their kubelet-agents run. */
export async function listNodes({ stateDir, output }: { stateDir: string; output?: string }): Promise<void> {
  const layout = await existingCluster(stateDir);
  const status = await supervisorStatus(layout);
  const nodes = layout.nodes.map(({ name, address, netns }) => ({
    name,
    address,
    netns,
    status: status?.processes.find((process) => process.name === `kubelet-agent-${name}`)?.running
      ? 'Running'
      : 'Stopped',
  }));
  if (output === 'json') return printJson(nodes);
  console.log(
    formatTable(
      ['NAME', 'STATUS', 'ADDRESS', 'NETNS'],
      nodes.map(({ name, status, address, netns }) => [name, status, address, netns]),
    ),
  );
}

/** Adds nodes to a running cluster. */
export async function addNodes({
  stateDir,
  count,
  output,
}: {
  stateDir: string;
  count: number;
  output?: string;
}): Promise<void> {
  const layout = await runningCluster(stateDir);
  await resize(layout, layout.nodes.length + count, output);
}

/** Takes the last node away: its pods are evicted, its objects deleted. @throws Error for another node, for nodes are numbered. */
export async function removeNode(
  name: string,
  { stateDir, output }: { stateDir: string; output?: string },
): Promise<void> {
  const layout = await runningCluster(stateDir);
  const last = layout.nodes.at(-1);
  if (name !== last?.name)
    throw new Error(
      layout.nodes.some((node) => node.name === name)
        ? `nodes are numbered, so the last one goes first: npx kubets node remove ${last?.name}`
        : `there is no node ${name}; there are: ${layout.nodes.map((node) => node.name).join(', ')}`,
    );
  if (layout.nodes.length === 1) throw new Error('a cluster has one node at least; npx kubets stop ends it');
  await drain(layout, name, output);
  await resize(layout, layout.nodes.length - 1, output);
}

async function runningCluster(stateDir: string): Promise<ClusterLayout> {
  const layout = await existingCluster(stateDir);
  if (!(await supervisorStatus(layout)))
    throw new Error(
      'the cluster is stopped. With another number of nodes it starts by: npx kubets start --nodes COUNT',
    );
  await requireAsBuilt(layout);
  return layout;
}

/** The supervisor that takes over is this program's, and would restart all at once what it starts otherwise. */
async function requireAsBuilt(layout: ClusterLayout): Promise<void> {
  const outdated = await outdatedProcesses(layout);
  if (outdated.length === 0) return;
  const program = supervisorProgram(layout.runDir);
  const other = program && program !== PROGRAM ? `, or use the kubets that runs the cluster: ${program}` : '';
  throw new Error(
    `what is built here is not what runs of ${outdated.join(', ')}, and would restart with the nodes. Take it up first, one after the other: npx kubets upgrade${other}`,
  );
}

async function resize(layout: ClusterLayout, nodes: number, output: string | undefined): Promise<void> {
  const options = { ...layout.options, nodes };
  const faults = faultsOf(options);
  if (faults.length > 0) throw new ProblemsError(faults);
  await replaceSupervisor(layoutOf(options), createNarration(output));
  if (output === 'json') await listNodes({ stateDir: options.stateDir, output });
}

/** As an administrator does: evictions, which budgets may hold up. */
async function drain(layout: ClusterLayout, name: string, output: string | undefined): Promise<void> {
  const kubectl = await matchingKubectl();
  if (!kubectl) return console.warn('  There is no kubectl to drain the node with: its pods end with it.');
  const args = [
    'drain',
    name,
    '--ignore-daemonsets',
    '--force',
    '--delete-emptydir-data',
    `--timeout=${DRAIN_TIMEOUT}`,
  ];
  const env = { ...process.env, KUBECONFIG: layout.kubeconfig };
  const code = await new Promise<number | null>((resolve, reject) =>
    spawn(kubectl.path, args, { stdio: ['inherit', output === undefined ? 'inherit' : process.stderr, 'inherit'], env })
      .once('error', reject)
      .once('exit', resolve),
  );
  if (code !== 0) console.warn(`  Not every pod could be evicted: those that are left on ${name} end with it.`);
}
