import { mkdir, readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClusterLayout } from '../cluster/layout';
import { writeWhole } from '../files/write-whole';
import { isAlive, type ProcessIdentity } from './process-identity';

const dirOf = (layout: ClusterLayout) => join(layout.runDir, 'processes');

/** Notes who was started, so that a successor finds what a killed supervisor left behind. */
export async function recordProcess(layout: ClusterLayout, name: string, identity: ProcessIdentity): Promise<void> {
  await mkdir(dirOf(layout), { recursive: true });
  await writeWhole(join(dirOf(layout), `${name}.json`), JSON.stringify(identity));
}

/** Recorded processes that still run. */
export async function recordedProcesses(layout: ClusterLayout): Promise<ProcessIdentity[]> {
  const files = (await readdir(dirOf(layout)).catch(() => [])).filter((file) => file.endsWith('.json')); // none before the first start
  const texts = await Promise.all(files.map((file) => readFile(join(dirOf(layout), file), 'utf8').catch(() => ''))); // forgotten meanwhile
  return texts.filter(Boolean).map((text) => JSON.parse(text) as ProcessIdentity).filter(isAlive);
}

export const forgetProcesses = (layout: ClusterLayout) => rm(dirOf(layout), { recursive: true, force: true });
