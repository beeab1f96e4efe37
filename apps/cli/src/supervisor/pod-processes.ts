import { readdir, readFile } from 'node:fs/promises';
import type { ClusterLayout } from '../cluster/layout';
import { endProcesses, identify, type ProcessIdentity } from './process-identity';

const POD_GRACE_MS = 2000;

/** Ends everything that runs in the pods of the cluster, or of one of its nodes, then the shims that watch over it. */
export async function endPodProcesses({ options, runDir }: ClusterLayout, node?: string): Promise<void> {
  const directory = node ? `${node}/` : 'node-';
  await endProcesses(
    await processesWhere('cgroup', (text) => text.includes(`/${options.name}/${directory}`)),
    POD_GRACE_MS,
  );
  const isShim = (text: string) => text.includes('containerd-shim') && text.includes(`${runDir}/${directory}`);
  await endProcesses(await processesWhere('cmdline', isShim), POD_GRACE_MS);
}

/** Ends the engines of the ingress controller, which outlive it. */
export async function endIngressEngines({ ingress }: ClusterLayout): Promise<void> {
  await endProcesses(
    await processesWhere('cmdline', (text) => text.includes(`${ingress.runDir}/generation-`)),
    POD_GRACE_MS,
  );
}

async function processesWhere(
  file: 'cgroup' | 'cmdline',
  matches: (text: string) => boolean,
): Promise<ProcessIdentity[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const text = await readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => ''); // ended meanwhile
      return matches(text) ? identify(Number(pid)) : undefined;
    }),
  );
  return found.filter((identity) => identity !== undefined);
}
