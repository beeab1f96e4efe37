import { normalizeByHighest } from './normalize';

test.each<{ scores: number[]; reverse: boolean; expected: number[] }>([
  { scores: [], reverse: false, expected: [] },
  { scores: [0, 0], reverse: false, expected: [0, 0] },
  { scores: [0, 0], reverse: true, expected: [100, 100] },
  { scores: [1, 2, 3], reverse: false, expected: [33, 66, 100] },
  { scores: [0, 1, 4], reverse: true, expected: [100, 75, 0] },
])('$scores reverse=$reverse → $expected', ({ scores, reverse, expected }) => {
  expect(normalizeByHighest(scores, reverse)).toEqual(expected);
});
