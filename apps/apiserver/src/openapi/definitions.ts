import type { Steps } from '@kubets/apimachinery';
import { docs } from '@kubets/proto-gen/docs';
import type { FieldSchema, MessageSchema } from '@kubets/proto-gen/schema';
import { definitionName } from './definition-name';
import type { Dialect, SchemaObject } from './dialect';
import type { GroupVersionKind } from './open-api-resource';

const DELETE_OPTIONS = 'kubets.meta.v1.DeleteOptions';

/** The body of a patch: what it holds depends on the patch's media type. */
export const PATCH_DEFINITION = 'io.k8s.apimachinery.pkg.apis.meta.v1.Patch';

// Types that have a definition of their own and no message.
const leaves: Record<string, { name: string; schema: (dialect: Dialect) => SchemaObject }> = {
  time: {
    name: 'io.k8s.apimachinery.pkg.apis.meta.v1.Time',
    schema: () => ({ description: 'A time in RFC 3339, in whole seconds.', type: 'string', format: 'date-time' }),
  },
  microtime: {
    name: 'io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime',
    schema: () => ({ description: 'A time in RFC 3339, with microseconds.', type: 'string', format: 'date-time' }),
  },
  quantity: {
    name: 'io.k8s.apimachinery.pkg.api.resource.Quantity',
    schema: (dialect) => ({
      description:
        'An amount: a number with an optional suffix, decimal (n, u, m, k, M, G, T, P, E), binary (Ki, Mi, Gi, Ti, Pi, Ei) or an exponent (e3).',
      ...dialect.stringOr('number'),
    }),
  },
  'int-or-string': {
    name: 'io.k8s.apimachinery.pkg.util.intstr.IntOrString',
    schema: (dialect) => ({
      description: 'A whole number, or a string such as a percentage or the name of a port.',
      ...dialect.stringOr('integer', 'int-or-string'),
    }),
  },
  struct: {
    name: 'io.k8s.apimachinery.pkg.runtime.RawExtension',
    schema: () => ({ description: 'An object of any shape.', type: 'object' }),
  },
  any: {
    name: 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON',
    schema: () => ({ description: 'Any JSON value.' }),
  },
};

const fieldsV1 = {
  name: 'io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1',
  schema: (): SchemaObject => ({ description: 'A set of fields, as a tree.', type: 'object' }),
};

const SCALARS: Partial<Record<FieldSchema['type'], SchemaObject>> = {
  string: { type: 'string' },
  int32: { type: 'integer', format: 'int32' },
  int64: { type: 'integer', format: 'int64' },
  bool: { type: 'boolean' },
  double: { type: 'number', format: 'double' },
  bytes: { type: 'string', format: 'byte' },
};

/** In steps: the definitions of the types in `kinds` and of all that they refer to, by name, in the names' order. */
export function* createDefinitions(
  kinds: Map<MessageSchema, GroupVersionKind[]>,
  dialect: Dialect,
): Steps<Record<string, SchemaObject>> {
  const found = new Map<string, SchemaObject>();
  // What objects are changed by belongs to them, and how they are deleted.
  if ([...kinds.keys()].some(({ name }) => name === DELETE_OPTIONS))
    found.set(PATCH_DEFINITION, {
      description: 'A change to an object, in the form that the request’s media type names.',
      type: 'object',
    });
  const waiting = [...kinds.keys()];
  for (let message = waiting.pop(); message !== undefined; message = waiting.pop()) {
    const name = definitionName(message.name);
    if (found.has(name)) continue;
    yield;
    const published = yield* publishedDefinition(message, kinds.get(message) ?? [], dialect);
    if (published) {
      found.set(name, published);
      waiting.push(message.fields['metadata']!.schema!);
      continue;
    }
    found.set(name, messageDefinition(message, kinds.get(message) ?? [], dialect));
    for (const [fieldName, field] of Object.entries(message.fields)) {
      if (field.schema) waiting.push(field.schema);
      const leaf = leafOf(fieldName, field);
      if (leaf) found.set(leaf.name, leaf.schema(dialect));
    }
  }
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

const leafOf = (name: string, { type, stringLists }: FieldSchema) =>
  stringLists ? undefined : name === 'fieldsV1' ? fieldsV1 : leaves[type];

/** What a kind that no proto declares says of itself, if it does. */
function* publishedDefinition(
  { published, fields, selectableFields }: MessageSchema,
  kinds: GroupVersionKind[],
  dialect: Dialect,
): Steps<SchemaObject | undefined> {
  if (!published) return undefined;
  const description = docs.message(META_KIND)?.fields['metadata'];
  const metadata = withoutDefault('metadata', fields['metadata']!, description, dialect);
  return {
    ...((yield* published[dialect.major](metadata)) as SchemaObject),
    ...(kinds.length > 0 && { 'x-kubernetes-group-version-kind': kinds }),
    ...selectable(selectableFields),
  };
}

/** By which fields lists are selected from. */
const selectable = (paths: readonly string[] | undefined): SchemaObject =>
  paths ? { 'x-kubernetes-selectable-fields': paths.map((fieldPath) => ({ fieldPath })) } : {};

const META_KIND = 'kubets.meta.v1.PartialObjectMetadata';

function messageDefinition(message: MessageSchema, kinds: GroupVersionKind[], dialect: Dialect): SchemaObject {
  const described = docs.message(message.name);
  const { fields, structType } = message;
  const names = Object.keys(fields).sort();
  const required = Object.keys(fields).filter((name) => fields[name]!.required);
  const items = fields['items']?.schema;
  const schemaOfField = items?.published ? withoutDefault : fieldSchema;
  return {
    description: described?.doc ?? message.doc ?? '',
    ...(required.length > 0 && { required }),
    type: 'object',
    ...(names.length > 0 && {
      properties: Object.fromEntries(
        names.map((name) => [
          name,
          schemaOfField(name, fields[name]!, described?.fields[name] ?? fields[name]!.doc, dialect),
        ]),
      ),
    }),
    ...(kinds.length > 0 && { 'x-kubernetes-group-version-kind': kinds }),
    ...selectable(items?.selectableFields),
    ...(structType === 'atomic' && { 'x-kubernetes-map-type': 'atomic' }),
  };
}

/** What is written of custom kinds and their lists says of no field of theirs what stands for it. */
function withoutDefault(...field: Parameters<typeof fieldSchema>): SchemaObject {
  const { default: _default, ...rest } = fieldSchema(...field);
  return rest;
}

function fieldSchema(
  name: string,
  field: FieldSchema,
  description: string | undefined,
  dialect: Dialect,
): SchemaObject {
  const additions: SchemaObject = { ...(description && { description }), ...extensions(field) };
  const fallback = dialect.defaultOf(field);
  if (fallback !== undefined) additions.default = fallback;
  const value = valueSchema(name, field, dialect);
  if (field.repeated) return { ...additions, type: 'array', items: value };
  if (field.map) return { ...additions, type: 'object', additionalProperties: value };
  return value.$ref ? dialect.refer(value, additions) : { ...additions, ...value };
}

/** The schema of the field's value, or of each of its list's or map's values. */
function valueSchema(name: string, field: FieldSchema, dialect: Dialect): SchemaObject {
  if (field.stringLists) return { type: 'object', additionalProperties: { type: 'array', items: { type: 'string' } } };
  const scalar = SCALARS[field.type];
  if (scalar) return field.enum ? { ...scalar, enum: [...field.enum].sort() } : scalar;
  return {
    $ref: dialect.definitionsAt + (field.schema ? definitionName(field.schema.name) : leafOf(name, field)!.name),
  };
}

function extensions(field: FieldSchema): SchemaObject {
  const found: SchemaObject = {};
  if (field.listKeys) found['x-kubernetes-list-map-keys'] = field.listKeys;
  if (field.listType) found['x-kubernetes-list-type'] = field.listType;
  if (field.mapType) found['x-kubernetes-map-type'] = field.mapType;
  if (field.mergeKey) found['x-kubernetes-patch-merge-key'] = field.mergeKey;
  if (field.patchStrategy) found['x-kubernetes-patch-strategy'] = field.patchStrategy.join(',');
  return found;
}
