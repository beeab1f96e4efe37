import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '../files/write-whole';
import { ProblemsError } from '../setup/problems.mjs';
import { programVersion, type ProgramVersion } from './versions';

/** Which etcd wrote a cluster's state last. */
const fileOf = (stateDir: string) => join(stateDir, 'etcd-version.json');

/** @throws ProblemsError when this machine's etcd cannot read what another one wrote. A cluster that is new has no state. */
export async function requireReadableState(stateDir: string): Promise<void> {
  const text = await readFile(fileOf(stateDir), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return undefined;
  });
  const fault = text && etcdFault(JSON.parse(text) as ProgramVersion, await programVersion('etcd'));
  if (fault)
    throw new ProblemsError([
      `${fault}; or delete the cluster with: npx kubets stop --delete-state --state-dir ${stateDir}`,
    ]);
}

/** Says to the next start which etcd has written the state now. */
export async function recordStateVersion(stateDir: string): Promise<void> {
  await writeWhole(fileOf(stateDir), `${JSON.stringify(await programVersion('etcd'))}\n`);
}

/** etcd goes one minor version up at a time, and not down. Undefined where it can read the state, or a version is not known. */
export function etcdFault(before: ProgramVersion, now: ProgramVersion): string | undefined {
  const [was, is] = [minorOf(before.version), minorOf(now.version)];
  if (!was || !is) return undefined;
  const [wasMajor, wasMinor] = was;
  const [major, minor] = is;
  if (major === wasMajor && (minor === wasMinor || minor === wasMinor + 1)) return undefined;
  return (
    `the state was written by etcd ${before.version} (${before.path}), and the first in PATH is ${now.version} (${now.path}), ` +
    'which cannot read it: etcd goes one minor version up at a time, and not down. Put the other one first in PATH'
  );
}

function minorOf(version: string | undefined): [number, number] | undefined {
  const [, major, minor] = /^(\d+)\.(\d+)\./.exec(version ?? '') ?? [];
  return major && minor ? [Number(major), Number(minor)] : undefined;
}
