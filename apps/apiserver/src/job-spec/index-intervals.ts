import { quote } from '@kubets/apimachinery';

export interface IndexInterval {
  first: number;
  last: number;
}

function indexOf(text: string, completions: number): number | string {
  if (!/^[+-]?\d{1,18}$/.test(text)) return `cannot convert string to integer for index: ${quote(text)}`;
  return Number(text) >= completions ? `too large index: ${quote(text)}` : Number(text);
}

/** One of the parts between commas: `3` or `5-7`; what is wrong with it as a text. */
function parseInterval(text: string, completions: number): IndexInterval | string {
  const limits = text.split('-');
  if (limits.length > 2)
    return `the fragment ${quote(text)} violates the requirement that an index interval can have at most two parts separated by '-'`;
  const first = indexOf(limits[0]!, completions);
  if (typeof first === 'string' || limits.length === 1)
    return typeof first === 'string' ? first : { first, last: first };
  const last = indexOf(limits[1]!, completions);
  if (typeof last === 'string') return last;
  return first >= last ? `non-increasing order, previous: ${first}, current: ${last}` : { first, last };
}

/** How many indexes a text such as `1,3-5` names, or what is wrong with it, in Kubernetes' words. */
export function countIndexes(text: string, completions: number): number | string {
  let previous: number | undefined;
  let total = 0;
  for (const part of text === '' ? [] : text.split(',')) {
    const interval = parseInterval(part, completions);
    if (typeof interval === 'string') return interval;
    if (previous !== undefined && previous >= interval.first)
      return `non-increasing order, previous: ${previous}, current: ${interval.first}`;
    total += interval.last - interval.first + 1;
    previous = interval.last;
  }
  return total;
}

/** The first index that two texts have in common. What cannot be read is passed over. */
export function firstCommonIndex(a: string, b: string, completions: number): number | undefined {
  const parse = (text: string): IndexInterval[] =>
    (text === '' ? [] : text.split(','))
      .map((part) => parseInterval(part, completions))
      .filter((interval) => typeof interval !== 'string');
  const [left, right] = [parse(a), parse(b)];
  for (let i = 0, j = 0; i < left.length && j < right.length;) {
    const [one, other] = [left[i]!, right[j]!];
    if (one.first <= other.last && other.first <= one.last) return Math.max(one.first, other.first);
    if (one.first <= other.first) i++;
    else j++;
  }
  return undefined;
}
