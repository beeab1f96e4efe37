import { atOnce, type JsonObject } from '@kubets/apimachinery';
import { defaultBySchemaSteps } from './defaulting';
import { pruneSteps } from './prune';
import type { SchemaNode } from './schema-node';

const text: SchemaNode = { type: 'string' };
const object = (properties: Record<string, SchemaNode>, more: SchemaNode = {}): SchemaNode => ({
  type: 'object',
  properties,
  ...more,
});
const keep: SchemaNode = { 'x-kubernetes-preserve-unknown-fields': true };

test.each<{ name: string; schema: SchemaNode; given: JsonObject; left: JsonObject; unknown: string[] }>([
  { name: 'what the schema has', schema: object({ a: text }), given: { a: '1' }, left: { a: '1' }, unknown: [] },
  {
    name: 'what it does not have',
    schema: object({ a: object({ b: text }) }),
    given: { a: { b: '1', c: 1 }, d: {} },
    left: { a: { b: '1' } },
    unknown: ['a.c', 'd'],
  },
  {
    name: 'items of lists',
    schema: object({ a: { type: 'array', items: object({ b: text }) } }),
    given: { a: [{ b: '1' }, { c: 1 }] },
    left: { a: [{ b: '1' }, {}] },
    unknown: ['a[1].c'],
  },
  {
    name: 'entries of maps',
    schema: object({ a: { type: 'object', additionalProperties: object({ b: text }) } }),
    given: { a: { x: { b: '1', c: 1 } } },
    left: { a: { x: { b: '1' } } },
    unknown: ['a.x.c'],
  },
  {
    name: 'what is kept, but for what is known below',
    schema: object({ a: object({ b: object({ c: text }) }, keep) }),
    given: { a: { b: { c: '1', d: 1 }, e: { f: 1 } } },
    left: { a: { b: { c: '1' }, e: { f: 1 } } },
    unknown: ['a.b.d'],
  },
  {
    name: 'type and metadata',
    schema: object({}),
    given: { apiVersion: 'v1', kind: 'K', metadata: { name: 'a' }, spec: 1 },
    left: { apiVersion: 'v1', kind: 'K', metadata: { name: 'a' } },
    unknown: ['spec'],
  },
  {
    name: 'nulls that mean nothing',
    schema: object({ a: text, b: { ...text, nullable: true }, c: { ...text, default: 'x' } }),
    given: { a: null, b: null, c: null },
    left: { b: null, c: null },
    unknown: [],
  },
  {
    name: 'names of JavaScript',
    schema: object({ a: text }),
    given: { constructor: 1, toString: 1 } as JsonObject,
    left: {},
    unknown: ['constructor', 'toString'],
  },
])('pruning: $name', ({ schema, given, left, unknown }) => {
  expect(atOnce(pruneSteps(given, schema))).toEqual(unknown);
  expect(given).toEqual(left);
});

test.each<{ name: string; schema: SchemaNode; given: JsonObject; filled: JsonObject }>([
  { name: 'an absent field', schema: object({ a: { ...text, default: 'x' } }), given: {}, filled: { a: 'x' } },
  {
    name: 'none where something is',
    schema: object({ a: { ...text, default: 'x' } }),
    given: { a: '' },
    filled: { a: '' },
  },
  {
    name: 'a null that is none',
    schema: object({ a: { ...text, default: 'x' } }),
    given: { a: null },
    filled: { a: 'x' },
  },
  {
    name: 'no null that is one',
    schema: object({ a: { ...text, nullable: true, default: 'x' } }),
    given: { a: null },
    filled: { a: null },
  },
  {
    name: 'what is below a default',
    schema: object({ a: object({ b: { ...text, default: 'x' } }, { default: {} }) }),
    given: {},
    filled: { a: { b: 'x' } },
  },
  {
    name: 'items and entries',
    schema: object({
      a: { type: 'array', items: object({ b: { ...text, default: 'x' } }) },
      c: { type: 'object', additionalProperties: object({ b: { ...text, default: 'y' } }) },
    }),
    given: { a: [{}, { b: '1' }], c: { k: {} } },
    filled: { a: [{ b: 'x' }, { b: '1' }], c: { k: { b: 'y' } } },
  },
])('defaulting: $name', ({ schema, given, filled }) => {
  const before = JSON.stringify(given);
  expect(atOnce(defaultBySchemaSteps(given, schema))).toBe(before !== JSON.stringify(filled));
  expect(given).toEqual(filled);
  expect(atOnce(defaultBySchemaSteps(given, schema))).toBe(false);
});

test('a large default for each of many items is refused before it fills the memory', () => {
  const text = 'x'.repeat(1_000_000);
  const large: SchemaNode = { type: 'object', properties: { a: { type: 'string', default: text } } };
  const many: SchemaNode = { type: 'object', properties: { list: { type: 'array', items: large } } };
  const given = (count: number) => ({ list: Array.from({ length: count }, () => ({})) });
  expect(atOnce(defaultBySchemaSteps(given(10), many))).toBe(true);
  expect(() => atOnce(defaultBySchemaSteps(given(100), many))).toThrow('bytes of defaults');
});
