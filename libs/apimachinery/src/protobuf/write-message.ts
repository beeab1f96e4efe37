import type { MessageSchema } from '@kubets/proto-gen/schema';
import { isJsonObject, type JsonObject } from '../json/json-value';
import { isStep, type Steps } from '../steps/steps';
import { createBackwardWriter, type BackwardWriter } from './backward-writer';
import { toForm } from './native-form';
import { isGroup, wirePartsOf, type WireField, type WirePart } from './wire-parts';
import {
  DELIMITED,
  NO_CONTENT,
  sortedEntries,
  tagOf,
  wireTypeOfOne,
  writeField,
  writeText,
  writeZero,
} from './write-value';

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
  /** Values of a list, or entries of a map. */
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
export function* encodeMessageSteps(object: JsonObject, message: MessageSchema): Steps<Buffer> {
  const writer = createBackwardWriter();
  const open: Open[] = [openMessage(writer, wirePartsOf(message), object, 0)];
  for (let index = 0; ; index++) {
    if (isStep(index)) yield;
    const inner = open.at(-1)!;
    const next = inner.parts ? writeParts(writer, inner, inner.parts) : writeValue(writer, inner, inner.field!);
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

/** One value of a field that holds messages. */
function openValue(writer: BackwardWriter, field: WireField, value: unknown, tag: number): Open {
  const { nativeForm } = field.field;
  const object = nativeForm ? toForm(value, nativeForm) : asObject(value, field);
  return openMessage(writer, wirePartsOf(field.message!), object, tag);
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
function writeParts(writer: BackwardWriter, message: Open, parts: WirePart[]): Open | 'done' {
  const { object } = message;
  while (message.next < parts.length) {
    const part = parts[message.next++]!;
    if (isGroup(part)) return openMessage(writer, part.parts, object, part.tag);
    const value = object[part.name] ?? undefined;
    if (value === undefined) {
      if (part.zero) writeZero(writer, part.tag, part.zero);
      else if (part.isByValue) return openMessage(writer, wirePartsOf(part.message!), NOTHING, part.tag);
    } else if (part.field.map) return openValues(part, sortedEntries(asObject(value, part)));
    else if (part.field.repeated) return openValues(part, asList(value, part));
    else if (part.message) return openValue(writer, part, value, part.tag);
    else writeField(writer, part.tag, part.field, value);
  }
  if (message.tag > 0) close(writer, message.before, message.tag);
  return 'done';
}

/** The same for the next value of a list, or the next entry of a map. */
function writeValue(writer: BackwardWriter, list: Open, part: WireField): Open | 'more' | 'done' {
  const { field, message, tag } = part;
  if (list.key !== undefined) closeEntry(writer, list, list.key);
  if (list.next === 0) return 'done';
  const value = list.values[--list.next];
  if (!field.map) {
    if (message) return openValue(writer, part, value ?? NOTHING, tag);
    writeField(writer, tag, field, value);
    return 'more';
  }
  const [key, one] = value as [string, unknown];
  list.before = writer.length();
  list.key = key;
  if (message) return openValue(writer, part, one ?? NOTHING, VALUE_OF_ENTRY);
  // A zero time is null in JSON.
  if (one === null && field.type === 'time') writeZero(writer, VALUE_OF_ENTRY, NO_CONTENT);
  else writeField(writer, tagOf(2, wireTypeOfOne(field)), field, one);
  return 'more';
}

function closeEntry(writer: BackwardWriter, map: Open, key: string): void {
  writeText(writer, 1, key);
  close(writer, map.before, map.tag);
  map.key = undefined;
}
