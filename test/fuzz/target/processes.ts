import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { clusterStatus } from '../../e2e/cluster/e2e-cluster';
import type { FuzzTarget, RunningProcess } from './fuzz-target';

export interface ProcessSample extends RunningProcess {
  memoryMiB: number;
  /** What the memory is: what `malloc` has in its heap, other memory (V8's heap, large buffers, stacks), and files. */
  ofWhat: { malloc: number; anonymous: number; files: number };
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
    ofWhat: mappings(process.pid),
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

const residentMiB = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+)/m.exec(readLines(`/proc/${pid}/status`).join('\n'))?.[1] ?? 0) / 1024;

/** Its first line: range, rights, offset, device, inode, and what is there. */
const MAPPING = /^[\da-f]+-[\da-f]+ .{4} [\da-f]+ [\da-f:]+ \d+/;

/** Resident MiB by kind of mapping (proc(5), `smaps`). */
function mappings(pid: number): ProcessSample['ofWhat'] {
  const sums = { malloc: 0, anonymous: 0, files: 0 };
  let kind: keyof typeof sums = 'files';
  for (const line of readLines(`/proc/${pid}/smaps`)) {
    const [mapping] = MAPPING.exec(line) ?? [];
    if (mapping) kind = kindOf(line.slice(mapping.length).trim());
    else if (line.startsWith('Rss:')) sums[kind] += Number(/\d+/.exec(line)![0]) / 1024;
  }
  return sums;
}

function kindOf(what: string): keyof ProcessSample['ofWhat'] {
  if (what === '[heap]') return 'malloc';
  return what.startsWith('/') ? 'files' : 'anonymous';
}

const TICKS_PER_SECOND = 100;

/** Fields 14 and 15 of `/proc/PID/stat`, in ticks; the name before them, in brackets, may hold blanks. */
function cpuSeconds(pid: number): number {
  const [stat = ''] = readLines(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / TICKS_PER_SECOND;
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch {
    return []; // it has ended
  }
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
