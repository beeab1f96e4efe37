import { printed } from './printed';

test.each<[unknown, string]>([
  ['a', 'a'],
  [1.5, '1.5'],
  [true, 'true'],
  [null, '<no value>'],
  [{ b: 1, a: [2, null], c: 9007199254740993n }, '{"a":[2,null],"b":1,"c":9007199254740993}'],
])('prints %j', (given, text) => expect(printed(given)).toBe(text));

test('what is long is cut', () => {
  expect(printed('a'.repeat(100), 10)).toBe(`${'a'.repeat(10)}…`);
  expect(printed({ a: ['b'.repeat(100)] }, 10)).toBe('{"a":["bbb…');
  expect(
    printed(
      Array.from({ length: 100_000 }, () => ({ a: 1 })),
      20,
    ),
  ).toBe('[{"a":1},{"a":1},{"a…');
});
