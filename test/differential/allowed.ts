import { parse } from 'yaml';
import type { Compared, Difference } from './case';

/** What may differ, and why it does. */
export interface Allowed {
  /** The topic it is of, the beginning of several up to a colon, or `*`. */
  topic: string;
  /** Regular expression that a difference's line has to match: `NAME | AT: THEIRS ≠ OURS`. */
  pattern: string;
  reason: string;
}

/** @throws Error that names the entry that is none. */
export function readAllowed(yaml: string): Allowed[] {
  const entries = (parse(yaml) ?? []) as Partial<Allowed>[];
  return entries.map((entry) => {
    const { topic, pattern, reason } = entry;
    if (!topic || !pattern || !reason)
      throw new Error(`an allowed difference has a topic, a pattern and a reason: ${JSON.stringify(entry)}`);
    return { topic, pattern, reason };
  });
}

export const lineOf = (name: string, { at, theirs, ours }: Difference) => `${name} | ${at}: ${theirs} ≠ ${ours}`;

/** How all requests came out. */
export interface Verdict {
  asked: number;
  alike: number;
  /** Requests in which nothing differs but what is allowed. */
  allowed: { reason: string; requests: number }[];
  /** Each difference that is allowed, and the entry that allows it. */
  allowedLines: { entry: Allowed; line: string }[];
  /** With the differences that no entry allows. */
  different: Compared[];
  /** Entries that allowed nothing, though all that they are about was asked. */
  stale: Allowed[];
}

/** An entry is of a topic, of all that begin with it and a colon, or of every one. */
const isOf = (entry: Allowed, topic: string) =>
  entry.topic === '*' || entry.topic === topic || topic.startsWith(`${entry.topic}:`);

/** `skipped`: the topics of which not every request was sent. */
export function judge(
  compared: readonly Compared[],
  allowed: readonly Allowed[],
  skipped: ReadonlySet<string>,
): Verdict {
  const rules = allowed.map((entry) => ({ entry, regex: new RegExp(entry.pattern, 's'), requests: 0 }));
  const different: Compared[] = [];
  const allowedLines: Verdict['allowedLines'] = [];
  const reasons = new Map<string, number>();
  let alike = 0;
  for (const one of compared) {
    const used = new Set<(typeof rules)[number]>();
    const left = one.differences.filter((difference) => {
      const matching = rules.filter(
        ({ entry, regex }) => isOf(entry, one.topic) && regex.test(lineOf(one.name, difference)),
      );
      for (const rule of matching) used.add(rule);
      const line = `${one.topic}: ${lineOf(one.name, difference)}`;
      if (matching[0]) allowedLines.push({ entry: matching[0].entry, line });
      return matching.length === 0;
    });
    for (const rule of used) rule.requests++;
    if (left.length > 0) different.push({ ...one, differences: left });
    else if (used.size === 0) alike++;
    else
      for (const reason of new Set([...used].map(({ entry }) => entry.reason)))
        reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  const isWhole = (entry: Allowed) => ![...skipped].some((topic) => isOf(entry, topic));
  return {
    asked: compared.length,
    alike,
    allowed: [...reasons].map(([reason, requests]) => ({ reason, requests })),
    allowedLines,
    different,
    stale: rules.filter(({ entry, requests }) => requests === 0 && isWhole(entry)).map(({ entry }) => entry),
  };
}
