import { lineOf, type Allowed, type Verdict } from './allowed';
import type { Compared } from './case';

/** The figures, and the first so many requests that differ. */
export function summaryText({ asked, alike, allowed, different, stale }: Verdict, shown = 40): string {
  const row = (name: string, count: number) => `${String(count).padStart(6)}  ${name}`;
  return [
    row('asked', asked),
    row('alike', alike),
    ...allowed.map(({ reason, requests }) => row(`allowed: ${reason}`, requests)),
    row('different', different.length),
    ...(different.length > 0 ? ['', ...different.slice(0, shown).map((one) => differenceText(one, 6))] : []),
    ...(different.length > shown ? [`… and ${different.length - shown} more`] : []),
    ...stale.map(({ topic, pattern }) => `\nNothing differs any more as allowed in ${topic}: ${pattern}`),
  ].join('\n');
}

/** A request, and a pair of lines for each place in which the answers differ. */
function differenceText({ topic, name, request, differences }: Compared, most = Infinity): string {
  return [
    `${topic}: ${name} [${request}]`,
    ...differences
      .slice(0, most)
      .flatMap(({ at, theirs, ours }) => [`    ${at}`, `      - ${theirs}`, `      + ${ours}`]),
    ...(differences.length > most ? [`    … and ${differences.length - most} more`] : []),
  ].join('\n');
}

/** All of it: what differs by topic, then one line for each place, as the patterns of the allowed differences see them. */
export const wholeText = (verdict: Verdict): string =>
  [
    summaryText(verdict, 0),
    ...verdict.different.map((one) => differenceText(one)),
    '\n# As lines',
    ...verdict.different.flatMap(({ topic, name, differences }) =>
      differences.map((one) => `${topic}: ${lineOf(name, one)}`),
    ),
    ...allowedTexts(verdict),
    '',
  ].join('\n');

/** What is allowed, by the entry that does: to see what the list would be without it. */
function allowedTexts({ allowedLines }: Verdict): string[] {
  const byEntry = new Map<Allowed, string[]>();
  for (const { entry, line } of allowedLines) {
    const lines = byEntry.get(entry) ?? [];
    byEntry.set(entry, lines);
    lines.push(line);
  }
  return [...byEntry].flatMap(([{ topic, pattern, reason }, lines]) => [
    `\n# Allowed in ${topic}: ${pattern} (${reason})`,
    ...lines,
  ]);
}
