import { decodedUri } from './decoded-uri';

test.each([
  ['caf%C3%A9', 'café'],
  ['a+b', 'a+b'],
  ['100%', '100%'],
  ['%zz', '%zz'],
])('%s is %s', (text, expected) => {
  expect(decodedUri(text)).toBe(expected);
});
