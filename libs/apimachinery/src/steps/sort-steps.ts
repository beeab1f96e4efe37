import { isStep, type Steps } from './steps';

/** As many are sorted at once. */
const RUN = 256;

/** A sorted copy, in steps; stable as Array.prototype.sort is. */
export function* sortSteps<T>(items: readonly T[], compare: (a: T, b: T) => number): Steps<T[]> {
  let from: T[] = [];
  for (let start = 0; start < items.length; start += RUN) {
    if (start > 0) yield;
    for (const item of items.slice(start, start + RUN).sort(compare)) from.push(item);
  }
  for (let run = RUN; run < from.length; run *= 2) from = yield* mergedRuns(from, run, compare);
  return from;
}

/** Every two sorted runs of that length become one. */
function* mergedRuns<T>(from: readonly T[], run: number, compare: (a: T, b: T) => number): Steps<T[]> {
  const into: T[] = [];
  for (let start = 0; start < from.length; start += 2 * run) {
    const [middle, end] = [Math.min(start + run, from.length), Math.min(start + 2 * run, from.length)];
    for (let left = start, right = middle; left < middle || right < end;) {
      if (isStep(into.length)) yield;
      const takesRight = left === middle || (right < end && compare(from[left]!, from[right]!) > 0);
      into.push(from[takesRight ? right++ : left++]!);
    }
  }
  return into;
}
