import { atOnce, FieldPath, fieldErrorText } from '@kubets/apimachinery';
import { defaultErrors } from './default-rules';
import type { SchemaNode } from './schema-node';
import { structuralErrors } from './structural-rules';

const errorsOf = (schema: SchemaNode) => atOnce(structuralErrors(schema, FieldPath.of('s'))).map(fieldErrorText);
const root = (properties: Record<string, SchemaNode>, more: SchemaNode = {}): SchemaNode => ({
  type: 'object',
  properties,
  ...more,
});

test.each<{ schema: SchemaNode; errors: string[] }>([
  { schema: root({ a: { type: 'string' } }), errors: [] },
  { schema: {}, errors: ['s.type: Required value: must not be empty at the root'] },
  { schema: { type: 'string' }, errors: ['s.type: Invalid value: "string": must be object at the root'] },
  {
    schema: root({ a: {} }),
    errors: ['s.properties[a].type: Required value: must not be empty for specified object fields'],
  },
  { schema: root({ a: { 'x-kubernetes-int-or-string': true } }), errors: [] },
  {
    schema: root({
      a: { 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }] },
      b: { 'x-kubernetes-int-or-string': true, allOf: [{ anyOf: [{ type: 'integer' }, { type: 'string' }] }] },
    }),
    errors: [],
  },
  { schema: root({ a: { type: 'array' } }), errors: ['s.properties[a].items: Required value: must be specified'] },
  {
    schema: root({ a: { type: 'string', anyOf: [{ type: 'string' }] } }),
    errors: ['s.properties[a].anyOf[0].type: Forbidden: must be empty to be structural'],
  },
  {
    schema: root({}, { anyOf: [{ properties: { b: { minimum: 1 } } }] }),
    errors: ['s.properties[b]: Required value: because it is defined in s.anyOf[0].properties[b]'],
  },
  {
    schema: root({ metadata: { type: 'object', properties: { labels: { type: 'object' } } } }),
    errors: [
      's.properties[metadata]: Forbidden: must not specify anything other than name and generateName, but metadata is implicitly specified',
    ],
  },
  {
    schema: root({ metadata: { type: 'object', properties: { name: { type: 'string', maxLength: 3 } } } }),
    errors: [],
  },
  {
    schema: root({ a: { type: 'string', pattern: '(' } }),
    errors: [
      's.properties[a].pattern: Invalid value: "(": must be a valid regular expression, but isn\'t: error parsing regexp: missing closing ): `(`',
    ],
  },
])('structural: $schema', ({ schema, errors }) => expect(errorsOf(schema)).toEqual(errors));

test.each<{ schema: SchemaNode; errors: string[] }>([
  { schema: root({ a: { type: 'string', default: 'x' } }), errors: [] },
  {
    schema: root({ a: { type: 'string', default: 1 } }),
    errors: ['s.properties[a].default: Invalid value: "integer":  in body must be of type string: "integer"'],
  },
  {
    schema: root({ a: root({ b: { type: 'string' } }, { default: { c: 1 } }) }),
    errors: ['s.properties[a].default: Invalid value: {"c":1}: must not have unknown fields'],
  },
])('defaults: $schema', ({ schema, errors }) =>
  expect(atOnce(defaultErrors(schema, FieldPath.of('s'))).map(fieldErrorText)).toEqual(errors),
);
