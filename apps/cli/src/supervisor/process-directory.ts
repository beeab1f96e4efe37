import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClusterLayout } from '../cluster/layout';
import { writeWhole } from '../files/write-whole';
import { identify, type ProcessIdentity } from './process-identity';

/** How a process was started: what a successor has to know to leave it alone. */
export interface StartRecord {
  /** See `fingerprintOf`. */
  fingerprint: string;
  startedAt: string;
  restarts: number;
}

export interface RunningProcess {
  /** Of the specification it was started from. */
  name: string;
  identity: ProcessIdentity;
  /** Undefined when it is not the last one that was started under its name. */
  record?: StartRecord;
}

const dirOf = (layout: ClusterLayout) => join(layout.runDir, 'processes');
const LIFE_LINE = '.alive';

export const lifeLineOf = (layout: ClusterLayout, name: string) => join(dirOf(layout), `${name}${LIFE_LINE}`);
const recordOf = (layout: ClusterLayout, name: string) => join(dirOf(layout), `${name}.json`);

/** Has to be called before the process is started: a supervisor that is killed in between leaves nothing unknown behind. */
export async function recordStart(layout: ClusterLayout, name: string, record: StartRecord): Promise<void> {
  await mkdir(dirOf(layout), { recursive: true, mode: 0o700 });
  await writeWhole(recordOf(layout, name), JSON.stringify(record));
}

/** Every process that was started for the cluster and still runs, by the life line it holds: pids of strangers are never among them. */
export function runningProcesses(layout: ClusterLayout): RunningProcess[] {
  const prefix = `${dirOf(layout)}/`;
  return readdirSync('/proc').flatMap((entry) => {
    const pid = Number(entry);
    const held = pid > 0 ? standardInput(pid) : undefined;
    if (!held?.startsWith(prefix)) return [];
    const identity = identify(pid);
    // The life line of a predecessor that is still ending reads "NAME.alive (deleted)".
    const [name = '', rest] = held.slice(prefix.length).split(LIFE_LINE);
    return identity ? [{ name, identity, record: rest === '' ? readRecord(recordOf(layout, name)) : undefined }] : [];
  });
}

export const forgetProcesses = (layout: ClusterLayout) => rm(dirOf(layout), { recursive: true, force: true });

function standardInput(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/fd/0`);
  } catch {
    return undefined; // ended, or a thread of the kernel
  }
}

function readRecord(file: string): StartRecord | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as StartRecord;
  } catch {
    return undefined; // the machine went down while it was written
  }
}
