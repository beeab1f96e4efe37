import { atOnce, copySteps, isStep, member, setMember, type JsonObject, type Steps } from '@kubets/apimachinery';
import { entriesOf, hasDefault, itemsOf, propertyOf, reaches, type SchemaNode } from './schema-node';

/**
 * Writes into an object what the schema says that absent fields stand for, all the way down, in place and in steps; a null
 * counts as absent where the schema allows none. Answers whether something was lacking.
 */
export function* defaultBySchemaSteps(object: JsonObject, schema: SchemaNode): Steps<boolean> {
  if (!reaches(schema, hasDefault)) return false;
  const waiting: [unknown, SchemaNode][] = [[object, schema]];
  let hasFilled = false;
  let index = 0;
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [value, at] = next;
    const members = Array.isArray(value) ? undefined : (value as JsonObject);
    if (!members && !reaches(itemsOf(at), hasDefault)) continue;
    if (members) for (const name of defaulted(at)) hasFilled = fill(members, name, propertyOf(at, name)!) || hasFilled;
    for (const key of Object.keys(value as object)) {
      if (isStep(index++)) yield;
      const schemaOf = members ? (propertyOf(at, key) ?? entriesOf(at)) : itemsOf(at);
      if (!schemaOf || !reaches(schemaOf, hasDefault)) continue;
      const holder = value as JsonObject;
      if (holder[key] === null) hasFilled = fill(holder, key, schemaOf) || hasFilled;
      const inner = holder[key];
      if (typeof inner === 'object' && inner !== null) waiting.push([inner, schemaOf]);
    }
  }
  return hasFilled;
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

function fill(holder: JsonObject, name: string, schema: SchemaNode): boolean {
  const there = Array.isArray(holder) ? (holder as unknown[])[Number(name)] : member(holder, name);
  if (!hasDefault(schema) || (there !== undefined && (there !== null || schema.nullable))) return false;
  setMember(holder, name, atOnce(copySteps(schema.default as unknown)));
  return true;
}
