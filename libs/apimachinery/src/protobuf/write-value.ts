import type { FieldSchema } from '@kubets/proto-gen/schema';
import { stringifyJson } from '../json/exact-json';
import { isJsonObject } from '../json/json-value';
import type { BackwardWriter } from './backward-writer';

export const VARINT = 0;
export const DELIMITED = 2;
const BIT64 = 1;

/** The tag of a field, as the number that is written. */
export const tagOf = (number: number, type: number): number => number * 8 + type;

export const wireTypeOf = (field: FieldSchema): number => {
  if (field.map || field.stringLists) return DELIMITED;
  if (field.type === 'double') return BIT64;
  return field.type === 'bool' || field.type === 'int32' || field.type === 'int64' ? VARINT : DELIMITED;
};

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
function writeStringLists(writer: BackwardWriter, number: number, value: object): void {
  for (const [key, list] of sortedEntries(value).reverse()) {
    writeSized(writer, number, () => {
      writeSized(writer, 2, () => {
        for (const text of [...(list as string[])].reverse()) writeText(writer, 1, text);
      });
      writeText(writer, 1, key);
    });
  }
}

const HAS_SURROGATES = /[\ud800-\udfff]/;

/** Members of an object in the order of their keys' bytes. */
export function sortedEntries(value: object): [string, unknown][] {
  const entries = Object.entries(value);
  if (entries.length < 2) return entries;
  return entries.some(([key]) => HAS_SURROGATES.test(key))
    ? entries.sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    : entries.sort(([a], [b]) => (a < b ? -1 : 1));
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
      return writeText(writer, 1, stringifyJson(value));
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
export function writeField(writer: BackwardWriter, number: number, field: FieldSchema, value: unknown): void {
  if (field.stringLists) {
    assertType(isJsonObject(value), value, field);
    return writeStringLists(writer, number, value as object);
  }
  const before = writer.length();
  const type = wireTypeOf(field);
  writeContent(writer, field, value);
  if (type === DELIMITED) writer.varint(writer.length() - before);
  writer.varint(tagOf(number, type));
}

/** What stands for an absent value, or undefined where nothing does. */
export function zeroOf(field: FieldSchema): unknown {
  if (field.repeated || field.map || field.stringLists) return undefined;
  if (field.byValue) {
    if (field.type === 'quantity') return '0';
    if (field.type === 'int-or-string') return 0;
    return field.type === 'time' || field.type === 'microtime' ? ZERO_TIME : undefined;
  }
  if (field.zeroIsSet) return undefined;
  switch (field.type) {
    case 'string':
      return '';
    case 'bool':
      return false;
    case 'int32':
    case 'int64':
    case 'double':
      return 0;
    default:
      return undefined;
  }
}
