/** How one spec of the suite, or a node around them such as its set-up, ended. */
export interface SpecResult {
  name: string;
  /** Such as `network`; undefined where the name has none. */
  sig: string | undefined;
  outcome: 'passed' | 'failed' | 'skipped';
  seconds: number;
  /** Why it failed or was skipped; empty where it passed. */
  message: string;
}

/** The parts of Ginkgo's JSON report that are read. */
interface SpecReport {
  ContainerHierarchyTexts: string[] | null;
  LeafNodeType: string;
  LeafNodeText: string;
  State: string;
  /** Nanoseconds. */
  RunTime: number;
  /** 0 for one that focus and skip left out. */
  NumAttempts: number;
  Failure?: { Message?: string; ForwardedPanic?: string };
}

/** States in which it did not run to its end, or was not run at all. */
const NOT_RUN = new Set(['skipped', 'pending']);

/** The results in Ginkgo's report (`--json-report`): every spec that was selected, and of what runs around them what failed. */
export function resultsOf(json: string): SpecResult[] {
  const suites = JSON.parse(json) as { SpecReports: SpecReport[] | null }[];
  return suites.flatMap(({ SpecReports }) => SpecReports ?? []).flatMap((report) => resultOf(report) ?? []);
}

function resultOf(report: SpecReport): SpecResult | undefined {
  const { State, RunTime, Failure } = report;
  const isSpec = report.LeafNodeType === 'It';
  const outcome = State === 'passed' ? 'passed' : NOT_RUN.has(State) ? 'skipped' : 'failed';
  if (isSpec ? report.NumAttempts === 0 && outcome === 'skipped' : outcome !== 'failed') return undefined;
  const name = [...(report.ContainerHierarchyTexts ?? []), report.LeafNodeText || report.LeafNodeType].join(' ');
  const said = [Failure?.Message, Failure?.ForwardedPanic].filter((text) => text).join('\n');
  return {
    name,
    sig: /\[sig-([a-z-]+)\]/.exec(name)?.[1],
    outcome,
    seconds: RunTime / 1e9,
    message: outcome === 'passed' ? '' : said || State,
  };
}

/** A row for each SIG, in the order of the alphabet, and one for all. */
export function sigTable(results: readonly SpecResult[]): string {
  const sigs = [...new Set(results.map(sigOf))].sort();
  const row = (title: string, of: readonly SpecResult[]) => {
    const count = (outcome: SpecResult['outcome']) => of.filter((result) => result.outcome === outcome).length;
    return [title, of.length, count('passed'), count('failed'), count('skipped')];
  };
  const rows = [
    ['SIG', 'all', 'passed', 'failed', 'skipped'],
    ...sigs.map((sig) =>
      row(
        sig,
        results.filter((result) => sigOf(result) === sig),
      ),
    ),
    row('total', results),
  ];
  return rows
    .map(
      ([title, ...counts]) => `${String(title).padEnd(20)}${counts.map((count) => String(count).padStart(9)).join('')}`,
    )
    .join('\n');
}

const sigOf = ({ sig }: SpecResult) => sig ?? '-';

/** What failed, the slowest last: name and seconds, with the message indented below. */
export function failuresText(results: readonly SpecResult[]): string {
  const failed = results.filter(({ outcome }) => outcome === 'failed').sort((a, b) => a.seconds - b.seconds);
  const entry = ({ name, seconds, message }: SpecResult) =>
    `${name} (${seconds.toFixed(1)} s)\n${message.trim().replace(/^/gm, '    ')}\n`;
  return failed.map(entry).join('\n');
}
