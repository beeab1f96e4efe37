import fc from 'fast-check';
import { parseExactJson, stringifyJson } from './exact-json';

test.each<[string, unknown]>([
  ['9007199254740991', 9007199254740991],
  ['9007199254740993', 9007199254740993n],
  ['-9007199254740993', -9007199254740993n],
  ['9223372036854775807', 2n ** 63n - 1n],
  ['-9223372036854775808', -(2n ** 63n)],
  ['18446744073709551615', 2n ** 64n - 1n],
  ['100000000000000000000000', 1e23],
  ['1234567890123456789.5', 1234567890123456789.5],
  ['1234567890123456789e2', 1234567890123456789e2],
  ['0.1234567890123456789', 0.12345678901234568],
  ['1e-1234567890123456789', 0],
  ['"9007199254740993"', '9007199254740993'],
  ['"\\\\\\"9007199254740993"', '\\"9007199254740993'],
  ['[1,{"a\\"":9007199254740993,"b":[-9007199254740993 ]}]', [1, { 'a"': 9007199254740993n, b: [-9007199254740993n] }]],
])('%s is kept as it is', (text, value) => {
  expect(parseExactJson(text)).toEqual(value);
});

test.each([
  '9007199254740993 9',
  '--9007199254740993',
  '09007199254740993',
  '{9007199254740993:1}',
  '9007199254740993"',
])('%s stays broken', (text) => {
  expect(() => parseExactJson(text)).toThrow(SyntaxError);
});

test('keys that mean something in JavaScript are data beside a long integer, too', () => {
  const text = '{"__proto__":{"constructor":9007199254740993},"toString":1}';
  const value = parseExactJson(text);
  expect(Object.keys(value as object)).toEqual(['__proto__', 'toString']);
  expect(stringifyJson(value)).toBe(text);
});

test('a value that refers to itself fails as it does in JSON.stringify', () => {
  const loop: unknown[] = [1n];
  loop.push(loop);
  expect(() => stringifyJson(loop)).toThrow(TypeError);
});

const exact = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.string(),
    fc
      .bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
      .map((value) => (Number.isSafeInteger(Number(value)) ? Number(value) : value)),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value')),
    fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor')), tie('value')),
  ),
})).value;

test('what is written is read back, whatever it is, in a line or indented', () => {
  fc.assert(
    fc.property(exact, fc.constantFrom(undefined, 2), (value, space) => {
      const text = stringifyJson(value, space);
      expect(stringifyJson(parseExactJson(text), space)).toBe(text);
    }),
  );
});
