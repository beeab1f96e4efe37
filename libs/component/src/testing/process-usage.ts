import { readFileSync } from 'node:fs';

/** What resident memory is, in MiB: what `malloc` has in its heap, other memory (V8's heap, large buffers, stacks), and files. */
export interface MemoryParts {
  malloc: number;
  anonymous: number;
  files: number;
}

/** Resident memory of a process; 0 of one that has ended. */
export const residentMiB = (pid: number): number => statusMiB(pid, 'VmRSS');

/** The most that was resident since it began; 0 of a process that has ended. */
export const peakMiB = (pid: number): number => statusMiB(pid, 'VmHWM');

function statusMiB(pid: number, field: string): number {
  const line = readLines(`/proc/${pid}/status`).find((one) => one.startsWith(`${field}:`));
  return Number(/\d+/.exec(line ?? '')?.[0] ?? 0) / 1024;
}

/** Its first line: range, rights, offset, device, inode, and what is there. */
const MAPPING = /^[\da-f]+-[\da-f]+ .{4} [\da-f]+ [\da-f:]+ \d+/;

/** Resident MiB by kind of mapping (proc(5), `smaps`). */
export function memoryParts(pid: number): MemoryParts {
  const sums = { malloc: 0, anonymous: 0, files: 0 };
  let kind: keyof MemoryParts = 'files';
  for (const line of readLines(`/proc/${pid}/smaps`)) {
    const [mapping] = MAPPING.exec(line) ?? [];
    if (mapping) kind = kindOf(line.slice(mapping.length).trim());
    else if (line.startsWith('Rss:')) sums[kind] += Number(/\d+/.exec(line)![0]) / 1024;
  }
  return sums;
}

function kindOf(what: string): keyof MemoryParts {
  if (what === '[heap]') return 'malloc';
  return what.startsWith('/') ? 'files' : 'anonymous';
}

const TICKS_PER_SECOND = 100;

/** Time of a processor that it has had, in seconds: fields 14 and 15 of `/proc/PID/stat`, in ticks; the name before them, in brackets, may hold blanks. */
export function cpuSeconds(pid: number): number {
  const [stat = ''] = readLines(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / TICKS_PER_SECOND;
}

/** The lines of a file; none of one that is not there. */
function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch {
    return []; // it has ended
  }
}
