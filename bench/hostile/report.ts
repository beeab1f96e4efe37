import type { Contender } from './contender';
import { differing, nameOf, notHeld, type Result } from './judge';

const ms = (value: number) => value.toFixed(0);
const mib = (bytes: number) => (bytes / 2 ** 20).toFixed(0);
const worst = (waits: (number | undefined)[]) => Math.max(0, ...waits.map((wait) => wait ?? 0));

/** Columns as wide as their widest cell, the first to the left, the others to the right. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row.map((cell, column) => (column ? cell.padStart(widths[column]!) : cell.padEnd(widths[0]!))).join('  '),
    )
    .join('\n');
}

function lineOf(kind: string, results: readonly Result[]): string[] {
  const held = results.filter(({ aimed, ours, kubernetes }) => !notHeld(aimed, ours, kubernetes)).length;
  const beside = results.filter(({ kubernetes }) => kubernetes);
  const heldBeside = beside.filter(({ aimed, ours, kubernetes }) => !notHeld(aimed, kubernetes!, ours)).length;
  const isBeside = beside.length > 0;
  return [
    kind,
    `${results.length}`,
    `${held}`,
    isBeside ? `${heldBeside} of ${beside.length}` : '-',
    ms(worst(results.map(({ ours }) => ours.waitMs))),
    isBeside ? ms(worst(beside.map(({ kubernetes }) => kubernetes?.waitMs))) : '-',
    isBeside ? `${differing(results).length}` : '-',
  ];
}

/** A line for each kind of input, and one for all. */
export function resultTable(results: readonly Result[]): string {
  const kinds = [...new Set(results.map(({ kind }) => kind))];
  return table([
    ['kind of input', 'inputs', 'held', 'held by Kubernetes', 'worst wait (ms)', 'Kubernetes (ms)', 'other code'],
    ...kinds.map((kind) =>
      lineOf(
        kind,
        results.filter((result) => result.kind === kind),
      ),
    ),
    lineOf('all', results),
  ]);
}

const LONGEST = 110;
const named = ({ kind, aimed }: Result) => `${kind}: ${aimed.what.slice(0, LONGEST).replaceAll(/[^\x20-\x7e]/g, '?')}`;

/** What was not held, what others waited for, what took the event loop for long, what Kubernetes answers otherwise. */
export function resultLists(
  results: readonly Result[],
  { boundMs, turnMs }: { boundMs: number; turnMs: number },
): string {
  const lines = (title: string, all: string[]) => (all.length > 0 ? [`\n${title} (${all.length})`, ...all] : []);
  const lost = results.flatMap((result) => {
    const reason = notHeld(result.aimed, result.ours, result.kubernetes);
    return reason ? [`  ${named(result)}: ${reason}`] : [];
  });
  const beyond = results
    .filter(({ ours }) => ours.waitMs > boundMs)
    .sort((a, b) => b.ours.waitMs - a.ours.waitMs)
    .map(
      (result) =>
        `  ${named(result)}: ${ms(result.ours.waitMs)} ms${result.kubernetes ? `, Kubernetes ${ms(result.kubernetes.waitMs)} ms` : ''}`,
    );
  const turns = results
    .filter(({ ours }) => (ours.turnMs ?? 0) > turnMs)
    .sort((a, b) => b.ours.turnMs! - a.ours.turnMs!)
    .map((result) => `  ${named(result)}: ${ms(result.ours.turnMs!)} ms`);
  const other = differing(results).map(
    (result) => `  ${named(result)}: ${nameOf(result.ours.outcome)}, Kubernetes ${nameOf(result.kubernetes!.outcome)}`,
  );
  return [
    ...lines('Not held', lost),
    ...lines(`Beside these a client waited longer than ${boundMs} ms`, beyond),
    ...lines(`In these a turn took longer than ${turnMs} ms of a processor`, turns),
    ...lines('Answered with another code than Kubernetes gives', other),
  ].join('\n');
}

/** Memory before, at the peak, and now, which in parts; and time of a processor. */
export function memoryLine(
  { name, peakBytes, residentBytes, memoryParts, cpuSeconds }: Contender,
  beforeBytes: number,
): string {
  const { malloc, anonymous, files } = memoryParts();
  const parts = `malloc ${malloc.toFixed(0)}, anonymous ${anonymous.toFixed(0)}, files ${files.toFixed(0)}`;
  const [before, after] = [mib(beforeBytes), mib(residentBytes())];
  return `${name}: ${before} MiB before, ${mib(peakBytes())} at the peak, ${after} afterwards (${(residentBytes() / beforeBytes).toFixed(2)}; ${parts}), ${cpuSeconds().toFixed(1)} s of a processor`;
}
