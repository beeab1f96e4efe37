import { schema, type FieldSchema } from '@kubets/proto-gen/schema';
import { apiVersionOf, SERVED_KINDS, type ServedKind } from '../../fuzz/generate/served-kinds';
import type { Case } from '../case';
import { collectionOf, leastOf, withAt } from './kinds';

const KINDS = SERVED_KINDS.filter(({ version, kind }) => version !== 'v1beta1' && kind !== 'CustomResourceDefinition');
/** Fields of every kind, which `errors` asks about. */
const COMMON = ['apiVersion', 'kind', 'metadata', 'status'];

/** What the field cannot hold, and what it can hold though it says nothing. */
function valuesOf(field: FieldSchema): unknown[] {
  if (field.map || field.stringLists) return [[], { a: {} }];
  if (field.repeated) return [{}, [null]];
  switch (field.type) {
    case 'string':
      return [5, null];
    case 'bytes':
      return [5, '%'];
    case 'bool':
      return ['x', null];
    case 'time':
    case 'microtime':
      return ['x', ''];
    case 'message':
      return ['x', {}];
    case 'int-or-string':
      return [true, 1.5];
    case 'quantity':
      return ['x', true];
    case 'int32':
    case 'int64':
      return ['x', 1.5];
    default:
      return ['x'];
  }
}

interface At {
  path: string;
  field: FieldSchema;
}

/** Fields of the object and of the objects in it, to `depth`; of lists their first item. */
function fieldsOf(message: string, depth: number, prefix = ''): At[] {
  return Object.entries(schema.message(message)?.fields ?? {})
    .filter(([name]) => prefix !== '' || !COMMON.includes(name))
    .flatMap(([name, field]) => [
      { path: prefix + name, field },
      ...(depth > 1 && field.message && !field.map && !field.repeated
        ? fieldsOf(field.message, depth - 1, `${prefix}${name}.`)
        : []),
    ]);
}

const of = (kind: ServedKind): Case => ({
  topic: 'wrong types',
  name: `${apiVersionOf(kind)} ${kind.kind}`,
  requests: fieldsOf(kind.message, 2).flatMap(({ path, field }) =>
    valuesOf(field).map((value) => ({
      method: 'POST',
      path: `${collectionOf(kind)}?dryRun=All&fieldManager=me`,
      body: withAt(leastOf(kind), path, value),
    })),
  ),
});

/** Each field with what it cannot hold, by its schema. */
export const WRONG_TYPES: readonly Case[] = KINDS.map(of);
