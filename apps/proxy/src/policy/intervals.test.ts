import { type Box, disjointBoxes, type Interval, unionOf, without } from './intervals';

const interval = (from: number, to: number): Interval => ({ from: BigInt(from), to: BigInt(to) });
const text = (intervals: readonly Interval[]): string => intervals.map(({ from, to }) => `${from}-${to}`).join(' ');
const box = (from: number, to: number, first: number, last = first): Box => ({
  addresses: interval(from, to),
  ports: { from: first, to: last },
});

test.each([
  [[], ''],
  [[interval(5, 9), interval(1, 3)], '1-3 5-9'],
  [[interval(1, 3), interval(4, 9)], '1-9'],
  [[interval(1, 9), interval(2, 3), interval(9, 12)], '1-12'],
])('union %#', (intervals, expected) => expect(text(unionOf(intervals))).toBe(expected));

test.each([
  [[], '10-20'],
  [[interval(12, 13), interval(15, 15)], '10-11 14-14 16-20'],
  [[interval(1, 10), interval(20, 30)], '11-19'],
  [[interval(1, 30)], ''],
  [[interval(1, 5), interval(25, 30)], '10-20'],
])('without %#', (holes, expected) => expect(text(without(interval(10, 20), holes))).toBe(expected));

test.each<[string, Box[], string[]]>([
  ['nothing', [], []],
  ['twice the same', [box(1, 9, 80), box(1, 9, 80)], ['1-9 at 80-80']],
  ['ports one after the other', [box(1, 9, 80, 89), box(1, 9, 90, 99)], ['1-9 at 80-99']],
  ['an address inside a range', [box(1, 9, 80, 90), box(5, 5, 85)], ['1-9 at 80-90']],
  ['crossing', [box(1, 5, 80, 90), box(4, 9, 85, 95)], ['1-5 at 80-84', '1-9 at 85-90', '4-9 at 91-95']],
  ['a gap', [box(1, 5, 80), box(1, 5, 82)], ['1-5 at 80-80', '1-5 at 82-82']],
  [
    'all ports',
    [box(1, 5, 0, 65_535), box(9, 9, 80)],
    ['1-5 at 0-79', '1-5 at 80-80', '9-9 at 80-80', '1-5 at 81-65535'],
  ],
])('boxes: %s', (_, boxes, expected) => {
  const result = disjointBoxes(boxes, 100);
  expect(result.complete).toBe(true);
  expect(result.boxes.map(({ addresses, ports }) => `${text([addresses])} at ${ports.from}-${ports.to}`)).toEqual(
    expected,
  );
});

test('more than asked for is left out', () => {
  const boxes = Array.from({ length: 20 }, (_, n) => box(n * 2, n * 2, n * 2));
  const result = disjointBoxes(boxes, 10);
  expect(result.complete).toBe(false);
  expect(result.boxes.length).toBeLessThanOrEqual(10);
});
