import { schema as messages, type FieldSchema, type MessageSchema } from '@kubets/proto-gen/schema';
import { entriesOf, hasDefault, hasEntries, isEmbedded, itemsOf, keepsUnknown, type SchemaNode } from './schema-node';

const OBJECT_META = 'kubets.meta.v1.ObjectMeta';
const TEXT: FieldSchema = { number: 0, type: 'string' };
/** In proto/ it has no number outside of a message either. */
const metadata = (): FieldSchema => ({ number: 1, type: 'message', schema: messages.of(OBJECT_META) });
/** The object's own: it is never absent, so nobody has made it. */
const ownMetadata = (): FieldSchema => ({ ...metadata(), alwaysWritten: true, byValue: true });

/** Something nobody has said anything of: an object's members have owners, everything else is one whole. */
function createDeduced(): FieldSchema {
  const field: FieldSchema = { number: 0, type: 'any', map: true, deduced: true };
  field.entry = field;
  return field;
}

const DEDUCED = createDeduced();
const WHOLE: FieldSchema = { number: 0, type: 'any' };
const scalar = (type: FieldSchema['type']): FieldSchema => ({ number: 0, type, zeroIsSet: true });
const SCALARS: Readonly<Record<string, FieldSchema>> = {
  string: scalar('string'),
  boolean: scalar('bool'),
  integer: scalar('double'),
  number: scalar('double'),
};

/**
 * What server-side apply and the record of who owns which field have to know of a custom kind, by its schema.
 * @see https://github.com/kubernetes/kube-openapi (pkg/schemaconv/openapi.go)
 */
export function messageOf(name: string, schema: SchemaNode): MessageSchema {
  const keeps = keepsUnknown(schema);
  const message = structOf(name, schema, keeps);
  message.fields = Object.assign(noFields(), message.fields, { apiVersion: TEXT, kind: TEXT, metadata: ownMetadata() });
  return message;
}

/** Without a prototype, so that looking up a field named "constructor" finds nothing. */
const noFields = (): MessageSchema['fields'] => Object.create(null) as MessageSchema['fields'];

function structOf(name: string, schema: SchemaNode, keeps: boolean): MessageSchema {
  const { properties = {} } = schema;
  const fields = noFields();
  for (const [property, node] of Object.entries(properties))
    fields[property] = fieldOf(`${name}.${property}`, node, keeps);
  if (isEmbedded(schema)) Object.assign(fields, { apiVersion: TEXT, kind: TEXT, metadata: metadata() });
  const rest = restOf(name, schema, keeps);
  return {
    name,
    fields,
    ...(rest ? { rest } : {}),
    ...(schema['x-kubernetes-map-type'] === 'atomic' ? { structType: 'atomic' as const } : {}),
  };
}

/** What members are that have no property of their own. */
function restOf(name: string, schema: SchemaNode, keeps: boolean): FieldSchema | undefined {
  const entries = entriesOf(schema);
  if (entries) return fieldOf(`${name}.*`, entries, keeps);
  if (hasEntries(schema)) return schema.additionalProperties === true ? DEDUCED : undefined;
  return keeps || Object.keys(schema.properties ?? {}).length === 0 ? DEDUCED : undefined;
}

function fieldOf(name: string, schema: SchemaNode, inherited: boolean): FieldSchema {
  const keeps = inherited || keepsUnknown(schema);
  const field = shapeOf(name, schema, keeps);
  return {
    ...field,
    ...(hasDefault(schema) ? { default: schema.default as unknown } : {}),
    ...(schema.nullable ? { nullable: true as const } : {}),
  };
}

function shapeOf(name: string, schema: SchemaNode, keeps: boolean): FieldSchema {
  const isAtomic = schema['x-kubernetes-map-type'] === 'atomic';
  switch (schema.type) {
    case 'array':
      return listOf(name, schema, keeps);
    case 'object':
      break;
    case undefined:
    case '':
      if (schema['x-kubernetes-int-or-string'] || !keeps) return WHOLE;
      break;
    default:
      return SCALARS[schema.type] ?? WHOLE;
  }
  if (isAtomic) return WHOLE;
  const hasProperties = Object.keys(schema.properties ?? {}).length > 0 || isEmbedded(schema);
  if (hasProperties) return { number: 0, type: 'message', schema: structOf(name, schema, keeps) };
  const entry = restOf(name, schema, keeps);
  return entry === DEDUCED || !entry ? DEDUCED : mapOf(entry);
}

/** A map of messages says so, whoever asks for the entry. */
const mapOf = (entry: FieldSchema): FieldSchema =>
  entry.type === 'message' && !entry.repeated && !entry.map
    ? { number: 0, type: 'message', schema: entry.schema!, map: true, entry }
    : { number: 0, type: 'any', map: true, entry };

function listOf(name: string, schema: SchemaNode, keeps: boolean): FieldSchema {
  const items = itemsOf(schema);
  const entry = items ? fieldOf(`${name}[]`, items, keeps) : WHOLE;
  const listType = schema['x-kubernetes-list-type'] as FieldSchema['listType'];
  const keys = schema['x-kubernetes-list-map-keys'];
  const isOfMessages = entry.type === 'message' && !entry.repeated && !entry.map;
  return {
    number: 0,
    ...(isOfMessages ? { type: 'message', schema: entry.schema! } : { type: 'any' }),
    repeated: true,
    entry,
    ...(listType && (listType !== 'map' || isOfMessages) ? { listType } : {}),
    ...(keys ? { listKeys: keys } : {}),
  };
}
