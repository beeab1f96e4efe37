import type { FieldSchema } from '@kubets/proto-gen/schema';
import { stringifyJson } from '../json/exact-json';
import { goJsonText } from '../json/go-json';
import { isJsonObject } from '../json/json-value';
import { createBackwardWriter, type BackwardWriter } from './backward-writer';

export const VARINT = 0;
export const DELIMITED = 2;
const BIT64 = 1;
export const TYPE_BITS = 7;
const DOUBLE_BYTES = 8;

/** The tag of a field, as the number that is written. */
export const tagOf = (number: number, type: number): number => number * 8 + type;

/** How a field's one value stands on the wire. */
export const wireTypeOfOne = ({ type, stringLists }: FieldSchema): number => {
  if (type === 'double') return BIT64;
  return !stringLists && (type === 'bool' || type === 'int32' || type === 'int64') ? VARINT : DELIMITED;
};

/** The same for the field: entries of maps are messages. */
export const wireTypeOf = (field: FieldSchema): number => (field.map ? DELIMITED : wireTypeOfOne(field));

/** A field of a message of Kubernetes' own, which has no counterpart of ours. */
export function writeText(writer: BackwardWriter, number: number, value: string): void {
  writeSized(writer, number, () => writer.text(value));
}

/** Tag and length, after what `content` writes. */
export function writeSized(writer: BackwardWriter, number: number, content: () => void): void {
  const before = writer.length();
  content();
  writer.varint(writer.length() - before);
  writer.varint(tagOf(number, DELIMITED));
}

function writeNumber(writer: BackwardWriter, number: number, value: number | bigint): void {
  writer.varint(value);
  writer.varint(tagOf(number, VARINT));
}

/** Go's zero time. */
const ZERO_TIME = '0001-01-01T00:00:00Z';
const SECOND_MS = 1000;
const MICROS = 6;

function writeTime(writer: BackwardWriter, text: string, micro: boolean): void {
  if (text === ZERO_TIME) return;
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) throw new Error(`${JSON.stringify(text)} is no time`);
  const micros = micro ? (/\.(\d+)/.exec(text)?.[1] ?? '').slice(0, MICROS).padEnd(MICROS, '0') : '0';
  writeNumber(writer, 2, Number(micros) * 1000);
  writeNumber(writer, 1, Math.floor(ms / SECOND_MS));
}

/** Its kind (1), a number (2) and a text (3). */
function writeIntOrString(writer: BackwardWriter, value: unknown): void {
  const isText = typeof value === 'string';
  writeText(writer, 3, isText ? value : '');
  writeNumber(writer, 2, isText ? 0 : Number(value));
  writeNumber(writer, 1, isText ? 1 : 0);
}

/** A map of lists of texts: entries of a key (1) and a message (2) of texts (1). */
function writeStringLists(writer: BackwardWriter, tag: number, value: object): void {
  for (const key of sortedKeys(value).reverse()) {
    const before = writer.length();
    writeSized(writer, 2, () => {
      for (const text of [...(value as Record<string, string[]>)[key]!].reverse()) writeText(writer, 1, text);
    });
    writeText(writer, 1, key);
    writer.varint(writer.length() - before);
    writer.varint(tag);
  }
}

const HAS_SURROGATES = /[\ud800-\udfff]/;

/** Members of an object in the order of their keys' bytes. */
export function sortedKeys(value: object): string[] {
  const keys = Object.keys(value);
  if (keys.length < 2) return keys;
  return keys.some((key) => HAS_SURROGATES.test(key))
    ? keys.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    : keys.sort();
}

function assertType(isRight: boolean, value: unknown, field: FieldSchema): void {
  if (!isRight) throw new Error(`a ${typeof value} is no ${field.type}`);
}

/** The value without its tag and length; messages are not for here. @throws Error for one that the field cannot hold. */
export function writeContent(writer: BackwardWriter, field: FieldSchema, value: unknown): void {
  switch (field.type) {
    case 'bool':
      assertType(typeof value === 'boolean', value, field);
      return writer.byte(value ? 1 : 0);
    case 'int32':
    case 'int64':
      assertType(Number.isInteger(value) || typeof value === 'bigint', value, field);
      return writer.varint(value as number | bigint);
    case 'double':
      assertType(typeof value === 'number' || typeof value === 'bigint', value, field);
      return writer.double(Number(value));
    case 'struct':
    case 'any':
      // As Go writes JSON: clients compare the bytes.
      return writeText(writer, 1, goJsonText(stringifyJson(value)));
    case 'int-or-string':
      assertType(typeof value === 'string' || Number.isInteger(value), value, field);
      return writeIntOrString(writer, value);
    default:
      assertType(typeof value === 'string', value, field);
      return writeTextual(writer, field, value as string);
  }
}

function writeTextual(writer: BackwardWriter, field: FieldSchema, value: string): void {
  switch (field.type) {
    case 'string':
      return writer.text(value);
    case 'bytes':
      return writer.bytes(Buffer.from(value, 'base64'));
    case 'quantity':
      return writeText(writer, 1, value);
    default:
      return writeTime(writer, value, field.type === 'microtime');
  }
}

/** A value with its tag, and its length where it has one. */
export function writeField(writer: BackwardWriter, tag: number, field: FieldSchema, value: unknown): void {
  if (field.stringLists) {
    assertType(isJsonObject(value), value, field);
    return writeStringLists(writer, tag, value as object);
  }
  const before = writer.length();
  writeContent(writer, field, value);
  if ((tag & TYPE_BITS) === DELIMITED) writer.varint(writer.length() - before);
  writer.varint(tag);
}

/** Content of a zero: one byte that is 0, which is a number, a length or false; or what it is. */
export type Zero = Uint8Array;

/** A zero number, false, or nothing of length 0. */
export const NO_CONTENT: Zero = Buffer.from([0]);

export function writeZero(writer: BackwardWriter, tag: number, zero: Zero): void {
  if (zero === NO_CONTENT) writer.byte(0);
  else writer.bytes(zero);
  writer.varint(tag);
}

const SINGLE_BYTE_ZEROS = new Set<FieldSchema['type']>(['string', 'bool', 'int32', 'int64']);
const BY_VALUE = new Set<FieldSchema['type']>(['time', 'microtime', 'struct', 'quantity', 'int-or-string']);

/** What stands for an absent value that is no message, or undefined where nothing does. */
export function zeroOf(field: FieldSchema): Zero | undefined {
  if (field.repeated || field.map || field.stringLists) return undefined;
  if (field.byValue && BY_VALUE.has(field.type)) {
    const zero = field.type === 'quantity' ? '0' : field.type === 'int-or-string' ? 0 : undefined;
    return zero === undefined ? NO_CONTENT : withLength(field, zero);
  }
  if (field.zeroIsSet) return undefined;
  if (field.type === 'double') return Buffer.alloc(DOUBLE_BYTES);
  return SINGLE_BYTE_ZEROS.has(field.type) ? NO_CONTENT : undefined;
}

function withLength(field: FieldSchema, value: unknown): Zero {
  const writer = createBackwardWriter();
  writeContent(writer, field, value);
  writer.varint(writer.length());
  return writer.finish();
}
