import { growthRatio } from '@kubets/apimachinery/testing';
import { readYaml } from './read-yaml';
import { YamlProblem } from './yaml-problem';

const value = (text: string) => readYaml(text).value;

// What Go's reader makes of plain scalars, as kube-apiserver 1.37 answers them.
test.each<[string, unknown]>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((text): [string, unknown] => [
    text,
    true,
  ]),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((text): [string, unknown] => [
    text,
    false,
  ]),
  ...['~', 'null', 'Null', 'NULL'].map((text): [string, unknown] => [text, null]),
  ['yEs', 'yEs'],
  ['tRUE', 'tRUE'],
  ['nULL', 'nULL'],
  ['0', 0],
  ['-0', 0],
  ['+5', 5],
  ['010', 8],
  ['-010', -8],
  ['0o17', 15],
  ['0x1F', 31],
  ['-0x1f', -31],
  ['0b101', 5],
  ['0X1f', 31],
  ['0B11', 3],
  ['-0O17', -15],
  ['08', 8],
  ['1_000', 1000],
  ['0x_1F', 31],
  ['1__0', 10],
  ['_1', '_1'],
  ['1.', 1],
  ['.5', 0.5],
  ['.5_5', 0.55],
  ['._5', '._5'],
  ['+.5', 0.5],
  ['1e3', 1000],
  ['1E-2', 0.01],
  ['1e1000', '1e1000'],
  ['9007199254740993', 9007199254740993n],
  ['9223372036854775807', 2n ** 63n - 1n],
  ['-9223372036854775808', -(2n ** 63n)],
  ['18446744073709551615', 2n ** 64n - 1n],
  ['+18446744073709551615', 18446744073709552000],
  ['18446744073709551616', 18446744073709552000],
  ['0xFFFFFFFFFFFFFFFFF', '0xFFFFFFFFFFFFFFFFF'],
  ['12:30:45', '12:30:45'],
  ['2026-01-02', '2026-01-02'],
  ['2026-01-02T03:04:05Z', '2026-01-02T03:04:05Z'],
  ['+', '+'],
  ['-', [null]],
  ['.', '.'],
  ['1.2.3', '1.2.3'],
  ['"on"', 'on'],
  ["'010'", '010'],
  ['!!str on', 'on'],
  ['! 010', '010'],
  ['!other 010', '010'],
  ['!!int "7"', 7],
  ['!!float 7', 7],
  ['!!bool y', true],
  ['!!binary aGk=', 'hi'],
])('%s', (text, expected) => {
  expect(value(text)).toEqual(expected);
});

test.each<[string, string]>([
  ['on', 'true'],
  ['010', '8'],
  ['1_000', '1000'],
  ['0x10', '16'],
  ['1.5', '1.5'],
  ['1e3', '1000'],
  ['1e6', '1e+06'],
  ['.00001', '1e-05'],
  ['1e100', '.inf'],
  ['-0.0', '-0'],
  ['.inf', '.inf'],
  ['-.INF', '-.inf'],
  ['.NaN', '.nan'],
  ['"010"', '010'],
  ['9223372036854775807', '9223372036854775807'],
  ['-9223372036854775808', '-9223372036854775808'],
  ['18446744073709551616', '1.8446744e+19'],
  ['+18446744073709551615', '1.8446744e+19'],
  ['100000000000000000000', '1e+20'],
  ['-9223372036854775809', '-9.223372e+18'],
  ['0999999999', '1e+09'],
  ['!!int "7"', '7'],
  ['2026-01-02', '2026-01-02'],
  ['__proto__', '__proto__'],
])('the key %s is %s', (key, expected) => {
  expect(Object.keys(value(`${key}: 1`) as object)).toEqual([expected]);
});

test.each<[string, string, unknown]>([
  ['the first document counts', 'a: 1\n---\nb: 2\n', { a: 1 }],
  ['whatever follows it', 'a: 1\n---\n{[', { a: 1 }],
  ['also when it begins with a mark', '# c\n---\na: 1\n---\nb: 2\n', { a: 1 }],
  ['an end mark ends it', 'a: 1\n...\nb', { a: 1 }],
  ['a mark in a text is text', 'a: |\n  ---\n  b\n', { a: '---\nb\n' }],
  ['nothing is null', '', null],
  ['comments are nothing', '# a\n# b\n', null],
  ['its own version', '%YAML 1.1\n---\na: 1', { a: 1 }],
  ['a merge', 'a: &a {x: 1, z: 1}\nb: {<<: *a, z: 2}', { a: { x: 1, z: 1 }, b: { x: 1, z: 2 } }],
  ['a merge of several, the first of which wins', 'a: {<<: [{x: 1}, {x: 2, z: 2}]}', { a: { x: 1, z: 2 } }],
  ['a quoted merge is a key', '{"<<": 1}', { '<<': 1 }],
  ['anchors', 'a: &x [1]\nb: *x', { a: [1], b: [1] }],
  ['block texts', 'a: |-\n  x\n   y\nb: >\n  x\n  y\n', { a: 'x\n y', b: 'x y\n' }],
  ['flow', '{a: [b, "c", {d: e}], f: }', { a: ['b', 'c', { d: 'e' }], f: null }],
])('%s', (_, text, expected) => {
  expect(value(text)).toEqual(expected);
});

test('keys given twice are told with the line of the second value, and the last counts', () => {
  const text = 'a: 1\nb:\n  c: 1\n  "c": 2\na: 3\nm: &m {x: 1}\np: {<<: *m, x: 2}\n010: 1\n8: 2\n';
  expect(readYaml(text)).toEqual({
    value: { 8: 2, a: 3, b: { c: 2 }, m: { x: 1 }, p: { x: 2 } },
    duplicates: [
      'line 4: key "c" already set in map',
      'line 5: key "a" already set in map',
      'line 9: key 8 already set in map',
    ],
  });
});

const laughs = (levels: number) =>
  Array.from(
    { length: levels },
    (_, level) =>
      `a${level}: &a${level} [${Array(9)
        .fill(level ? `*a${level - 1}` : 'lol')
        .join(', ')}]`,
  ).join('\n');

test.each<[string, string, string]>([
  ['.inf', '.inf', 'json: unsupported value: +Inf'],
  ['-.Inf', 'a: -.Inf', 'json: unsupported value: -Inf'],
  ['.nan', '[.nan]', 'json: unsupported value: NaN'],
  ['what is no base64', '!!binary x', '!!binary value contains invalid base64 data'],
  ['a null key', '~: 1', 'unsupported map key of type: %!s(<nil>), key: <nil>, value: 1'],
  ['an empty key', ': a', 'unsupported map key of type: %!s(<nil>), key: <nil>, value: "a"'],
  ['a null key of nothing', 'a: {null: }', 'unsupported map key of type: %!s(<nil>), key: <nil>, value: <nil>'],
  [
    'a null key of much',
    '~: {b: [x, null, yes], a: {}}',
    'value: map[interface {}]interface {}{"a":map[interface {}]interface {}{}, "b":[]interface {}{"x", interface {}(nil), true}}',
  ],
  ['a null key of too much', `~: [${'abcdefgh, '.repeat(1000)}]`, '…'],
  ['a list as a key', '? [a]\n: 1', 'yaml: invalid map key: []interface {}{"a"}'],
  ['a list in brackets as a key', '{[a, 1]: 1}', 'yaml: invalid map key: []interface {}{"a", 1}'],
  ['a map as a key', '{{a: b}: 1}', 'yaml: invalid map key: map[interface {}]interface {}{"a":"b"}'],
  [
    'a key beyond 64 bits with a sign',
    '18446744073709551615: 1',
    'unsupported map key of type: uint64, key: 0xffffffffffffffff, value: 1',
  ],
  ['a key beyond them by one', '9223372036854775808: a', 'type: uint64, key: 0x8000000000000000, value: "a"'],
  ['another version', '%YAML 1.2\n---\na: 1', 'found incompatible YAML document'],
  ['an unknown anchor', 'a: *b', "unknown anchor 'b' referenced"],
  ['an anchor in itself', 'a: &a [*a]', "anchor 'a' value contains itself"],
  ['broken text', 'a: 1\n b: 2', 'line 2'],
  ['a tag that does not fit', '!!int x', 'cannot decode'],
  ['a merge of a text', '{<<: x}', 'map merge requires map'],
  ['aliases without end', laughs(12), 'excessive aliasing'],
  ['aliases of long texts', `a: &a "${'x'.repeat(100_000)}"\nb: [${'*a,'.repeat(1000)}]`, 'excessive aliasing'],
  ['lists in lists', '['.repeat(1_000_000), 'nesting exceeded'],
  ['lists in lines', '- '.repeat(1_000_000), 'nesting exceeded'],
  [
    'depth by aliases',
    Array.from(
      { length: 30 },
      (_, level) => `a${level}: &a${level} ${'['.repeat(20)}${level ? `*a${level - 1}` : 'x'}${']'.repeat(20)}`,
    ).join('\n'),
    'exceeded max depth',
  ],
])('is refused: %s', (_, text, problem) => {
  expect(() => readYaml(text)).toThrow(YamlProblem);
  expect(() => readYaml(text)).toThrow(problem);
});

test.each<[string, (size: number) => string]>([
  ['keys', (size) => Array.from({ length: size / 10 }, (_, index) => `k${index}: v`).join('\n')],
  ['the same key', (size) => 'a: b\n'.repeat(size / 5)],
  ['anchors', (size) => Array.from({ length: size / 12 }, (_, index) => `k${index}: &a${index} v`).join('\n')],
  ['marks', (size) => '# c\n'.repeat(size / 8) + '---\n' + '\n'.repeat(size / 2)],
  ['digits', (size) => '9'.repeat(size)],
  ['underscores', (size) => `1${'_'.repeat(size)}1x`],
  ['block text', (size) => `a: |\n${'  x\n'.repeat(size / 4)}`],
])('the time for %s grows with their number, not faster', (_, text) => {
  expect(growthRatio(text, readYaml, 40_000)).toBeLessThan(5);
});

test('maps are in the order of their keys, as Go makes JSON of them', () =>
  expect(JSON.stringify(value('b: 1\na: {z: 1, x: [{d: 1, c: 2}]}'))).toBe('{"a":{"x":[{"c":2,"d":1}],"z":1},"b":1}'));
