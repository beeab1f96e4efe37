import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { fromInt64 } from '@kubets/proto-gen/int64';
import type { FieldSchema, MessageSchema } from '@kubets/proto-gen/schema';
import { setMember, type JsonObject } from '../json/json-value';
import { isStep, type Steps } from '../steps/steps';
import { eachField } from './each-field';
import { KUBERNETES_ENCODING } from './kubernetes-encoding';
import { formMessageOf, fromForm } from './native-form';
import { OWN_ENCODING } from './own-encoding';
import type { WireEncoding } from './wire-encoding';
import { isNested, type WireLayout } from './wire-layout';

/** Nesting beyond this is refused, so that a small message cannot exhaust the stack. */
const MAX_DEPTH = 100;

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

function assertDelimited(type: WireType, what: string): void {
  if (type !== WireType.LengthDelimited) throw new Error(`wrong wireType = ${type} for ${what}`);
}

/** A message that is being read: what it becomes, and how its bytes are to be understood. */
interface Place {
  name: string;
  field: FieldSchema;
  depth: number;
  encoding: WireEncoding;
}

const isMessage = ({ field, encoding }: Place): boolean =>
  field.type === 'message' || (encoding.hasForms && field.nativeForm !== undefined);

const isMap = ({ field, encoding }: Place): boolean =>
  field.map === true || (encoding.hasForms && field.stringLists === true);

/** A value; of a message its bytes, which are read in steps of their own. */
function readValue(reader: BinaryReader, type: WireType, place: Place): unknown {
  const { field, encoding } = place;
  assertWireType(type, field);
  if (isNumber(field)) return readNumber(reader, field.type);
  const bytes = reader.bytes();
  return isMessage(place) ? bytes : encoding.delimited(bytes, field);
}

/** Entries of a map are messages of a key and a value, either of which may be left out when empty. */
function readEntry(reader: BinaryReader, type: WireType, place: Place): [string, unknown] {
  const { field, encoding } = place;
  assertDelimited(type, 'an entry of a map');
  let key = '';
  let value: unknown;
  let isThere = false;
  eachField(reader.bytes(), (reader, number, type) => {
    if (number === 1) {
      assertDelimited(type, 'the key of an entry');
      key = reader.string();
    } else if (number !== 2) return false;
    else if (encoding.hasForms && field.stringLists) value = encoding.delimited(reader.bytes(), field);
    else value = readValue(reader, type, place);
    isThere ||= number === 2;
    return true;
  });
  return [key, value === undefined ? encoding.nothingIn(field, isThere) : value];
}

/** What a field holds besides messages. */
function readField(result: JsonObject, reader: BinaryReader, type: WireType, place: Place): void {
  const { name, field, encoding } = place;
  if (isMap(place)) {
    const [key, value] = readEntry(reader, type, place);
    const map = (result[name] ??= {}) as JsonObject;
    if (value !== undefined) setMember(map, key, value);
  } else if (field.repeated) {
    const list = (result[name] ??= []) as unknown[];
    if (isNumber(field) && type === WireType.LengthDelimited) {
      const packed = new BinaryReader(reader.bytes());
      while (packed.pos < packed.len) list.push(readNumber(packed, field.type));
    } else list.push(readValue(reader, type, place));
  } else {
    const value = readValue(reader, type, place);
    if (encoding.isSaid(value, field)) result[name] = value;
  }
}

/** A message of Kubernetes' own that JSON writes as one of the things that it may hold. */
function* formSteps(bytes: Uint8Array, { field, depth, encoding }: Place): Steps<unknown> {
  return fromForm(yield* readMessageSteps(bytes, formMessageOf(field), encoding, depth + 1), field.nativeForm!);
}

/** A field that holds messages, or a map that does. */
function* readMessages(result: JsonObject, reader: BinaryReader, type: WireType, place: Place): Steps<void> {
  const { name, field, depth, encoding } = place;
  const read = (bytes: unknown): Steps<unknown> =>
    encoding.hasForms && field.nativeForm
      ? formSteps(bytes as Uint8Array, place)
      : readMessageSteps(bytes as Uint8Array, field.schema!, encoding, depth + 1);
  if (field.map) {
    const [key, bytes] = readEntry(reader, type, place);
    const map = (result[name] ??= {}) as JsonObject;
    if (bytes !== undefined) setMember(map, key, yield* read(bytes));
    return;
  }
  const value = yield* read(readValue(reader, type, place));
  if (field.repeated) ((result[name] ??= []) as unknown[]).push(value);
  else if (encoding.isSaid(value, field)) result[name] = value;
}

function* readInto(
  result: JsonObject,
  bytes: Uint8Array,
  layout: WireLayout,
  encoding: WireEncoding,
  depth: number,
): Steps<void> {
  const reader = new BinaryReader(bytes);
  for (let index = 0; reader.pos < reader.len; index++) {
    if (isStep(index)) yield;
    const [number, type] = reader.tag();
    const entry = layout.get(number);
    if (!entry) reader.skip(type);
    else if (isNested(entry)) yield* readInto(result, reader.bytes(), entry, encoding, depth);
    else {
      const place: Place = { ...entry, depth, encoding };
      if (isMessage(place)) yield* readMessages(result, reader, type, place);
      else readField(result, reader, type, place);
    }
  }
}

function* readMessageSteps(
  bytes: Uint8Array,
  message: MessageSchema,
  encoding: WireEncoding,
  depth: number,
): Steps<JsonObject> {
  if (depth > MAX_DEPTH) throw new Error(`nested deeper than ${MAX_DEPTH}`);
  const result: JsonObject = {};
  yield* readInto(result, bytes, encoding.layoutOf(message), encoding, depth);
  return result;
}

/**
 * A message of Kubernetes' own encoding as the JSON value that says the same, in steps.
 * @throws Error for bytes that are no such message.
 */
export const messageSteps = (bytes: Uint8Array, message: MessageSchema): Steps<JsonObject> =>
  readMessageSteps(bytes, message, KUBERNETES_ENCODING, 0);

/** A message of our own protos, as its generated codec reads it, in steps. @throws Error for bytes that are no such message. */
export const ownMessageSteps = (bytes: Uint8Array, message: MessageSchema): Steps<JsonObject> =>
  readMessageSteps(bytes, message, OWN_ENCODING, 0);
