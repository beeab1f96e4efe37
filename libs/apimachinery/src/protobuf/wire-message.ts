import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { fromInt64 } from '@kubets/proto-gen/int64';
import type { FieldSchema, MessageSchema } from '@kubets/proto-gen/schema';
import { isMeaninglessZero } from '../decode/meaningless-zero';
import { parseJson } from '../decode/parse-json';
import { rfc3339 } from '../meta/time';
import { setMember, type JsonObject } from '../json/json-value';
import { isStep, type Steps } from '../steps/steps';
import { formMessageOf, fromForm } from './native-form';
import { isNested, wireLayoutOf, type WireLayout } from './wire-layout';

/** Nesting beyond this is refused, so that a small message cannot exhaust the stack. */
const MAX_DEPTH = 100;

type Visit = (reader: BinaryReader, number: number, type: WireType) => boolean;

/** Hands every field to `visit`, and skips those that it does not read. */
function eachField(bytes: Uint8Array, visit: Visit): void {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [number, type] = reader.tag();
    if (!visit(reader, number, type)) reader.skip(type);
  }
}

function instant(bytes: Uint8Array): { seconds: number; nanos: number } {
  const result = { seconds: 0, nanos: 0 };
  eachField(bytes, (reader, number) => {
    if (number === 1) result.seconds = Number(reader.int64());
    else if (number === 2) result.nanos = reader.int32();
    else return false;
    return true;
  });
  return result;
}

/** A zero time is an absent one. */
function readTime(bytes: Uint8Array, micro: boolean): string | undefined {
  if (bytes.length === 0) return undefined;
  const { seconds, nanos } = instant(bytes);
  const whole = rfc3339(new Date(seconds * 1000));
  return micro ? `${whole.slice(0, -1)}.${String(Math.trunc(nanos / 1000)).padStart(6, '0')}Z` : whole;
}

function readIntOrString(bytes: Uint8Array): number | string {
  let isString = false;
  let int = 0;
  let text = '';
  eachField(bytes, (reader, number) => {
    if (number === 1) isString = reader.int32() === 1;
    else if (number === 2) int = reader.int32();
    else if (number === 3) text = reader.string();
    else return false;
    return true;
  });
  return isString ? text : int;
}

/** A message with one field, which is text or bytes: Quantity, RawExtension, FieldsV1. */
function readOnly(bytes: Uint8Array): Buffer {
  let content = Buffer.alloc(0);
  eachField(bytes, (reader, number, type) => {
    if (number !== 1 || type !== WireType.LengthDelimited) return false;
    content = Buffer.from(reader.bytes());
    return true;
  });
  return content;
}

function readJson(bytes: Uint8Array): unknown {
  const text = readOnly(bytes).toString('utf8');
  return text === '' ? undefined : parseJson(text).value;
}

function readStrings(bytes: Uint8Array): string[] {
  const strings: string[] = [];
  eachField(bytes, (reader, number) => {
    if (number !== 1) return false;
    strings.push(reader.string());
    return true;
  });
  return strings;
}

/** Values that stand in bytes of their own, but for messages. */
function readDelimited(bytes: Uint8Array, field: FieldSchema): unknown {
  switch (field.type) {
    case 'string':
      return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
    case 'bytes':
      return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');
    case 'time':
    case 'microtime':
      return readTime(bytes, field.type === 'microtime');
    case 'quantity':
      return readOnly(bytes).toString('utf8') || undefined;
    case 'int-or-string':
      return readIntOrString(bytes);
    case 'struct':
    case 'any':
      return readJson(bytes);
    default:
      throw new Error(`a ${field.type} does not stand in bytes of its own`);
  }
}

function readNumber(reader: BinaryReader, type: FieldSchema['type']): unknown {
  switch (type) {
    case 'bool':
      return reader.bool();
    case 'int32':
      return reader.int32();
    case 'int64':
      return fromInt64(reader.int64());
    case 'double':
      return reader.double();
    default:
      throw new Error(`a ${type} is no number`);
  }
}

const isNumber = (field: FieldSchema): boolean => ['bool', 'int32', 'int64', 'double'].includes(field.type);

/** How a field's values stand on the wire. A value that stands otherwise would be read as something else altogether. */
function assertWireType(type: WireType, field: FieldSchema): void {
  const expected = !isNumber(field)
    ? WireType.LengthDelimited
    : field.type === 'double'
      ? WireType.Bit64
      : WireType.Varint;
  if (type !== expected) throw new Error(`wrong wireType = ${type} for a field of type ${field.type}`);
}

/** A value; of a message its bytes, which are read in steps of their own. */
function readValue(reader: BinaryReader, type: WireType, field: FieldSchema): unknown {
  assertWireType(type, field);
  if (isNumber(field)) return readNumber(reader, field.type);
  const bytes = reader.bytes();
  return field.type === 'message' || field.nativeForm ? bytes : readDelimited(bytes, field);
}

/** Entries of a map are messages of a key and a value, either of which may be left out when empty. */
function readEntry(bytes: Uint8Array, field: FieldSchema): [string, unknown] {
  let key = '';
  let value: unknown = field.type === 'string' || field.type === 'bytes' ? '' : undefined;
  eachField(bytes, (reader, number, type) => {
    if (number === 1) key = reader.string();
    else if (number === 2) value = field.stringLists ? readStrings(reader.bytes()) : readValue(reader, type, field);
    else return false;
    return true;
  });
  return [key, value];
}

interface Place {
  name: string;
  field: FieldSchema;
  depth: number;
}

/** What a field holds besides messages. */
function readField(result: JsonObject, reader: BinaryReader, type: WireType, { name, field }: Place): void {
  if (field.map || field.stringLists) {
    const [key, value] = readEntry(reader.bytes(), field);
    const map = (result[name] ??= {}) as JsonObject;
    if (value !== undefined) setMember(map, key, value);
    else if (field.type === 'time') setMember(map, key, null);
  } else if (field.repeated) {
    const list = (result[name] ??= []) as unknown[];
    if (isNumber(field) && type === WireType.LengthDelimited) {
      const packed = new BinaryReader(reader.bytes());
      while (packed.pos < packed.len) list.push(readNumber(packed, field.type));
    } else list.push(readValue(reader, type, field));
  } else {
    const value = readValue(reader, type, field);
    if (value === undefined || isMeaninglessZero(value, field)) return;
    result[name] = value;
  }
}

/** A message of Kubernetes' own that JSON writes as one of the things that it may hold. */
function* formSteps(bytes: Uint8Array, field: FieldSchema, depth: number): Steps<unknown> {
  return fromForm(yield* messageSteps(bytes, formMessageOf(field), depth), field.nativeForm!);
}

/** A field that holds messages, or a map that does. */
function* readMessages(
  result: JsonObject,
  reader: BinaryReader,
  type: WireType,
  { name, field, depth }: Place,
): Steps<void> {
  const read = (bytes: unknown): Steps<unknown> =>
    field.nativeForm
      ? formSteps(bytes as Uint8Array, field, depth + 1)
      : messageSteps(bytes as Uint8Array, field.schema!, depth + 1);
  if (field.map) {
    const [key, bytes] = readEntry(reader.bytes(), field);
    const map = (result[name] ??= {}) as JsonObject;
    if (bytes !== undefined) setMember(map, key, yield* read(bytes));
    return;
  }
  const value = yield* read(readValue(reader, type, field));
  if (field.repeated) ((result[name] ??= []) as unknown[]).push(value);
  else if (!isMeaninglessZero(value, field)) result[name] = value;
}

function* readInto(result: JsonObject, bytes: Uint8Array, layout: WireLayout, depth: number): Steps<void> {
  const reader = new BinaryReader(bytes);
  for (let index = 0; reader.pos < reader.len; index++) {
    if (isStep(index)) yield;
    const [number, type] = reader.tag();
    const entry = layout.get(number);
    if (!entry) reader.skip(type);
    else if (isNested(entry)) yield* readInto(result, reader.bytes(), entry, depth);
    else if (entry.field.type === 'message' || entry.field.nativeForm)
      yield* readMessages(result, reader, type, { ...entry, depth });
    else readField(result, reader, type, { ...entry, depth });
  }
}

/** A message of Kubernetes' own protobuf encoding, as the JSON value that says the same, in steps. */
export function* messageSteps(bytes: Uint8Array, message: MessageSchema, depth = 0): Steps<JsonObject> {
  if (depth > MAX_DEPTH) throw new Error(`nested deeper than ${MAX_DEPTH}`);
  const result: JsonObject = {};
  yield* readInto(result, bytes, wireLayoutOf(message), depth);
  return result;
}
