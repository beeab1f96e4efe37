import { compareResourceVersions } from './resource-version';

test.each([
  ['1', '1', 0],
  ['9', '10', -1],
  ['10', '9', 1],
  ['123', '124', -1],
  ['99999999999999999999999999999999', '100000000000000000000000000000000', -1],
])('%s against %s', (a, b, expected) => expect(Math.sign(compareResourceVersions(a, b))).toBe(expected));

test.each(['', '0', '01', '-1', '1.5', '1e3', ' 1', '1\n', 'abc', '١'])('%j cannot be compared', (text) => {
  const message = `resource version is not well formed: ${text}`;
  expect(() => compareResourceVersions(text, '1')).toThrow(new Error(message));
  expect(() => compareResourceVersions('1', text)).toThrow(new Error(message));
});
