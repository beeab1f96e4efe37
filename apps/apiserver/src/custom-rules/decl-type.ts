import {
  BOOL,
  bounded,
  BYTES,
  DOUBLE,
  DURATION,
  DYN,
  INT,
  listOf,
  mapOf,
  STRING,
  TIMESTAMP,
  type FieldType,
  type ItemKeys,
  type ObjectType,
  type Type,
} from '@kubets/cel';
import { entriesOf, isEmbedded, itemsOf, type SchemaNode } from '../structural/schema-node';
import { escaped, isReserved } from './escaped';
import { leastSize, MAX_REQUEST, mostCharacters, mostEntries, mostItems } from './value-sizes';

const typed = new WeakMap<SchemaNode, Type | null>();

/**
 * What expressions know of a value by its schema; undefined for what they may not look at. `isKind`: it is an object with type
 * and metadata.
 */
export function declType(schema: SchemaNode, isKind = isEmbedded(schema)): Type | undefined {
  if (isKind) return objectType(schema, true);
  const known = typed.get(schema);
  if (known !== undefined) return known ?? undefined;
  const type = typeOf(schema);
  typed.set(schema, type ?? null);
  return type;
}

function typeOf(schema: SchemaNode): Type | undefined {
  if (schema['x-kubernetes-int-or-string']) return bounded(DYN, mostCharacters(schema));
  switch (schema.type) {
    case 'array': {
      const items = itemsOf(schema);
      const item = items && declType(items);
      return item && bounded(listOf(item, itemKeys(schema)), mostItems(schema, leastSize(items)));
    }
    case 'object': {
      const entries = entriesOf(schema);
      if (!entries) return objectType(schema, false);
      const value = declType(entries);
      return value && bounded(mapOf(bounded(STRING, 0), value), mostEntries(schema, leastSize(entries)));
    }
    case 'string':
      return bounded(TEXTS[schema.format ?? ''] ?? STRING, mostCharacters(schema));
    case 'boolean':
      return BOOL;
    case 'number':
      return DOUBLE;
    case 'integer':
      return INT;
    default:
      return undefined;
  }
}

function itemKeys(schema: SchemaNode): ItemKeys | undefined {
  if (schema['x-kubernetes-list-type'] === 'set') return 'itself';
  if (schema['x-kubernetes-list-type'] !== 'map') return undefined;
  return (schema['x-kubernetes-list-map-keys'] ?? []).map((name) => escaped(name) ?? name);
}

const TEXTS: Record<string, Type> = { byte: BYTES, duration: DURATION, date: TIMESTAMP, 'date-time': TIMESTAMP };
const ANY_NAME = bounded(STRING, 253);
const ANY_TEXT = bounded(STRING, MAX_REQUEST - 2);

const METADATA: ObjectType = {
  kind: 'object',
  name: 'object.metadata',
  fields: new Map([
    ['name', { type: ANY_NAME }],
    ['generateName', { type: ANY_NAME }],
  ]),
};

/** As what it is called in expressions, or as it is, where that is a word that the language keeps for itself. */
const withKeywords = (fields: ReadonlyMap<string, FieldType>): ObjectType['fields'] => ({
  get: (name) => fields.get(name) ?? (isReserved(name) ? fields.get(`__${name}__`) : undefined),
  [Symbol.iterator]: () => fields[Symbol.iterator](),
});

let count = 0;

function objectType({ properties = {} }: SchemaNode, isKind: boolean): ObjectType {
  const fields = new Map<string, FieldType>();
  for (const [name, property] of Object.entries(properties)) {
    const type = declType(property);
    const called = escaped(name);
    if (type && called !== undefined) fields.set(called, { type, member: name });
  }
  if (isKind) {
    fields.set('apiVersion', { type: ANY_TEXT });
    fields.set('kind', { type: ANY_TEXT });
    fields.set('metadata', { type: METADATA });
  }
  // No two are the same type, and nobody can name one.
  return { kind: 'object', name: `selfType${++count}`, fields: withKeywords(fields) };
}
