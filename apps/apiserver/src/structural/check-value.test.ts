import { atOnce, fieldErrorText } from '@kubets/apimachinery';
import { schemaErrors } from './check-value';
import { Correlated } from './correlated';
import type { SchemaNode } from './schema-node';

const errorsOf = (value: unknown, schema: SchemaNode, base = ''): string[] =>
  atOnce(schemaErrors({ a: value }, { type: 'object', properties: { a: schema } }, { base })).map(fieldErrorText);

// What kube-apiserver 1.37 answers for the same schemas and values.
test.each<{ schema: SchemaNode; value: unknown; errors: string[] }>([
  { schema: { type: 'string' }, value: 'x', errors: [] },
  {
    schema: { type: 'string' },
    value: 1,
    errors: ['a: Invalid value: "integer": a in body must be of type string: "integer"'],
  },
  {
    schema: { type: 'string' },
    value: null,
    errors: ['a: Invalid value: "null": a in body must be of type string: "null"'],
  },
  { schema: { type: 'string', nullable: true }, value: null, errors: [] },
  { schema: { type: 'integer' }, value: 10n ** 18n, errors: [] },
  {
    schema: { type: 'integer' },
    value: 1.5,
    errors: [
      'a: Invalid value: "number": a in body must be of type integer: "number"',
      '<nil>: Invalid value: "": Checked value must be of type integer (default format) in a',
    ],
  },
  {
    schema: { type: 'integer', format: 'int32' },
    value: 2 ** 31,
    errors: ['<nil>: Invalid value: "": Checked value must be of type integer with format int32 in a'],
  },
  {
    schema: { type: 'integer', format: 'int64' },
    value: 1e20,
    errors: [
      'a: Invalid value: "float64": a in body must be of type int64: "float64"',
      '<nil>: Invalid value: "": Checked value must be of type integer with format int64 in a',
    ],
  },
  { schema: { type: 'number' }, value: 1, errors: [] },
  {
    schema: { type: 'integer', minimum: 2, maximum: 4 },
    value: 1,
    errors: ['a: Invalid value: 1: a in body should be greater than or equal to 2'],
  },
  {
    schema: { type: 'integer', maximum: 4, exclusiveMaximum: true },
    value: 4,
    errors: ['a: Invalid value: 4: a in body should be less than 4'],
  },
  {
    schema: { type: 'integer', multipleOf: 3 },
    value: 4,
    errors: ['a: Invalid value: 4: a in body should be a multiple of 3'],
  },
  { schema: { type: 'number', multipleOf: 0.1 }, value: 0.3, errors: [] },
  {
    schema: { type: 'string', maxLength: 2 },
    value: 'abc',
    errors: ['a: Too long: may not be more than 2 bytes'],
  },
  { schema: { type: 'string', maxLength: 2 }, value: '😀😀', errors: [] },
  {
    schema: { type: 'string', minLength: 2 },
    value: '😀',
    errors: ['a: Invalid value: "😀": a in body should be at least 2 chars long'],
  },
  {
    schema: { type: 'string', pattern: '^(a+)+$' },
    value: `${'a'.repeat(64)}b`,
    errors: [`a: Invalid value: "${'a'.repeat(64)}b": a in body should match '^(a+)+$'`],
  },
  {
    schema: { type: 'string', enum: ['x', 'y'] },
    value: 'z',
    errors: ['a: Unsupported value: "z": supported values: "x", "y"'],
  },
  {
    schema: { type: 'string', format: 'date-time' },
    value: 'x',
    errors: ['a: Invalid value: "x": a in body must be of type date-time: "x"'],
  },
  { schema: { type: 'string', format: 'no-format' }, value: 'x', errors: [] },
  { schema: { 'x-kubernetes-int-or-string': true }, value: '50%', errors: [] },
  {
    schema: { 'x-kubernetes-int-or-string': true },
    value: true,
    errors: ['a: Invalid value: "boolean": a in body must be of type integer,string: "boolean"'],
  },
  {
    schema: { type: 'array', items: { type: 'string' }, maxItems: 1 },
    value: ['x', 1],
    errors: [
      'a[1]: Invalid value: "integer": a[1] in body must be of type string: "integer"',
      'a: Too many: 2: must have at most 1 item',
    ],
  },
  {
    schema: { type: 'array', items: { type: 'string' }, minItems: 1 },
    value: [],
    errors: ['a: Invalid value: 0: a in body should have at least 1 items'],
  },
  {
    schema: { type: 'object', required: ['b'], properties: { b: { type: 'string' } } },
    value: {},
    errors: ['a.b: Required value'],
  },
  {
    schema: { type: 'object', additionalProperties: { type: 'string' }, maxProperties: 1 },
    value: { x: 1, y: 'z' },
    errors: [
      'a: Too many: 2: must have at most 1 item',
      'a.x: Invalid value: "integer": a.x in body must be of type string: "integer"',
    ],
  },
  {
    schema: { type: 'object', oneOf: [{ required: ['b'] }, { required: ['c'] }] },
    value: {},
    errors: [
      '<nil>: Invalid value: "": "a" must validate one and only one schema (oneOf). Found none valid',
      'a.b: Required value',
    ],
  },
  {
    schema: { type: 'object', oneOf: [{ required: ['b'] }, { required: ['c'] }] },
    value: { b: 1, c: 1 },
    errors: ['<nil>: Invalid value: "": "a" must validate one and only one schema (oneOf). Found 2 valid alternatives'],
  },
  {
    schema: { type: 'integer', anyOf: [{ minimum: 5 }, { maximum: 1 }] },
    value: 3,
    errors: [
      '<nil>: Invalid value: "": "a" must validate at least one schema (anyOf)',
      'a: Invalid value: 3: a in body should be greater than or equal to 5',
    ],
  },
  {
    schema: { type: 'integer', allOf: [{ minimum: 5 }, { maximum: 9 }] },
    value: 3,
    errors: [
      'a: Invalid value: 3: a in body should be greater than or equal to 5',
      '<nil>: Invalid value: "": "a" must validate all the schemas (allOf)',
    ],
  },
  {
    schema: { type: 'string', not: { enum: ['x'] } },
    value: 'x',
    errors: ['<nil>: Invalid value: "": "a" must not validate the schema (not)'],
  },
])('$schema of $value', ({ schema, value, errors }) => expect(errorsOf(value, schema)).toEqual(errors));

test('names where a part of an object stands', () => {
  expect(errorsOf(1, { type: 'string' }, 'status')).toEqual([
    'status.a: Invalid value: "integer": a in body must be of type string: "integer"',
  ]);
});

const list: SchemaNode = {
  type: 'object',
  properties: {
    items: {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name'],
      items: { type: 'object', properties: { name: { type: 'string' }, size: { type: 'integer', maximum: 1 } } },
    },
    plain: { type: 'array', items: { type: 'integer', maximum: 1 } },
  },
};

test.each<{ name: string; old: object; value: object; fields: string[] }>([
  {
    name: 'what has not changed is let pass, wherever it stands by its keys',
    old: { items: [{ name: 'a', size: 5 }] },
    value: {
      items: [
        { name: 'b', size: 1 },
        { name: 'a', size: 5 },
      ],
    },
    fields: [],
  },
  {
    name: 'what has changed is not',
    old: { items: [{ name: 'a', size: 5 }] },
    value: { items: [{ name: 'a', size: 6 }] },
    fields: ['items[0].size'],
  },
  {
    name: 'nor what is new',
    old: { items: [] },
    value: { items: [{ name: 'a', size: 5 }] },
    fields: ['items[0].size'],
  },
  { name: 'a list without keys is one whole', old: { plain: [5] }, value: { plain: [5, 1] }, fields: ['plain[0]'] },
  { name: 'and is let pass as one', old: { plain: [5] }, value: { plain: [5] }, fields: [] },
])('ratcheting: $name', ({ old, value, fields }) => {
  const before = new Correlated(value, old, list);
  expect(atOnce(schemaErrors(value, list, { before })).map(({ field }) => field)).toEqual(fields);
});
