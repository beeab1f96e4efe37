import { parse } from 'yaml';
import type { Compared, Difference } from './case';

/** What may differ, and why it does. */
export interface Allowed {
  /** The topic it is of, or `*`. */
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
  /** With the differences that no entry allows. */
  different: Compared[];
  /** Entries that allowed nothing, though their topics were asked whole. */
  stale: Allowed[];
}

/** `wholeTopics`: those of which every request was sent. */
export function judge(
  compared: readonly Compared[],
  entries: readonly Allowed[],
  wholeTopics: ReadonlySet<string>,
): Verdict {
  const rules = entries.map((entry) => ({ entry, regex: new RegExp(entry.pattern, 's'), requests: 0 }));
  const different: Compared[] = [];
  const reasons = new Map<string, number>();
  let alike = 0;
  for (const one of compared) {
    if (one.differences.length === 0) {
      alike++;
      continue;
    }
    const used = new Set<(typeof rules)[number]>();
    const left = one.differences.filter((difference) => {
      const matching = rules.filter(
        ({ entry, regex }) =>
          (entry.topic === '*' || entry.topic === one.topic) && regex.test(lineOf(one.name, difference)),
      );
      for (const rule of matching) used.add(rule);
      return matching.length === 0;
    });
    for (const rule of used) rule.requests++;
    if (left.length > 0) different.push({ ...one, differences: left });
    else
      for (const reason of new Set([...used].map(({ entry }) => entry.reason)))
        reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  return {
    asked: compared.length,
    alike,
    allowed: [...reasons].map(([reason, requests]) => ({ reason, requests })),
    different,
    stale: rules
      .filter(
        ({ entry, requests }) =>
          requests === 0 && (entry.topic === '*' ? wholeTopics.has('*') : wholeTopics.has(entry.topic)),
      )
      .map(({ entry }) => entry),
  };
}
