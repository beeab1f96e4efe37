import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClusterLayout } from '../cluster/layout';
import { isAlive, type ProcessIdentity } from './process-identity';

const dirOf = (layout: ClusterLayout) => join(layout.runDir, 'processes');

/** Notes who was started, so that a successor finds what a killed supervisor left behind. */
export async function recordProcess(layout: ClusterLayout, name: string, identity: ProcessIdentity): Promise<void> {
  await mkdir(dirOf(layout), { recursive: true });
  await writeFile(join(dirOf(layout), `${name}.json`), JSON.stringify(identity));
}

/** Recorded processes that still run. */
export async function recordedProcesses(layout: ClusterLayout): Promise<ProcessIdentity[]> {
  const files = await readdir(dirOf(layout)).catch(() => []); // never started
  const records = await Promise.all(files.map(async (file) => JSON.parse(await readFile(join(dirOf(layout), file), 'utf8')) as ProcessIdentity));
  return records.filter(isAlive);
}

export const forgetProcesses = (layout: ClusterLayout) => rm(dirOf(layout), { recursive: true, force: true });
