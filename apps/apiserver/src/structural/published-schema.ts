import { isJsonObject, setMember, type JsonObject, type Steps } from '@kubets/apimachinery';
import { isEmbedded, keepsUnknown, type SchemaNode } from './schema-node';

/** What is said in OpenAPI of all objects. */
export interface ObjectParts {
  apiVersion: object;
  kind: object;
  /** A reference to the definition of metadata, in the version's own form. */
  metadata: object;
}

/**
 * In steps: a custom kind's schema as OpenAPI 3 has it: as it was written, with what all objects have, and int-or-string unfolded.
 * @see https://github.com/kubernetes/apiextensions-apiserver (pkg/controller/openapi/builder)
 */
export function* publishedV3(schema: SchemaNode, parts: ObjectParts): Steps<JsonObject> {
  return withParts(yield* v3(schema, parts), parts);
}

/** The same as OpenAPI 2, and kubectl, can take it: without alternatives, and nothing said where anything may be. */
export function* publishedV2(schema: SchemaNode, parts: ObjectParts): Steps<JsonObject> {
  if (keepsUnknown(schema)) return { type: 'object' };
  return withParts(yield* v2(schema, parts), parts);
}

const withParts = (schema: JsonObject, parts: ObjectParts): JsonObject => ({
  ...schema,
  properties: { ...(schema['properties'] as JsonObject | undefined), ...parts },
});

/** `map` makes another schema of each that structures values below. */
function* mapChildren(schema: SchemaNode, map: (child: SchemaNode) => Steps<JsonObject>): Steps<JsonObject> {
  yield;
  const { properties, items, additionalProperties, ...rest } = schema as JsonObject;
  const result: JsonObject = rest;
  if (isJsonObject(properties)) {
    const mapped: JsonObject = {};
    for (const name of Object.keys(properties)) setMember(mapped, name, yield* map(properties[name] as SchemaNode));
    result['properties'] = mapped;
  }
  if (isJsonObject(items)) result['items'] = yield* map(items as SchemaNode);
  if (isJsonObject(additionalProperties))
    result['additionalProperties'] = yield* map(additionalProperties as SchemaNode);
  else if (additionalProperties !== undefined) result['additionalProperties'] = additionalProperties;
  return result;
}

function* v3(schema: SchemaNode, parts: ObjectParts): Steps<JsonObject> {
  const result = yield* mapChildren(schema, (child) => v3(child, parts));
  if (schema['x-kubernetes-int-or-string'] && !isUnfolded(schema)) {
    const either = [{ type: 'integer' }, { type: 'string' }];
    if (schema.anyOf === undefined) result['anyOf'] = either;
    else result['allOf'] = [{ anyOf: either }, ...(schema.allOf ?? [])];
  }
  return isEmbedded(schema) ? embedded(result, parts) : result;
}

const INT_OR_STRING = JSON.stringify([{ type: 'integer' }, { type: 'string' }]);

export const isUnfolded = ({ anyOf, allOf }: SchemaNode): boolean =>
  JSON.stringify(anyOf) === INT_OR_STRING || JSON.stringify(allOf?.[0]?.anyOf) === INT_OR_STRING;

/** An object inside of an object has the members of one. */
function embedded(schema: JsonObject, parts: ObjectParts): JsonObject {
  const required = (schema['required'] as string[] | undefined) ?? [];
  return {
    ...withParts(schema, parts),
    required: [...required, ...['kind', 'apiVersion'].filter((name) => !required.includes(name))],
  };
}

function* v2(schema: SchemaNode, parts: ObjectParts): Steps<JsonObject> {
  const {
    anyOf: _any,
    oneOf: _one,
    allOf: _all,
    not: _not,
    nullable,
    ...rest
  } = yield* mapChildren(schema, (child) => v2(child, parts));
  const keeps = keepsUnknown(schema);
  if (nullable || keeps) {
    delete rest['items'];
    delete rest['properties'];
  }
  if (nullable || (keeps && rest['type'] === 'object') || (rest['type'] === 'array' && rest['items'] === undefined))
    delete rest['type'];
  const required = (schema.required ?? []).filter((name) => !schema.properties?.[name]?.nullable);
  const entries = schema.additionalProperties as SchemaNode | undefined;
  if (required.length === 0 || entries?.nullable) delete rest['required'];
  else rest['required'] = required;
  return isEmbedded(schema) && !keeps ? embedded(rest, parts) : rest;
}
