import { schema, type FieldSchema, type MessageSchema } from '@kubets/proto-gen/schema';
import { fieldErrorText } from '../validation/field-error';
import { validateBySchema } from './validate-by-schema';

const field = (rest: Partial<FieldSchema>): FieldSchema => ({ number: 1, type: 'string', ...rest });
const message = (fields: Record<string, Partial<FieldSchema>>): MessageSchema => ({
  name: 'test.Message',
  fields: Object.fromEntries(Object.entries(fields).map(([name, rest]) => [name, field(rest)])),
});
const texts = (...[object, of, old]: Parameters<typeof validateBySchema>): string[] =>
  validateBySchema(object, of, old).map(fieldErrorText);

const LABEL =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const KEY =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";
const int = { type: 'int32' } as const;
const list = { repeated: true } as const;

describe.each<[string, Partial<FieldSchema>, [unknown, string[]][]]>([
  [
    'required',
    { rules: { required: true } },
    [
      ['x', []],
      [undefined, ['f: Required value']],
      ['', ['f: Required value']],
    ],
  ],
  [
    'required, with a hint',
    { ...list, rules: { required: true, requiredDetail: 'one at least' } },
    [
      [['x'], []],
      [[], ['f: Required value: one at least']],
      [undefined, ['f: Required value: one at least']],
    ],
  ],
  [
    'required where zero is a value',
    { ...int, zeroIsSet: true, rules: { required: true } },
    [
      [0, []],
      [undefined, ['f: Required value']],
    ],
  ],
  [
    'closed',
    { enum: ['B', 'A'], rules: { closed: true } },
    [
      ['A', []],
      [undefined, []],
      ['', []],
      ['x', ['f: Unsupported value: "x": supported values: "A", "B"']],
    ],
  ],
  [
    'closed where an empty text is a value',
    { enum: ['A'], zeroIsSet: true, rules: { closed: true } },
    [['', ['f: Unsupported value: "": supported values: "A"']]],
  ],
  [
    'closed, of items',
    { ...list, enum: ['A'], rules: { closed: true } },
    [[['A', 'x'], ['f[1]: Unsupported value: "x": supported values: "A"']]],
  ],
  [
    'minimum and maximum',
    { ...int, rules: { minimum: 0, maximum: 9 } },
    [
      [0, []],
      [9, []],
      [-1, ['f: Invalid value: -1: must be greater than or equal to 0']],
      [10, ['f: Invalid value: 10: must be less than or equal to 9']],
    ],
  ],
  [
    'a minimum of what a number cannot hold',
    { type: 'int64', rules: { minimum: 1 } },
    [[-9223372036854775808n, ['f: Invalid value: -9223372036854775808: must be greater than or equal to 1']]],
  ],
  [
    'above',
    { ...int, zeroIsSet: true, rules: { above: 0 } },
    [
      [1, []],
      [undefined, []],
      [0, ['f: Invalid value: 0: must be greater than 0']],
    ],
  ],
  [
    'range',
    { ...int, rules: { range: { low: 1, high: 65535 } } },
    [
      [1, []],
      [0, []],
      [65536, ['f: Invalid value: 65536: must be between 1 and 65535, inclusive']],
    ],
  ],
  [
    'range, in its own words',
    { ...int, rules: { range: { low: 1, high: 2, says: 'too much' } } },
    [[3, ['f: Invalid value: 3: too much']]],
  ],
  [
    'an absent number that counts as 0',
    { ...int, rules: { absentIsZero: true, range: { low: 1, high: 2 } } },
    [
      [undefined, ['f: Invalid value: 0: must be between 1 and 2, inclusive']],
      [2, []],
    ],
  ],
  [
    'minLength',
    { rules: { minLength: 2 } },
    [
      ['ab', []],
      ['😀', ['f: Too short: must be at least 2 characters']],
    ],
  ],
  [
    'maxLength',
    { rules: { maxLength: 1 } },
    [
      ['a', []],
      ['😀', []],
      ['ab', ['f: Too long: may not be more than 1 character']],
    ],
  ],
  [
    'maxBytes',
    { rules: { maxBytes: 3 } },
    [
      ['abc', []],
      ['éé', ['f: Too long: may not be more than 3 bytes']],
    ],
  ],
  [
    'minItems',
    { ...list, rules: { minItems: 2 } },
    [
      [['a', 'b'], []],
      [['a'], ['f: Too few: 1: must have at least 2 items']],
    ],
  ],
  [
    'maxItems, and no more is said',
    { ...list, rules: { maxItems: 1, format: 'k8s-short-name' } },
    [
      [['a'], []],
      [['A', 'B'], ['f: Too many: 2: must have at most 1 item']],
    ],
  ],
  [
    'maxProperties',
    { map: true, rules: { maxProperties: 1 } },
    [
      [{ a: 'b' }, []],
      [{ a: 'b', c: 'd' }, ['f: Too many: 2: must have at most 1 item']],
    ],
  ],
  [
    'format',
    { rules: { format: 'k8s-short-name' } },
    [
      ['a', []],
      ['', []],
      ['A', [`f: Invalid value: "A": ${LABEL}`]],
    ],
  ],
  [
    'format of items',
    { ...list, rules: { format: 'k8s-short-name' } },
    [[['a', 'A'], [`f[1]: Invalid value: "A": ${LABEL}`]]],
  ],
  [
    'format of keys',
    { map: true, rules: { keyFormat: 'config-map-key' } },
    [
      [{ a: '' }, []],
      [{ 'a b': '' }, [`f[a b]: Invalid value: "a b": ${KEY}`]],
    ],
  ],
  [
    'unique items',
    { ...list, rules: { unique: true } },
    [
      [['a', 'b'], []],
      [['a', 'b', 'a'], ['f[2]: Duplicate value: "a"']],
    ],
  ],
])('%s', (_, rules, cases) => {
  test.each(cases)('%j', (value, expected) => {
    expect(texts({ f: value }, message({ f: rules }))).toEqual(expected);
  });
});

test('unions have one member', () => {
  const union = message({ a: { rules: { union: 'u' } }, b: { rules: { union: 'u' } } });
  const places = (object: object) => validateBySchema(object, union).map(({ badValue, detail }) => [badValue, detail]);
  expect(places({ a: 'x' })).toEqual([]);
  expect(places({ a: 'x', b: '' })).toEqual([]);
  expect(places({})).toEqual([['', 'must specify one of: `a`, `b`']]);
  expect(places({ a: 'x', b: 'y' })).toEqual([['{a, b}', 'must specify exactly one of: `a`, `b`']]);
});

describe('a change', () => {
  test.each<[string, Partial<FieldSchema>, unknown, unknown, string[]]>([
    ['of what may change', { rules: { required: true } }, 'a', 'b', []],
    ['of what is immutable', { immutable: true }, 'a', 'b', ['f: Invalid value: "b": field is immutable']],
    [
      'that takes what is immutable away',
      { immutable: true },
      'a',
      undefined,
      ['f: Invalid value: null: field is immutable'],
    ],
    [
      'that sets',
      { rules: { update: ['NoSet'] } },
      undefined,
      'a',
      ['f: Invalid value: null: field cannot be set once created'],
    ],
    [
      'that clears',
      { rules: { update: ['NoUnset'] } },
      'a',
      undefined,
      ['f: Invalid value: null: field cannot be cleared once set'],
    ],
    [
      'that modifies',
      { rules: { update: ['NoModify'] } },
      'a',
      'b',
      ['f: Invalid value: null: field cannot be modified once set'],
    ],
    ['that sets what may be set once', { rules: { update: ['NoModify', 'NoUnset'] } }, undefined, 'b', []],
    ['that leaves a wrong value', { rules: { format: 'k8s-short-name' } }, 'A', 'A', []],
    [
      'from one wrong value to another',
      { rules: { format: 'k8s-short-name' } },
      'A',
      'B',
      [`f: Invalid value: "B": ${LABEL}`],
    ],
    ['that leaves an absent value', { rules: { required: true } }, undefined, undefined, []],
    [
      'of another item of the list',
      { ...list, rules: { format: 'k8s-short-name' } },
      ['A', 'b'],
      ['A', 'c'],
      [`f[0]: Invalid value: "A": ${LABEL}`],
    ],
    ['that leaves a list with a repeated item', { ...list, rules: { unique: true } }, ['a', 'a'], ['a', 'a'], []],
    [
      'that repeats an item',
      { ...list, rules: { unique: true } },
      ['b', 'a'],
      ['a', 'a'],
      ['f[1]: Duplicate value: "a"'],
    ],
  ])('%s', (_, rules, before, after, expected) => {
    expect(texts({ f: after }, message({ f: rules }), { f: before })).toEqual(expected);
  });
});

test('a format that there is not is a fault of the schema', () => {
  expect(() => validateBySchema({}, message({ f: { rules: { format: 'x' } } }))).toThrow('no format x');
});

test('every rule of the API can be read', () => {
  for (const name of schema.messageNames()) expect(validateBySchema({}, schema.message(name)!)).toBeInstanceOf(Array);
});
