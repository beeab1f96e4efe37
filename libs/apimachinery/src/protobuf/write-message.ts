import type { FieldSchema, MessageSchema } from '@kubets/proto-gen/schema';
import { isJsonObject, type JsonObject } from '../json/json-value';
import { isStep, type Steps } from '../steps/steps';
import { createBackwardWriter, type BackwardWriter } from './backward-writer';
import { toForm } from './native-form';
import { orderedFields } from './ordered-fields';
import { isGroup, ownPartsOf, wirePartsOf, type WireField, type WirePart } from './wire-parts';
import {
  DELIMITED,
  NO_CONTENT,
  sortedKeys,
  tagOf,
  wireTypeOfOne,
  writeField,
  writeText,
  writeZero,
} from './write-value';
import { writeOwnField } from './write-own-value';

/** What is nested deeper is refused, as it is when it is read. */
const MAX_DEPTH = 300;

const NOTHING: JsonObject = {};
const VALUE_OF_ENTRY = tagOf(2, DELIMITED);

/** A message, a list or a map that is being written, from its end: what of it is to be written next. */
interface Open {
  /** Of a message, its parts; of a list or a map, the field. */
  parts: WirePart[] | undefined;
  field: WireField | undefined;
  object: JsonObject;
  /** Values of a list, or keys of a map. */
  values: unknown[];
  /** The next part, or one more than the next value. */
  next: number;
  /** How much was written before the message or entry, and the tag that it gets when it is complete. */
  before: number;
  tag: number;
  /** Of a map: the key of the entry whose value has just been written. */
  key: string | undefined;
}

/**
 * A message as Kubernetes' own encoder writes it, byte for byte: fields in the order of their numbers, entries of maps in
 * the order of their keys, zeros for what is absent and no pointer in Go. In steps, and without a call per message.
 * @throws Error when the object is not one of that message.
 */
export const encodeMessageSteps = (object: object, message: MessageSchema): Steps<Buffer> =>
  encodeSteps(object as JsonObject, message, KUBERNETES);

/** A message of our own protos, which its generated codec reads as that object, in steps. @throws Error when it is none. */
export const encodeOwnMessageSteps = (object: object, message: MessageSchema): Steps<Buffer> =>
  encodeSteps(object as JsonObject, message, OWN);

/** In what Kubernetes' own protobuf encoding and that of our protos differ for one who writes it. */
interface Dialect {
  partsOf(message: MessageSchema): WirePart[];
  keysOf(map: JsonObject): string[];
  writeField(writer: BackwardWriter, tag: number, field: FieldSchema, value: unknown): void;
  /** Whether null is a value, where anything may be one. */
  hasNull: boolean;
}

const KUBERNETES: Dialect = { partsOf: wirePartsOf, keysOf: sortedKeys, writeField, hasNull: false };
const OWN: Dialect = { partsOf: ownPartsOf, keysOf: Object.keys, writeField: writeOwnField, hasNull: true };

function* encodeSteps(object: JsonObject, message: MessageSchema, dialect: Dialect): Steps<Buffer> {
  const writer = createBackwardWriter();
  const open: Open[] = [openMessage(writer, dialect.partsOf(message), object, 0)];
  for (let index = 0; ; index++) {
    if (isStep(index)) yield;
    const inner = open.at(-1)!;
    const next = inner.parts
      ? writeParts(writer, inner, inner.parts, dialect)
      : writeValue(writer, inner, inner.field!, dialect);
    if (next === 'more') continue;
    if (next !== 'done') open.push(next);
    else if (open.length === 1) return writer.finish();
    else open.pop();
    if (open.length > MAX_DEPTH) throw new Error(`nested deeper than ${MAX_DEPTH}`);
  }
}

const openMessage = (writer: BackwardWriter, parts: WirePart[], object: JsonObject, tag: number): Open => ({
  parts,
  field: undefined,
  object,
  values: [],
  next: 0,
  before: writer.length(),
  tag,
  key: undefined,
});

const openValues = (field: WireField, values: unknown[]): Open => ({
  parts: undefined,
  field,
  object: NOTHING,
  values,
  next: values.length,
  before: 0,
  tag: field.tag,
  key: undefined,
});

const openEntries = (field: WireField, map: JsonObject, { keysOf }: Dialect): Open => ({
  ...openValues(field, keysOf(map)),
  object: map,
});

/** One value of a field that holds messages. */
function openValue(writer: BackwardWriter, field: WireField, value: unknown, tag: number, { partsOf }: Dialect): Open {
  const object = field.form ? toForm(value, field.form) : asObject(value, field);
  return openMessage(writer, partsOf(field.message!), object, tag);
}

function asObject(value: unknown, { field, name }: WireField): JsonObject {
  if (!isJsonObject(value)) throw new Error(`${name}: a ${typeof value} is no ${field.message ?? 'object'}`);
  return value;
}

function asList(value: unknown, { name }: WireField): unknown[] {
  if (!Array.isArray(value)) throw new Error(`${name}: a ${typeof value} is no list`);
  return value as unknown[];
}

function close(writer: BackwardWriter, before: number, tag: number): void {
  writer.varint(writer.length() - before);
  writer.varint(tag);
}

/** Writes parts of a message up to one that is to be opened, or all of them, and then what stands before them. */
function writeParts(writer: BackwardWriter, message: Open, parts: WirePart[], dialect: Dialect): Open | 'done' {
  const { object } = message;
  while (message.next < parts.length) {
    const part = parts[message.next++]!;
    if (isGroup(part)) return openMessage(writer, part.parts, object, part.tag);
    const given = object[part.name];
    const value = given === null && !(dialect.hasNull && part.field.type === 'any') ? undefined : given;
    if (value === undefined) {
      if (part.zero) writeZero(writer, part.tag, part.zero);
      else if (part.isByValue) return openMessage(writer, dialect.partsOf(part.message!), NOTHING, part.tag);
    } else if (part.field.map) return openEntries(part, asObject(value, part), dialect);
    else if (part.field.repeated) return openValues(part, asList(value, part));
    else if (part.message) return openValue(writer, part, value, part.tag, dialect);
    else dialect.writeField(writer, part.tag, part.field, part.name === 'fieldsV1' ? orderedFields(value) : value);
  }
  if (message.tag > 0) close(writer, message.before, message.tag);
  return 'done';
}

/** The same for the next value of a list, or the next entry of a map. */
function writeValue(writer: BackwardWriter, list: Open, part: WireField, dialect: Dialect): Open | 'more' | 'done' {
  const { field, message, tag } = part;
  if (list.key !== undefined) closeEntry(writer, list, list.key);
  if (list.next === 0) return 'done';
  const value = list.values[--list.next];
  if (!field.map) {
    if (message) return openValue(writer, part, value ?? NOTHING, tag, dialect);
    dialect.writeField(writer, tag, field, value);
    return 'more';
  }
  const key = value as string;
  const one = list.object[key];
  list.before = writer.length();
  list.key = key;
  if (message) return openValue(writer, part, one ?? NOTHING, VALUE_OF_ENTRY, dialect);
  // A zero time is null in JSON.
  if (one === null && field.type === 'time') writeZero(writer, VALUE_OF_ENTRY, NO_CONTENT);
  else dialect.writeField(writer, tagOf(2, wireTypeOfOne(field)), field, one);
  return 'more';
}

function closeEntry(writer: BackwardWriter, map: Open, key: string): void {
  writeText(writer, 1, key);
  close(writer, map.before, map.tag);
  map.key = undefined;
}
