import { spawn } from 'node:child_process';
import { existsSync, watch } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClusterLayout } from '../cluster/layout';
import { ensureClusterPki } from '../pki/cluster-pki';
import type { ProcessSpec } from '../processes/process-spec';
import { processesOf } from '../processes/registry';
import { PROGRAM } from '../program';
import { supervisorProgram } from '../setup/known-clusters.mjs';
import { createProber, type Prober } from '../supervisor/probe-health';
import { existingCluster } from './existing-cluster';
import { namesOf } from './logs';
import { createNarration, type Narration } from './narration';
import { restartProcess } from './restart-process';

/** Editors write a file in several steps. */
const SETTLE_MS = 50;

/**
 * Builds a service and restarts it in the running cluster, now and whenever its sources or the libraries' change, until it is
 * interrupted. What does not build is told, and the service runs on as it was.
 * @throws Error for a service that there is not, where there are no sources, and for a cluster that another clone runs.
 */
export async function dev(service: string, { stateDir }: { stateDir: string }): Promise<void> {
  const layout = await existingCluster(stateDir);
  const root = resolve(PROGRAM, '../../../..');
  const sources = [join(root, 'apps', service, 'src'), join(root, 'libs')];
  if (!sources.every((dir) => existsSync(dir))) throw new Error(`there are no sources of ${service} in ${root}`);
  const program = supervisorProgram(layout.runDir);
  if (program !== PROGRAM)
    throw new Error(
      program
        ? `the cluster's services are those of ${program}, which restarts them. To have it run what is built here: npx kubets upgrade`
        : 'the cluster is stopped. Start it with: npx kubets start',
    );
  const pki = await ensureClusterPki(layout);
  const all = processesOf(layout, pki);
  const names = namesOf(
    service,
    all.map(({ name }) => name),
  );
  const specs = all.filter(({ name }) => names.includes(name));
  const changes = watchFor(sources);
  const [probe, narration] = [createProber(pki), createNarration()];
  for (;;) {
    const since = changes.count();
    await rebuild({ root, service, layout, specs, probe, narration });
    narration.say(`  Watching ${sources.join(' and ')}; Ctrl-C ends this, and the service runs on`);
    await changes.beyond(since);
    await sleep(SETTLE_MS);
  }
}

interface Rebuild {
  root: string;
  service: string;
  layout: ClusterLayout;
  specs: ProcessSpec[];
  probe: Prober;
  narration: Narration;
}

async function rebuild({ root, service, layout, specs, probe, narration }: Rebuild): Promise<void> {
  try {
    await narration.step(`Building ${service}`, () => build(root, service));
    for (const spec of specs)
      await narration.step(`Restarting ${spec.name}`, () => restartProcess(layout, spec, probe));
  } catch (error) {
    console.error((error as Error).message);
  }
}

async function build(root: string, service: string): Promise<void> {
  const child = spawn(process.execPath, ['tools/build/bundle.mjs', service], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (chunk) => (stderr += chunk));
  const code = await new Promise<number | null>((done, reject) => child.once('error', reject).once('close', done));
  if (code !== 0) throw new Error(stderr.trim() || `the build ended with ${code}`);
}

/** Counts changes below directories, tests aside. */
function watchFor(dirs: readonly string[]) {
  let count = 0;
  let wake = () => {};
  for (const dir of dirs)
    watch(dir, { recursive: true }, (_, file) => {
      if (!file || file.endsWith('.test.ts') || !/\.(ts|json|mjs)$/.test(file)) return;
      count++;
      wake();
    });
  return {
    count: () => count,
    /** Resolves when there are more changes than `since`. */
    beyond: (since: number) =>
      new Promise<void>((done) => {
        wake = () => void (count > since && done());
        wake();
      }),
  };
}
