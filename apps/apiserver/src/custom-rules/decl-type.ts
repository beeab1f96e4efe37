import {
  BOOL,
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
  type ObjectType,
  type Type,
} from '@kubets/cel';
import { entriesOf, isEmbedded, itemsOf, type SchemaNode } from '../structural/schema-node';

const RESERVED: ReadonlySet<string> = new Set([
  'true',
  'false',
  'null',
  'in',
  'as',
  'break',
  'const',
  'continue',
  'else',
  'for',
  'function',
  'if',
  'import',
  'let',
  'loop',
  'package',
  'namespace',
  'return',
  'var',
  'void',
  'while',
]);

const ESCAPES: Record<string, string> = { __: '__underscores__', '.': '__dot__', '-': '__dash__', '/': '__slash__' };

/** How expressions call a member; undefined where they cannot. */
export function escaped(name: string): string | undefined {
  if (!/^[a-zA-Z_./-][\w./-]*$/.test(name)) return undefined;
  if (RESERVED.has(name)) return `__${name}__`;
  return name.replace(/__|[./-]/g, (found) => ESCAPES[found]!);
}

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
  if (schema['x-kubernetes-int-or-string']) return DYN;
  switch (schema.type) {
    case 'array': {
      const items = itemsOf(schema);
      const item = items && declType(items);
      return item && listOf(item);
    }
    case 'object': {
      const entries = entriesOf(schema);
      if (!entries) return objectType(schema, false);
      const value = declType(entries);
      return value && mapOf(STRING, value);
    }
    case 'string':
      return TEXTS[schema.format ?? ''] ?? STRING;
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

const TEXTS: Record<string, Type> = { byte: BYTES, duration: DURATION, date: TIMESTAMP, 'date-time': TIMESTAMP };

const METADATA: ObjectType = {
  kind: 'object',
  name: 'object.metadata',
  fields: new Map([
    ['name', { type: STRING }],
    ['generateName', { type: STRING }],
  ]),
};

let count = 0;

function objectType({ properties = {} }: SchemaNode, isKind: boolean): ObjectType {
  const fields = new Map<string, FieldType>();
  for (const [name, property] of Object.entries(properties)) {
    const type = declType(property);
    const called = escaped(name);
    if (type && called !== undefined) fields.set(called, { type, member: name });
  }
  if (isKind) {
    fields.set('apiVersion', { type: STRING });
    fields.set('kind', { type: STRING });
    fields.set('metadata', { type: METADATA });
  }
  // No two are the same type, and nobody can name one.
  return { kind: 'object', name: `object${++count}`, fields };
}
