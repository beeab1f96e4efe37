import { trimEnd } from './trim-end';

test.each([
  ['', '/', ''],
  ['///', '/', ''],
  ['a/b//', '/', 'a/b'],
  ['/a', '/', '/a'],
  ['web-.-', '-.', 'web'],
])('%j without %j at its end is %j', (text, characters, trimmed) => {
  expect(trimEnd(text, characters)).toBe(trimmed);
});
