import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClusterLayout } from '../cluster/layout';
import { writeWhole } from '../files/write-whole';
import { takeName } from '../setup/one-at-a-time.mjs';
import { identify, isAlive, type ProcessIdentity } from './process-identity';

const holderFile = (layout: ClusterLayout) => join(layout.runDir, 'supervisor.lock');

/** The supervisor that holds the cluster, if one is alive. */
export async function lockHolder(layout: ClusterLayout): Promise<ProcessIdentity | undefined> {
  const text = await readFile(holderFile(layout), 'utf8').catch(() => undefined); // no supervisor ever ran
  const holder = text && (JSON.parse(text) as ProcessIdentity);
  return holder && isAlive(holder) ? holder : undefined;
}

/**
 * Makes this process the cluster's only supervisor for as long as it lives.
 * @throws Error when another one is alive.
 */
export async function acquireLock(layout: ClusterLayout): Promise<void> {
  if (!(await takeName(`kubets-supervisor${layout.runDir}`)))
    throw new Error(`a supervisor of ${layout.runDir} is running already`);
  await writeWhole(holderFile(layout), JSON.stringify(identify(process.pid)));
}
