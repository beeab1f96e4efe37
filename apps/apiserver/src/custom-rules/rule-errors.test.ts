import { atOnce, fieldErrorText, type JsonObject } from '@kubets/apimachinery';
import type { ValidationRule } from '@kubets/proto-gen/apiextensions/v1';
import type { SchemaNode } from '../structural/schema-node';
import { ruleErrors } from './rule-errors';

const errorsOf = (schema: SchemaNode, value: unknown, old?: unknown): string[] => {
  const wrapped: SchemaNode = { type: 'object', properties: { spec: schema } };
  const object = (spec: unknown): JsonObject => ({ kind: 'W', metadata: { name: 'w' }, spec });
  return atOnce(ruleErrors(object(value), wrapped, old === undefined ? {} : { old: object(old) })).map(fieldErrorText);
};

const ruled = (rule: ValidationRule, schema: SchemaNode = INT): SchemaNode => ({
  ...schema,
  'x-kubernetes-validations': [rule],
});

const INT: SchemaNode = { type: 'integer' };
const SET: SchemaNode = { type: 'array', maxItems: 9, items: INT, 'x-kubernetes-list-type': 'set' };
const MAP_LIST: SchemaNode = {
  type: 'array',
  maxItems: 9,
  items: { type: 'object', properties: { name: { type: 'string' }, a: INT } },
  'x-kubernetes-list-type': 'map',
  'x-kubernetes-list-map-keys': ['name'],
};
const OBJECT: SchemaNode = { type: 'object', properties: { min: INT, max: INT, 'a-b': { type: 'string' } } };

test.each<[rule: string, schema: SchemaNode, value: unknown, old: unknown]>([
  [
    '!has(self.min) && !(self.?min).hasValue()',
    { ...OBJECT, properties: { min: { ...INT, nullable: true } } },
    { min: null },
    {},
  ],
  ['self == [2, 1]', SET, [1, 2], []],
  ['self != [2, 2] && [2, 1] != self', SET, [1, 2], []],
  ['self == oldSelf', SET, [1, 2, 3], [3, 1, 2]],
  ['self + [2, 3] == [1, 2, 3] && (self + [2, 3]).size() == 3', SET, [1, 2], []],
  ['self == oldSelf', MAP_LIST, [{ name: 'x', a: 1 }, { name: 'y' }], [{ name: 'y' }, { name: 'x', a: 1 }]],
  ['self != oldSelf', MAP_LIST, [{ name: 'x', a: 1 }, { name: 'y' }], [{ name: 'y' }, { name: 'x', a: 2 }]],
  [
    '(self + oldSelf).map(x, x.a) == [2, 5]',
    MAP_LIST,
    [{ name: 'x', a: 1 }],
    [
      { name: 'x', a: 2 },
      { name: 'z', a: 5 },
    ],
  ],
])('%s', (rule, schema, value, old) => {
  expect(errorsOf(ruled({ rule }, schema), value, old)).toEqual([]);
});

test.each<{ name: string; schema: SchemaNode; value: unknown; old?: unknown; errors: string[] }>([
  { name: 'kept', schema: ruled({ rule: 'self > 0' }), value: 1, errors: [] },
  {
    name: 'broken',
    schema: ruled({ rule: 'self > 0' }),
    value: 0,
    errors: ['spec: Invalid value: 0: failed rule: self > 0'],
  },
  {
    name: 'an object is not told',
    schema: ruled({ rule: 'self.min <= self.max', message: 'min above max' }, OBJECT),
    value: { min: 2, max: 1 },
    errors: ['spec: Invalid value: min above max'],
  },
  {
    name: 'a message that is computed',
    schema: ruled({ rule: 'self > 5', messageExpression: '"not above 5: " + string(self)' }),
    value: 3,
    errors: ['spec: Invalid value: 3: not above 5: 3'],
  },
  {
    name: 'a computed message that fails gives way',
    schema: ruled({ rule: 'self > 5', message: 'too few', messageExpression: 'string(1 / (self - 3))' }),
    value: 3,
    errors: ['spec: Invalid value: 3: too few'],
  },
  {
    name: 'reason and field',
    schema: ruled(
      { rule: 'has(self.min)', reason: 'FieldValueRequired', fieldPath: '.min', message: 'set it' },
      OBJECT,
    ),
    value: {},
    errors: ['spec.min: Required value: set it'],
  },
  {
    name: 'a forbidden field',
    schema: ruled({ rule: '!has(self.max)', reason: 'FieldValueForbidden', fieldPath: '.max' }, OBJECT),
    value: { max: 1 },
    errors: ['spec.max: Forbidden: failed rule: !has(self.max)'],
  },
  {
    name: 'escaped names',
    schema: ruled({ rule: 'self.a__dash__b == "x"' }, OBJECT),
    value: { 'a-b': 'x' },
    errors: [],
  },
  { name: 'a transition needs what was', schema: ruled({ rule: 'self == oldSelf' }), value: 1, errors: [] },
  {
    name: 'a transition',
    schema: ruled({ rule: 'self == oldSelf', message: 'Value is immutable' }),
    value: 1,
    old: 2,
    errors: ['spec: Invalid value: 1: Value is immutable'],
  },
  {
    name: 'an optional old value that is not there',
    schema: ruled({ rule: 'oldSelf.hasValue() || self == 0', optionalOldSelf: true }),
    value: 1,
    errors: ['spec: Invalid value: 1: failed rule: oldSelf.hasValue() || self == 0'],
  },
  {
    name: 'an optional old value that is there',
    schema: ruled({ rule: 'oldSelf.hasValue() && oldSelf.value() < self', optionalOldSelf: true }),
    value: 2,
    old: 1,
    errors: [],
  },
  { name: 'what has not changed is let pass', schema: ruled({ rule: 'self > 5' }), value: 3, old: 3, errors: [] },
  {
    name: 'each item and entry',
    schema: {
      type: 'object',
      properties: { list: { type: 'array', items: ruled({ rule: 'self > 0' }) } },
      additionalProperties: undefined,
    },
    value: { list: [1, 0, -1] },
    errors: [
      'spec.list[1]: Invalid value: 0: failed rule: self > 0',
      'spec.list[2]: Invalid value: -1: failed rule: self > 0',
    ],
  },
  {
    name: 'entries of maps',
    schema: { type: 'object', additionalProperties: ruled({ rule: 'self > 0' }) },
    value: { a: 0 },
    errors: ['spec[a]: Invalid value: 0: failed rule: self > 0'],
  },
  {
    name: 'items go by their keys',
    schema: {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['min'],
      items: ruled({ rule: 'self.max >= oldSelf.max' }, OBJECT),
    },
    value: [
      { min: 2, max: 1 },
      { min: 1, max: 7 },
    ],
    old: [
      { min: 1, max: 5 },
      { min: 2, max: 3 },
    ],
    errors: ['spec[0]: Invalid value: failed rule: self.max >= oldSelf.max'],
  },
  {
    name: 'what fails while it is evaluated',
    schema: ruled({ rule: '1 / self > 0' }),
    value: 0,
    errors: ['spec: Invalid value: "integer": division by zero evaluating rule: 1 / self > 0'],
  },
  {
    name: 'what does not compile',
    schema: ruled({ rule: 'self' }),
    value: 0,
    errors: ['spec: Invalid value: "integer": rule compile error: cel expression must evaluate to a bool'],
  },
])('$name', ({ schema, value, old, errors }) => {
  expect(errorsOf(schema, value, old)).toEqual(errors);
});

test('ends where it would cost too much', () => {
  const items: SchemaNode = { type: 'array', items: INT };
  const schema = ruled({ rule: 'self.all(a, self.all(b, self.all(c, a + b + c >= 0)))' }, items);
  const [error, ...more] = errorsOf(
    schema,
    Array.from({ length: 300 }, (_, index) => index),
  );
  expect(more).toEqual([]);
  expect(error).toContain('no further validation rules will be run due to call cost exceeds limit');
});
