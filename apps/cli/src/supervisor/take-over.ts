import { statSync } from 'node:fs';
import type { ProcessSpec } from '../processes/process-spec';
import { fingerprintOf } from './fingerprint';
import type { RunningProcess, StartRecord } from './process-directory';

export interface TakeOver {
  /** What runs as it would be started now, by name: it is left alone. */
  adopted: Map<string, RunningProcess & { record: StartRecord }>;
  /** What is to end: changed, no longer wanted, or not known how it was started. */
  ended: RunningProcess[];
}

/** Sorts what an earlier supervisor left running. */
export function planTakeOver(running: RunningProcess[], specs: ProcessSpec[]): TakeOver {
  const wanted = new Map(specs.map((spec) => [spec.name, spec]));
  const plan: TakeOver = { adopted: new Map(), ended: [] };
  for (const process of running) {
    const spec = wanted.get(process.name);
    const { record } = process;
    const isWanted =
      spec && record?.fingerprint === fingerprintOf(spec) && isInNamespace(process.identity.pid, spec.netns);
    if (isWanted && !plan.adopted.has(process.name)) plan.adopted.set(process.name, { ...process, record });
    else plan.ended.push(process);
  }
  return plan;
}

/** A namespace that was deleted and made anew has the old name and nobody in it. */
function isInNamespace(pid: number, netns: string | undefined): boolean {
  if (!netns) return true;
  const inode = (file: string) => statSync(file, { throwIfNoEntry: false })?.ino;
  return inode(`/proc/${pid}/ns/net`) === inode(`/run/netns/${netns}`);
}
