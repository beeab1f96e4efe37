import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { clusterStatus } from '../../e2e/cluster/e2e-cluster';
import type { FuzzTarget, RunningProcess } from './fuzz-target';
import { cpuSeconds, memoryParts, residentMiB, type MemoryParts } from '@kubets/component/testing';

export interface ProcessSample extends RunningProcess {
  memoryMiB: number;
  ofWhat: MemoryParts;
  /** Time of a processor it has had so far, in seconds. */
  cpuSeconds: number;
}

/** Services whose memory is ours; etcd, containerd and the like are not. */
const OURS = /^(apiserver|dns|controller-manager|scheduler|cloud-lb|ingress|kubelet-agent|proxy)/;

/** Every process of the target with its restarts and its resident memory. */
export async function sampleProcesses(target: FuzzTarget): Promise<ProcessSample[]> {
  const running = target.processFile
    ? (JSON.parse(readFileSync(target.processFile, 'utf8')) as RunningProcess[])
    : await supervised();
  return running.map((process) => ({
    ...process,
    memoryMiB: residentMiB(process.pid),
    ofWhat: memoryParts(process.pid),
    cpuSeconds: cpuSeconds(process.pid),
  }));
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

const LAST_WORDS = 4;
const WORDS_LENGTH = 1500;

/** The last lines of a process' log that are an error, or no line of the log at all, as a crash writes them. */
export function lastWords({ logDir }: FuzzTarget, name: string): string {
  try {
    const lines = readFileSync(join(logDir, `${name}.log`), 'utf8').split('\n');
    const telling = lines.filter((line) => line && !/"level":"(debug|info|warn)"/.test(line));
    return telling.slice(-LAST_WORDS).join('\n').slice(-WORDS_LENGTH);
  } catch (error) {
    return (error as Error).message;
  }
}
