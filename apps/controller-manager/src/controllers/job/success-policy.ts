import type { SuccessPolicyRule } from '@kubets/proto-gen/batch/v1';
import { countIn, parseIntervals, type Intervals } from './index-intervals';

function common(a: Intervals, b: Intervals): number {
  let count = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const [one, other] = [a[i]!, b[j]!];
    count += Math.max(0, Math.min(one.last, other.last) - Math.max(one.first, other.first) + 1);
    if (one.last <= other.last) i++;
    if (other.last <= one.last) j++;
  }
  return count;
}

function isMet(rule: SuccessPolicyRule, succeeded: Intervals, completions: number): boolean {
  const { succeededIndexes, succeededCount } = rule;
  if (succeededIndexes === undefined) return succeededCount !== undefined && countIn(succeeded) >= succeededCount;
  const required = parseIntervals(succeededIndexes, completions);
  if (required.length === 0) return false;
  const done = common(required, succeeded);
  return done === countIn(required) || (succeededCount !== undefined && done >= succeededCount);
}

/** Why the job has succeeded by its policy; undefined while it has not. */
export function successByPolicy(
  policy: { rules?: readonly SuccessPolicyRule[] } | undefined,
  succeeded: Intervals,
  completions: number,
): string | undefined {
  if (succeeded.length === 0) return undefined;
  const index = policy?.rules?.findIndex((rule) => isMet(rule, succeeded, completions)) ?? -1;
  return index < 0 ? undefined : `Matched rules at index ${index}`;
}
