import { setTimeout as sleep } from 'node:timers/promises';
import type { ClusterLayout } from '../cluster/layout';
import { ensureClusterPki } from '../pki/cluster-pki';
import type { ProcessSpec } from '../processes/process-spec';
import { processesOf } from '../processes/registry';
import { lockHolder } from '../supervisor/lock';
import { outdatedProcesses } from '../supervisor/outdated-processes';
import { createProber, type Prober } from '../supervisor/probe-health';
import { runningProcesses } from '../supervisor/process-directory';
import { endProcesses, type ProcessIdentity } from '../supervisor/process-identity';
import { existingCluster } from './existing-cluster';
import { createProgress } from './progress';
import { replaceSupervisor } from './replace-supervisor';

const GRACE_MS = 5000;
const TIMEOUT_MS = 60_000;
const CHECK_MS = 100;

/**
 * Takes up what was built or installed since the cluster's services were started: one service after the other, each once the one
 * before is well again, then the supervisor. Pods run on, and so does the traffic between them, which the kernel forwards.
 */
export async function upgrade({ stateDir }: { stateDir: string }): Promise<void> {
  const layout = await existingCluster(stateDir);
  if (!(await lockHolder(layout)))
    throw new Error('the cluster is stopped: its next start takes up what is new. Type: npx kubets start');
  const pki = await ensureClusterPki(layout);
  const probe = createProber(pki);
  const outdated = new Set(await outdatedProcesses(layout));
  if (outdated.size === 0) console.log('Every service runs as it is built.');
  const progress = createProgress(process.stdout);
  for (const spec of processesOf(layout, pki).filter(({ name }) => outdated.has(name)))
    await progress.step(`Restarting ${spec.name}`, () => restart(layout, spec, probe));
  await replaceSupervisor(layout);
  console.log('\nThe cluster is up to date.');
}

/** Ends a process, which the supervisor starts anew, and returns when its successor is well. @throws Error when it is not within a minute. */
async function restart(layout: ClusterLayout, spec: ProcessSpec, probe: Prober): Promise<void> {
  const before = identityOf(layout, spec.name);
  if (before) await endProcesses([before], GRACE_MS);
  for (const deadline = Date.now() + TIMEOUT_MS; Date.now() < deadline; await sleep(CHECK_MS)) {
    const now = identityOf(layout, spec.name);
    if (now && now.pid !== before?.pid && (await probe(spec.health)).healthy) return;
  }
  throw new Error(`${spec.name} is not well again after ${TIMEOUT_MS / 1000} s. Its log: npx kubets logs ${spec.name}`);
}

const identityOf = (layout: ClusterLayout, name: string): ProcessIdentity | undefined =>
  runningProcesses(layout).find((process) => process.name === name)?.identity;
