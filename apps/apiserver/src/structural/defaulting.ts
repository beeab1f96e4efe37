import {
  copySteps,
  isStep,
  member,
  newRequestEntityTooLarge,
  setMember,
  stringifyJson,
  type JsonObject,
  type Steps,
} from '@kubets/apimachinery';
import { entriesOf, hasDefault, itemsOf, propertyOf, reaches, type SchemaNode } from './schema-node';

/** As many bytes of defaults one object may be filled with: a default may be large, and stand for each item of a long list. */
const MAX_FILLED = 16 * 1024 * 1024;

/**
 * Writes into an object what the schema says that absent fields stand for, all the way down, in place and in steps; a null
 * counts as absent where the schema allows none. Answers whether something was lacking.
 * @throws StatusError 413 where that would be more than an object can be.
 */
export function* defaultBySchemaSteps(object: JsonObject, schema: SchemaNode): Steps<boolean> {
  if (!reaches(schema, hasDefault)) return false;
  const waiting: [unknown, SchemaNode][] = [[object, schema]];
  let filled = 0;
  let index = 0;
  function* fill(holder: JsonObject, name: string, schemaOf: SchemaNode): Steps<void> {
    if (!isLacking(holder, name, schemaOf)) return;
    filled += sizeOfDefault(schemaOf);
    if (filled > MAX_FILLED) throw newRequestEntityTooLarge(`limit is ${MAX_FILLED} bytes of defaults`);
    setMember(holder, name, yield* copySteps(schemaOf.default as unknown));
  }
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [value, at] = next;
    const members = Array.isArray(value) ? undefined : (value as JsonObject);
    if (!members && !reaches(itemsOf(at), hasDefault)) continue;
    if (members)
      for (const name of defaulted(at)) {
        if (isStep(index++)) yield;
        yield* fill(members, name, propertyOf(at, name)!);
      }
    for (const key of Object.keys(value as object)) {
      if (isStep(index++)) yield;
      const schemaOf = members ? (propertyOf(at, key) ?? entriesOf(at)) : itemsOf(at);
      if (!schemaOf || !reaches(schemaOf, hasDefault)) continue;
      const holder = value as JsonObject;
      if (holder[key] === null) yield* fill(holder, key, schemaOf);
      const inner = holder[key];
      if (typeof inner === 'object' && inner !== null) waiting.push([inner, schemaOf]);
    }
  }
  return filled > 0;
}

const names = new WeakMap<SchemaNode, string[]>();

/** The properties that have a default. */
function defaulted(schema: SchemaNode): string[] {
  let known = names.get(schema);
  if (!known) {
    known = Object.keys(schema.properties ?? {}).filter((name) => hasDefault(schema.properties![name]!));
    names.set(schema, known);
  }
  return known;
}

function isLacking(holder: JsonObject, name: string, schema: SchemaNode): boolean {
  if (!hasDefault(schema)) return false;
  const there = Array.isArray(holder) ? (holder as unknown[])[Number(name)] : member(holder, name);
  return there === undefined || (there === null && !schema.nullable);
}

const sizes = new WeakMap<SchemaNode, number>();

/** As JSON, in characters. */
function sizeOfDefault(schema: SchemaNode): number {
  let size = sizes.get(schema);
  if (size === undefined) {
    size = stringifyJson(schema.default).length;
    sizes.set(schema, size);
  }
  return size;
}
