import { parseAccept } from './accept';

test('puts what is wanted most first', () => {
  expect(parseAccept('a/b;q=0.2, c/d, e/f;x=y;q=0.9').map(({ type }) => type)).toEqual(['c/d', 'e/f', 'a/b']);
});
