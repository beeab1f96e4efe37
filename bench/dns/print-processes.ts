import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { printTable } from '../proxy/print-table';
import type { ProcessFigures } from './processes';

export interface ProcessesOptions {
  services: number;
  queries: number;
  rounds: number;
  coredns: string | undefined;
}

const ROWS: Record<string, (figures: ProcessFigures) => number> = {
  'start until names are answered, s': ({ startSeconds }) => startSeconds,
  'memory at most, MiB': ({ peakMiB }) => peakMiB,
  'memory after the queries, MiB': ({ residentMiB }) => residentMiB,
  'created until its name is answered, median, ms': ({ createdMs }) => createdMs.median,
  'the slowest of 10, ms': ({ createdMs }) => createdMs.most,
};

/** Runs processes.ts where the ports are free, and prints what it found, with the ratio to CoreDNS where its program is given. */
export function printProcesses({ services, queries, rounds, coredns }: ProcessesOptions): void {
  const words = [join(__dirname, 'processes.js'), String(services), String(queries), String(rounds)];
  const output = execFileSync('unshare', ['--net', process.execPath, ...words, ...(coredns ? [coredns] : [])], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [ours, ...others] = JSON.parse(output) as ProcessFigures[];
  const all = [ours!, ...others];
  const row = (head: string, valueOf: (figures: ProcessFigures) => number) => [
    head,
    ...all.map((one) => valueOf(one).toFixed(valueOf(one) < 100 ? 1 : 0)),
    ...others.map((other) => (valueOf(ours!) / valueOf(other)).toFixed(2)),
  ];
  console.log(`${services} Services, every second headless with 5 pods; whole servers fed by our API server:`);
  printTable([
    ['', ...all.map(({ name }) => name), ...others.map(() => 'ratio')],
    ...Object.keys(ours!.perCpuSecond).map((label) =>
      row(`queries per second of a processor, ${label}`, ({ perCpuSecond }) => perCpuSecond[label]!),
    ),
    ...Object.entries(ROWS).map(([head, valueOf]) => row(head, valueOf)),
  ]);
}
