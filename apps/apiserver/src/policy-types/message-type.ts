import {
  BOOL,
  BYTES,
  DOUBLE,
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
import type { FieldSchema, MessageSchema } from '@kubets/proto-gen/schema';
import { escaped } from '../custom-rules/escaped';

const SCALARS: Partial<Record<FieldSchema['type'], Type>> = {
  string: STRING,
  int32: INT,
  int64: INT,
  bool: BOOL,
  double: DOUBLE,
  bytes: BYTES,
  time: TIMESTAMP,
  microtime: TIMESTAMP,
};

const known = new WeakMap<MessageSchema, ObjectType>();

/** What expressions know of an object by the message that it is. Messages may hold themselves. */
export function typeOfMessage(message: MessageSchema): ObjectType {
  const before = known.get(message);
  if (before) return before;
  const fields = new Map<string, FieldType>();
  const type: ObjectType = { kind: 'object', name: message.name, fields };
  known.set(message, type);
  for (const [name, field] of Object.entries(message.fields)) {
    const called = escaped(name);
    if (called !== undefined) fields.set(called, { type: typeOfField(field), member: name });
  }
  return type;
}

function typeOfField(field: FieldSchema): Type {
  const type = field.type === 'message' && field.schema ? typeOfMessage(field.schema) : (SCALARS[field.type] ?? DYN);
  return field.repeated ? listOf(type) : field.map ? mapOf(STRING, type) : type;
}
