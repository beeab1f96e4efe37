import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { printTable } from './print-table';
import type { ProcessFigures } from './processes';

type Column = readonly [head: string, cell: (figures: ProcessFigures) => string];

const COLUMNS: readonly Column[] = [
  ['', ({ name }) => name],
  ['start to all rules', ({ loadSeconds }) => `${loadSeconds.toFixed(2)} s`],
  ['nft -f of them', ({ nftSeconds }) => `${nftSeconds.toFixed(2)} s`],
  ['to nft', ({ loadSeconds, nftSeconds }) => `${(loadSeconds / nftSeconds).toFixed(1)}×`],
  ['processor', ({ cpuSeconds }) => `${cpuSeconds.toFixed(2)} s`],
  ['one Service more, median', ({ oneMoreMs }) => `${oneMoreMs.median.toFixed(0)} ms`],
  ['slowest of 20', ({ oneMoreMs }) => `${oneMoreMs.most.toFixed(0)} ms`],
  ['peak memory', ({ peakMiB }) => `${peakMiB.toFixed(0)} MiB`],
  ['at the end', ({ residentMiB }) => `${residentMiB.toFixed(0)} MiB`],
];

/** Runs processes.ts where nobody else's rules are, and prints what it found; beside kube-proxy where its program is given. */
export function printProcesses(services: number, endpoints: number, kubeProxy?: string): void {
  const words = [
    join(__dirname, 'processes.js'),
    String(services),
    String(endpoints),
    ...(kubeProxy ? [kubeProxy] : []),
  ];
  const output = execFileSync('unshare', ['--net', process.execPath, ...words], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const figures = JSON.parse(output) as ProcessFigures[];
  console.log(`${services} Services of ${endpoints} endpoints, a whole proxy fed by our API server:`);
  printTable([COLUMNS.map(([head]) => head), ...figures.map((one) => COLUMNS.map(([, cell]) => cell(one)))]);
}
