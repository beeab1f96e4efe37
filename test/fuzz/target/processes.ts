import { readFileSync } from 'node:fs';
import { clusterStatus } from '../../e2e/cluster/e2e-cluster';
import type { FuzzTarget, RunningProcess } from './fuzz-target';

export interface ProcessSample extends RunningProcess {
  memoryMiB: number;
}

/** Services whose memory is ours; etcd, containerd and the like are not. */
const OURS = /^(apiserver|dns|controller-manager|scheduler|cloud-lb|kubelet-agent|proxy)/;

/** Every process of the target with its restarts and its resident memory. */
export async function sampleProcesses(target: FuzzTarget): Promise<ProcessSample[]> {
  const running = target.processFile
    ? (JSON.parse(readFileSync(target.processFile, 'utf8')) as RunningProcess[])
    : await supervised();
  return running.map((process) => ({ ...process, memoryMiB: residentMiB(process.pid) }));
}

/** Those whose memory counts. */
export const ofOurs = (samples: readonly ProcessSample[]) => samples.filter(({ name }) => OURS.test(name));

/** Reads `kubets status`. An unwell cluster makes it fail, but not print less. */
async function supervised(): Promise<RunningProcess[]> {
  const output = await clusterStatus().catch((error: Error) => error.message);
  return output.split('\n').flatMap((line) => {
    const row = /^(\S+)\s.*?\s(\d+)\s+\d+ MiB\s+(\d+)\s/.exec(line);
    return row ? [{ name: row[1]!, pid: Number(row[2]), restarts: Number(row[3]) }] : [];
  });
}

function residentMiB(pid: number): number {
  try {
    return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0; // it has ended
  }
}
