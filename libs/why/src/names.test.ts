import { isOneEditAway } from './names';

test.each([
  ['web', 'wed', true],
  ['web', 'we', true],
  ['web', 'webb', true],
  ['web', 'ewb', true],
  ['web', 'web', false],
  ['web', 'wxyz', false],
  ['', 'a', true],
  ['web', 'bew', false],
])('%s and %s: %s', (a, b, expected) => {
  expect(isOneEditAway(a, b)).toBe(expected);
  expect(isOneEditAway(b, a)).toBe(expected);
});
