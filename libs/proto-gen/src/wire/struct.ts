// google.protobuf.Struct, Value and ListValue as the plain JSON values they stand for. The generated code
// calls these in place of ts-proto's own, which build wrapper objects and read an empty list back as {}.
//
// A Value's only number is a double. An integer that a double does not hold goes beside the nearest one in a field of
// ours, as an int64: whoever does not know the field reads the double, as from any other sender.
import { BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire';
import { fromInt64, isInt64 } from './int64';
import { setEntry } from './map';

/* eslint-disable @typescript-eslint/no-explicit-any -- free-form JSON is what these messages are for */
type JsonObject = { [key: string]: any };

/**
 * Nesting beyond this is refused, so that a small hostile message cannot exhaust the stack. How deep an object may be is
 * decided where objects are decoded, with the path; nothing that has passed there comes near.
 */
const MAX_DEPTH = 500;

const EXACT_INTEGER = 15 << 3;

export const Struct = {
  encode(message: JsonObject, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    return writeFields(message, writer);
  },
  decode(input: BinaryReader | Uint8Array, length?: number): JsonObject {
    const reader = asReader(input);
    return readStruct(reader, length ?? reader.len - reader.pos, 0);
  },
  wrap: (object: JsonObject | undefined): JsonObject => object ?? {},
  unwrap: (message: JsonObject): JsonObject => message,
};

export const Value = {
  encode(message: any, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    return writeValue(message, writer);
  },
  decode(input: BinaryReader | Uint8Array, length?: number): any {
    const reader = asReader(input);
    return readValue(reader, length ?? reader.len - reader.pos, 0);
  },
  wrap: (value: any): any => value,
  unwrap: (message: any): any => message,
};

export const ListValue = {
  encode(message: any[], writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    return writeItems(message, writer);
  },
  decode(input: BinaryReader | Uint8Array, length?: number): any[] {
    const reader = asReader(input);
    return readList(reader, length ?? reader.len - reader.pos, 0);
  },
  wrap: (array: any[] | undefined): any[] => array ?? [],
  unwrap: (message: any[]): any[] => message,
};

export type Struct = JsonObject;
export type Value = any;
export type ListValue = any[];

function asReader(input: BinaryReader | Uint8Array): BinaryReader {
  return input instanceof BinaryReader ? input : new BinaryReader(input);
}

function writeFields(object: JsonObject, writer: BinaryWriter): BinaryWriter {
  for (const key of Object.keys(object)) {
    const value = object[key];
    if (value === undefined) continue;
    writer.uint32(10).fork().uint32(10).string(key);
    writeValue(value, writer.uint32(18).fork()).join();
    writer.join();
  }
  return writer;
}

function writeItems(items: any[], writer: BinaryWriter): BinaryWriter {
  for (const item of items) writeValue(item ?? null, writer.uint32(10).fork()).join();
  return writer;
}

function writeValue(value: any, writer: BinaryWriter): BinaryWriter {
  switch (typeof value) {
    case 'number':
      return writer.uint32(17).double(value);
    case 'bigint':
      writer.uint32(17).double(Number(value));
      // Beyond 64 bits it is the double that counts, as everywhere.
      return isInt64(value) ? writer.uint32(EXACT_INTEGER).int64(value) : writer;
    case 'string':
      return writer.uint32(26).string(value);
    case 'boolean':
      return writer.uint32(32).bool(value);
    case 'object':
      if (value === null) return writer.uint32(8).int32(0);
      if (Array.isArray(value)) return writeItems(value, writer.uint32(50).fork()).join();
      return writeFields(value as JsonObject, writer.uint32(42).fork()).join();
    default:
      throw new TypeError(`a ${typeof value} has no JSON form`);
  }
}

function readValue(reader: BinaryReader, length: number, depth: number): any {
  if (depth > MAX_DEPTH) throw new RangeError(`JSON nested deeper than ${MAX_DEPTH} levels`);
  const end = reader.pos + length;
  let value: any;
  while (reader.pos < end) {
    const tag = reader.uint32();
    switch (tag) {
      case 8:
        reader.int32();
        value = null;
        break;
      case 17:
        value = reader.double();
        break;
      case 26:
        value = reader.string();
        break;
      case 32:
        value = reader.bool();
        break;
      case 42:
        value = readStruct(reader, reader.uint32(), depth + 1);
        break;
      case 50:
        value = readList(reader, reader.uint32(), depth + 1);
        break;
      case EXACT_INTEGER:
        value = fromInt64(reader.int64());
        break;
      default:
        reader.skip(tag & 7);
    }
  }
  return value;
}

function readStruct(reader: BinaryReader, length: number, depth: number): JsonObject {
  const end = reader.pos + length;
  const object: JsonObject = {};
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag === 10) readEntry(reader, reader.uint32(), object, depth);
    else reader.skip(tag & 7);
  }
  return object;
}

function readEntry(reader: BinaryReader, length: number, into: JsonObject, depth: number): void {
  const end = reader.pos + length;
  let key = '';
  let value: any = null;
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag === 10) key = reader.string();
    else if (tag === 18) value = readValue(reader, reader.uint32(), depth) ?? null;
    else reader.skip(tag & 7);
  }
  setEntry(into, key, value);
}

function readList(reader: BinaryReader, length: number, depth: number): any[] {
  const end = reader.pos + length;
  const items: any[] = [];
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag === 10) items.push(readValue(reader, reader.uint32(), depth) ?? null);
    else reader.skip(tag & 7);
  }
  return items;
}
