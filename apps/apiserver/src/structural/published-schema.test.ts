import { atOnce } from '@kubets/apimachinery';
import { publishedV2, publishedV3 } from './published-schema';
import type { SchemaNode } from './schema-node';

const PARTS = {
  apiVersion: { type: 'string', description: 'a' },
  kind: { type: 'string', description: 'k' },
  metadata: { $ref: '#/x' },
};
const embedded: SchemaNode = { type: 'object', required: ['kind'], 'x-kubernetes-embedded-resource': true };
const schema: SchemaNode = { type: 'object', properties: { template: embedded } };

test.each([
  ['2', publishedV2],
  ['3', publishedV3],
] as const)('an object inside of an object has the members of one, in OpenAPI %s', (_name, published) => {
  expect(atOnce(published(schema, PARTS))).toEqual({
    type: 'object',
    properties: { ...PARTS, template: { ...embedded, required: ['kind', 'apiVersion'], properties: PARTS } },
  });
});

test('in OpenAPI 2 nothing is said where anything may be', () => {
  const any = { ...embedded, 'x-kubernetes-preserve-unknown-fields': true };
  expect(atOnce(publishedV2({ type: 'object', properties: { any } }, PARTS))).not.toHaveProperty(
    'properties.any.properties',
  );
});
