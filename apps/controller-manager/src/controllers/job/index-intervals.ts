/** Numbers from first to last. */
export interface Interval {
  first: number;
  last: number;
}

/** In order, and none next to another. */
export type Intervals = readonly Interval[];

export function mergeIntervals(a: Intervals, b: Intervals): Interval[] {
  const merged: Interval[] = [];
  for (let i = 0, j = 0; i < a.length || j < b.length;) {
    const next = j >= b.length || (i < a.length && a[i]!.first < b[j]!.first) ? a[i++]! : b[j++]!;
    const previous = merged.at(-1);
    if (previous === undefined || next.first > previous.last + 1) merged.push({ ...next });
    else previous.last = Math.max(previous.last, next.last);
  }
  return merged;
}

export const withIndexes = (intervals: Intervals, indexes: Iterable<number>): Interval[] =>
  mergeIntervals(
    intervals,
    [...new Set(indexes)].sort((a, b) => a - b).map((index) => ({ first: index, last: index })),
  );

export const countIn = (intervals: Intervals): number =>
  intervals.reduce((sum, { first, last }) => sum + last - first + 1, 0);

export function hasIndex(intervals: Intervals, index: number): boolean {
  let [low, high] = [0, intervals.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (intervals[middle]!.last >= index) high = middle;
    else low = middle + 1;
  }
  return low < intervals.length && intervals[low]!.first <= index;
}

/** `1,3-5`; two that are next to each other are not written as a range. */
export const formatIntervals = (intervals: Intervals): string =>
  intervals
    .map(({ first, last }) => (last === first ? `${first}` : `${first}${last === first + 1 ? ',' : '-'}${last}`))
    .join(',');

/** What a status says, below a number. What cannot be read is passed over. */
export function parseIntervals(text: string | undefined, below: number): Interval[] {
  const intervals: Interval[] = [];
  for (const part of text ? text.split(',') : []) {
    const [, first, last] = /^(\d{1,10})(?:-(\d{1,10}))?$/.exec(part) ?? [];
    if (first === undefined) continue;
    if (Number(first) >= below) break;
    const interval = { first: Number(first), last: Math.min(Number(last ?? first), below - 1) };
    const previous = intervals.at(-1);
    if (previous?.last === interval.first - 1) previous.last = interval.last;
    else intervals.push(interval);
  }
  return intervals;
}
