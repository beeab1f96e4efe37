import type { FieldSchema, MessageSchema } from '@kubets/proto-gen/schema';
import type { JsonObject } from '../json/json-value';
import { isStep, type Steps } from '../steps/steps';
import { createBackwardWriter, type BackwardWriter } from './backward-writer';
import { writeForm } from './native-form';
import { isNested, wireLayoutOf, type WireLayout } from './wire-layout';
import { DELIMITED, sortedEntries, tagOf, writeField, writeSized, writeText, zeroOf } from './write-value';

/** What is nested deeper is refused, as it is when it is read. */
const MAX_DEPTH = 100;

/** A field of a message, or a message of Kubernetes' own with several of ours in it. */
type Part = { number: number; name: string; field: FieldSchema; zero: unknown } | { number: number; parts: Part[] };

const known = new WeakMap<MessageSchema, Part[]>();
const ofNothing = new WeakMap<MessageSchema, Buffer>();
const NOTHING: JsonObject = {};

/** The parts of a message, the last first. */
function partsOf(message: MessageSchema): Part[] {
  let parts = known.get(message);
  if (!parts) known.set(message, (parts = partsIn(wireLayoutOf(message))));
  return parts;
}

const partsIn = (layout: WireLayout): Part[] =>
  [...layout]
    .map(([number, entry]): Part => {
      if (isNested(entry)) return { number, parts: partsIn(entry) };
      return { number, ...entry, zero: zeroOf(entry.field) };
    })
    .sort((a, b) => b.number - a.number);

const METADATA = new Set(['kubets.meta.v1.ObjectMeta', 'kubets.meta.v1.ListMeta']);

const isByValue = (field: FieldSchema): boolean =>
  field.byValue === true || (METADATA.has(field.message ?? '') && !field.repeated && !field.map);

/** The content of a message that has none. */
function* nothingOf(message: MessageSchema, depth: number): Steps<Buffer> {
  let bytes = ofNothing.get(message);
  if (!bytes) {
    const writer = createBackwardWriter();
    yield* writeParts(writer, NOTHING, partsOf(message), depth);
    ofNothing.set(message, (bytes = writer.finish()));
  }
  return bytes;
}

function asObject(value: unknown, field: FieldSchema): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error(`${value === null ? 'null' : typeof value} is no ${field.message}`);
  return value as JsonObject;
}

function* writeMessage(
  writer: BackwardWriter,
  number: number,
  { field, depth }: { field: FieldSchema; depth: number },
  value: unknown,
): Steps<void> {
  if (depth > MAX_DEPTH) throw new Error(`nested deeper than ${MAX_DEPTH}`);
  const before = writer.length();
  const message = (field.schema ?? field.formSchema)!;
  if (value === undefined) writer.bytes(yield* nothingOf(message, depth));
  else yield* writeParts(writer, asObject(value, field), partsOf(message), depth);
  writer.varint(writer.length() - before);
  writer.varint(tagOf(number, DELIMITED));
}

/** A field's one value, or one of its list or map. */
function* writeOne(
  writer: BackwardWriter,
  number: number,
  place: { field: FieldSchema; depth: number },
  value: unknown,
): Steps<void> {
  const { field, depth } = place;
  if (field.nativeForm)
    yield* writeForm(writer, number, field.nativeForm, value, (inner, schema) =>
      writeMessage(writer, inner, { field, depth: depth + 1 }, schema),
    );
  else if (field.type === 'message') yield* writeMessage(writer, number, { field, depth: depth + 1 }, value);
  else writeField(writer, number, field, value);
}

function* writeList(
  writer: BackwardWriter,
  number: number,
  place: { field: FieldSchema; depth: number },
  value: unknown,
): Steps<void> {
  if (!Array.isArray(value)) throw new Error(`a ${typeof value} is no list`);
  for (let index = value.length - 1; index >= 0; index--) {
    if (isStep(index)) yield;
    yield* writeOne(writer, number, place, value[index] ?? (place.field.type === 'message' ? NOTHING : value[index]));
  }
}

function* writeMap(
  writer: BackwardWriter,
  number: number,
  place: { field: FieldSchema; depth: number },
  value: unknown,
): Steps<void> {
  const entries = sortedEntries(asObject(value, place.field));
  for (let index = entries.length - 1; index >= 0; index--) {
    if (isStep(index)) yield;
    const [key, one] = entries[index]!;
    const before = writer.length();
    // A zero time is null in JSON.
    if (one === null && place.field.type === 'time') writeSized(writer, 2, () => undefined);
    else yield* writeOne(writer, 2, place, one);
    writeText(writer, 1, key);
    writer.varint(writer.length() - before);
    writer.varint(tagOf(number, DELIMITED));
  }
}

function* writeParts(writer: BackwardWriter, object: JsonObject, parts: Part[], depth: number): Steps<void> {
  for (const part of parts) {
    const { number } = part;
    if ('parts' in part) {
      const before = writer.length();
      yield* writeParts(writer, object, part.parts, depth);
      writer.varint(writer.length() - before);
      writer.varint(tagOf(number, DELIMITED));
      continue;
    }
    const { name, field, zero } = part;
    const value = Object.hasOwn(object, name) ? (object[name] ?? undefined) : undefined;
    if (value === undefined) {
      if (zero !== undefined) writeField(writer, number, field, zero);
      else if (isByValue(field)) {
        if (field.type === 'message') yield* writeMessage(writer, number, { field, depth: depth + 1 }, undefined);
        else writeSized(writer, number, () => undefined);
      }
    } else if (field.map) yield* writeMap(writer, number, { field, depth }, value);
    else if (field.repeated) yield* writeList(writer, number, { field, depth }, value);
    else if (field.type === 'message' || field.nativeForm) yield* writeOne(writer, number, { field, depth }, value);
    else writeField(writer, number, field, value);
  }
}

/**
 * A message as Kubernetes' own encoder writes it, byte for byte: fields in the order of their numbers, entries of maps in
 * the order of their keys, zeros for what is absent and no pointer in Go. In steps.
 * @throws Error when the object is not one of that message.
 */
export function* encodeMessageSteps(object: JsonObject, message: MessageSchema): Steps<Buffer> {
  const writer = createBackwardWriter();
  yield* writeParts(writer, object, partsOf(message), 0);
  return writer.finish();
}
