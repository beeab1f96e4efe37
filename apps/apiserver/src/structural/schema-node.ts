import { isJsonObject, member } from '@kubets/apimachinery';
import type { JSONSchemaProps } from '@kubets/proto-gen/apiextensions/v1';

/** A part of a structural schema: what a CustomResourceDefinition says of one value. */
export type SchemaNode = JSONSchemaProps;

/** Fields that every object has, and that a schema need not name. */
export const META_FIELDS: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata']);

export const itemsOf = (schema: SchemaNode | undefined): SchemaNode | undefined =>
  isJsonObject(schema?.items) ? (schema.items as SchemaNode) : undefined;

/** Of the members that `properties` does not name. */
export const entriesOf = (schema: SchemaNode | undefined): SchemaNode | undefined =>
  isJsonObject(schema?.additionalProperties) ? (schema.additionalProperties as SchemaNode) : undefined;

/** Whether a schema says anything of the members that it does not name, if only that there may be some. */
export const hasEntries = ({ additionalProperties }: SchemaNode): boolean =>
  additionalProperties !== undefined && additionalProperties !== null;

export const propertyOf = (schema: SchemaNode | undefined, name: string): SchemaNode | undefined =>
  schema?.properties && (member(schema.properties, name) as SchemaNode | undefined);

/** Of a member, named or not. */
export const memberOf = (schema: SchemaNode | undefined, name: string): SchemaNode | undefined =>
  propertyOf(schema, name) ?? entriesOf(schema);

export const keepsUnknown = (schema: SchemaNode | undefined): boolean =>
  schema?.['x-kubernetes-preserve-unknown-fields'] === true;

export const isEmbedded = (schema: SchemaNode | undefined): boolean =>
  schema?.['x-kubernetes-embedded-resource'] === true;

export const hasDefault = (schema: SchemaNode): boolean => schema.default !== undefined && schema.default !== null;

/** The schemas directly below, where values are structured by them; those of `allOf` and its like only say what values must be like. */
function* structuralChildren(schema: SchemaNode): Generator<SchemaNode> {
  if (schema.properties) yield* Object.values(schema.properties);
  const [items, entries] = [itemsOf(schema), entriesOf(schema)];
  if (items) yield items;
  if (entries) yield entries;
}

const reached = new Map<(schema: SchemaNode) => boolean, WeakMap<SchemaNode, boolean>>();

/** Whether the predicate, of which there are few, holds for the schema or one below; found out once. */
export function reaches(schema: SchemaNode | undefined, predicate: (schema: SchemaNode) => boolean): boolean {
  if (!schema) return false;
  const known = reached.get(predicate) ?? new WeakMap<SchemaNode, boolean>();
  reached.set(predicate, known);
  const before = known.get(schema);
  if (before !== undefined) return before;
  let found = predicate(schema);
  for (const child of structuralChildren(schema)) found = reaches(child, predicate) || found;
  known.set(schema, found);
  return found;
}

/** Every schema of a tree with all that stands in it anywhere, the root first; ends where `visit` answers true. */
export function someSchema(root: SchemaNode, visit: (schema: SchemaNode) => boolean): boolean {
  const waiting: unknown[] = [root];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (!isJsonObject(next)) continue;
    const schema = next as SchemaNode;
    if (visit(schema)) return true;
    const { items, additionalProperties, properties, allOf, anyOf, oneOf, not } = schema;
    waiting.push(additionalProperties, not, ...(Array.isArray(items) ? (items as unknown[]) : [items]));
    waiting.push(...(allOf ?? []), ...(anyOf ?? []), ...(oneOf ?? []), ...Object.values(properties ?? {}));
  }
  return false;
}
