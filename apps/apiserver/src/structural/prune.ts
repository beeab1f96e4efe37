import { isJsonObject, isStep, type JsonObject, type Steps } from '@kubets/apimachinery';
import {
  entriesOf,
  hasDefault,
  hasEntries,
  isEmbedded,
  itemsOf,
  keepsUnknown,
  memberOf,
  META_FIELDS,
  propertyOf,
  type SchemaNode,
} from './schema-node';

/** How a value is reached. */
interface Trail {
  parent: Trail | undefined;
  step: string | number;
}

interface Place {
  value: unknown;
  /** Undefined where nothing is said of the value: no member of it stays. */
  schema: SchemaNode | undefined;
  trail: Trail | undefined;
  /** Whether members that the schema does not have stay. */
  keeps: boolean;
  embedded: boolean;
}

/**
 * Takes out of a value, in place and in steps, what its schema does not have, and nulls that mean nothing where the
 * schema allows none and has no default. `apiVersion`, `kind` and `metadata` of an object of a kind stay as they are.
 * Answers where something was that the schema does not have, in order: `spec.parts[0].color`.
 */
export function* pruneSteps(value: object, schema: SchemaNode, isKind = true): Steps<string[]> {
  const unknown: string[] = [];
  const root: Place = { value, schema, trail: undefined, keeps: keepsUnknown(schema), embedded: isKind };
  const waiting = [root];
  let index = 0;
  for (let place = waiting.pop(); place; place = waiting.pop()) {
    const { value: here } = place;
    if (Array.isArray(here)) index = yield* pruneItems(here, place, waiting, index);
    else if (isJsonObject(here)) index = yield* pruneMembers(here, place, { waiting, unknown }, index);
  }
  return unknown.sort();
}

function* pruneItems(items: unknown[], place: Place, waiting: Place[], from: number): Steps<number> {
  const schema = itemsOf(place.schema);
  // What is kept unknown in a list is nobody's to look into.
  if (place.keeps && !schema) return from;
  let index = from;
  for (const [at, item] of items.entries()) {
    if (isStep(index++)) yield;
    if (typeof item !== 'object' || item === null) continue;
    waiting.push(below(item, schema, place, at, place.keeps));
  }
  return index;
}

const below = (
  value: unknown,
  schema: SchemaNode | undefined,
  { trail }: Place,
  step: string | number,
  keeps = false,
): Place => ({
  value,
  schema,
  trail: { parent: trail, step },
  keeps: keeps || keepsUnknown(schema),
  embedded: isEmbedded(schema),
});

function* pruneMembers(
  object: JsonObject,
  place: Place,
  { waiting, unknown }: { waiting: Place[]; unknown: string[] },
  from: number,
): Steps<number> {
  const { schema, trail, keeps, embedded } = place;
  let index = from;
  for (const name of Object.keys(object)) {
    if (isStep(index++)) yield;
    if (embedded && META_FIELDS.has(name)) continue;
    const value = object[name];
    const found = propertyOf(schema, name) ?? entriesOf(schema);
    if (!found && !(schema && hasEntries(schema))) {
      if (keeps) continue;
      if (!META_FIELDS.has(name) || trail) unknown.push(pathOf({ parent: trail, step: name }));
      delete object[name];
    } else if (value === null) {
      if (isMeaninglessNull(memberOf(schema, name))) delete object[name];
    } else if (typeof value === 'object') waiting.push(below(value, found, place, name));
  }
  return index;
}

const isMeaninglessNull = (schema: SchemaNode | undefined): boolean =>
  schema !== undefined && !schema.nullable && !hasDefault(schema);

function pathOf(trail: Trail): string {
  const before = trail.parent ? pathOf(trail.parent) : '';
  if (typeof trail.step === 'number') return `${before}[${trail.step}]`;
  return before === '' ? trail.step : `${before}.${trail.step}`;
}
