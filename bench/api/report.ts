import type { Contender } from './contender';

/** What one operation cost one contender. */
export interface Figures {
  units: number;
  seconds: number;
  serverMs: number;
  etcdMs: number;
  takenMs: number[];
}

const COLUMNS = ['server, ms', 'ratio', 'etcd, ms', 'per second', 'p50, ms', 'p99, ms'];

/** A line for each contender; the ratio is that of processor time of the last, which is this build, to this one's. */
export function operationLines(name: string, contenders: readonly Contender[], figures: readonly Figures[]): string {
  const own = figures.at(-1)!;
  const lines = figures.map((one, index) => {
    const isOwn = one === own;
    const ratio = own.serverMs / own.units / (one.serverMs / one.units);
    const taken = one.takenMs.sort((a, b) => a - b);
    const cells = [
      perUnit(one.serverMs, one.units),
      isOwn ? '' : ratio.toFixed(2),
      perUnit(one.etcdMs, one.units),
      (one.units / one.seconds).toFixed(0),
      quantile(taken, 0.5),
      quantile(taken, 0.99),
    ];
    return row(index === 0 ? name : '', contenders[index]!.name, cells);
  });
  return lines.join('\n');
}

export const headLine = () => row('', '', COLUMNS);

export function processLines(contenders: readonly Contender[]): string {
  return contenders
    .map(
      ({ name, startMs, residentMiB, peakMiB }) =>
        `${name}: ready after ${(startMs / 1000).toFixed(2)} s, at the end ${residentMiB().toFixed(0)} MiB resident, at most ${peakMiB().toFixed(0)}`,
    )
    .join('\n');
}

function perUnit(milliseconds: number, units: number): string {
  return (milliseconds / units).toPrecision(3);
}

function quantile(sorted: readonly number[], share: number): string {
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN).toFixed(1);
}

function row(operation: string, contender: string, cells: readonly string[]): string {
  return operation.padEnd(42) + contender.padEnd(14) + cells.map((cell) => cell.padStart(12)).join('');
}
