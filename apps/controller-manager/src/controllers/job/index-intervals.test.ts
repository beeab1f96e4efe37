import { countIn, formatIntervals, hasIndex, mergeIntervals, parseIntervals, withIndexes } from './index-intervals';

test.each([
  ['', '', 0],
  ['0', '0', 1],
  ['1,3-5,7', '1,3-5,7', 5],
  ['1,2', '1,2', 2],
  ['1-2,3', '1-3', 3],
  ['1,x,3', '1,3', 2],
  ['3-20', '3-9', 7],
  ['10,1', '', 0],
  ['-1', '', 0],
])('"%s" below 10 is "%s", %i indexes', (text, expected, count) => {
  const intervals = parseIntervals(text, 10);
  expect([formatIntervals(intervals), countIn(intervals)]).toEqual([expected, count]);
});

test.each([
  ['1,5-6', [2, 0, 2, 8], '0-2,5,6,8'],
  ['', [3, 1], '1,3'],
  ['0-9', [4], '0-9'],
])('%s with %j is %s', (text, indexes, expected) =>
  expect(formatIntervals(withIndexes(parseIntervals(text, 100), indexes))).toBe(expected),
);

test('merging agrees with sets of numbers', () => {
  const numbers = (text: string): number[] =>
    Array.from({ length: 40 }, (_, i) => i).filter((i) => hasIndex(parseIntervals(text, 40), i));
  for (const [a, b] of [
    ['1-3,7', '2-9'],
    ['', '5'],
    ['0,2,4', '1,3,5'],
    ['30-39', '0-10'],
  ] as const) {
    const merged = formatIntervals(mergeIntervals(parseIntervals(a, 40), parseIntervals(b, 40)));
    expect(numbers(merged)).toEqual([...new Set([...numbers(a), ...numbers(b)])].sort((x, y) => x - y));
  }
});
