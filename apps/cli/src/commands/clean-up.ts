import { existsSync } from 'node:fs';
import { readdir, readFile, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClusterLayout } from '../cluster/layout';
import { removeHostForwarding } from '../network/host-forwarding';
import { removeNodeNetwork } from '../network/node-network';
import { releaseClusterRanges } from '../network/refused-ranges';
import { runIfPossible } from '../network/run';
import { endIngressEngines, endPodProcesses } from '../supervisor/pod-processes';
import { runningProcesses } from '../supervisor/process-directory';
import { endProcesses } from '../supervisor/process-identity';

const CGROUP_MOUNT = '/sys/fs/cgroup';
const GRACE_MS = 5000;

/** Removes everything a cluster has on the host but its state directory. Works from any half-finished state. */
export async function cleanUp(layout: ClusterLayout): Promise<void> {
  await endProcesses(
    runningProcesses(layout).map(({ identity }) => identity),
    GRACE_MS,
  );
  await endPodProcesses(layout);
  await endIngressEngines(layout);
  await unmountBelow([layout.runDir, layout.options.stateDir]);
  await removeNodeNetwork(layout);
  await removeHostForwarding(layout);
  await releaseClusterRanges(layout);
  await removeCgroups(layout.options.name);
  await rm(layout.runDir, { recursive: true, force: true });
}

/** Takes away every mount below the directories, the innermost first. */
export async function unmountBelow(dirs: string[]): Promise<void> {
  const mountinfo = await readFile('/proc/self/mountinfo', 'utf8');
  const points = mountinfo.split('\n').flatMap((line) => line.split(' ')[4] ?? []);
  const ours = points.filter((point) => dirs.some((dir) => point.startsWith(`${dir}/`)));
  for (const point of ours.reverse()) await runIfPossible('umount', '--lazy', point);
}

/** Removes a control group and those below it. Version 1 has a tree per controller, version 2 one tree. */
export async function removeCgroups(name: string): Promise<void> {
  const controllers = await readdir(CGROUP_MOUNT).catch(() => []);
  for (const root of ['', ...controllers]) {
    const dir = join(CGROUP_MOUNT, root, name);
    if (existsSync(dir)) await removeCgroup(dir);
  }
}

async function removeCgroup(dir: string): Promise<void> {
  const entries = await readdir(dir, { withFileTypes: true });
  for (const entry of entries) if (entry.isDirectory()) await removeCgroup(join(dir, entry.name));
  await rmdir(dir).catch(() => undefined); // links between controllers name a directory twice
}
