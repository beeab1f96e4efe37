import type { FieldSchema, MessageSchema } from '@kubets/proto-gen/schema';
import { isJsonObject } from '../json/json-value';
import { isStep, type Steps } from '../steps/steps';
import { itemStep, messageOf, ownershipOf, partOf, singleOf, valueStep } from './field-children';
import { stepText } from './field-tree';

/** As many as are told of. */
const MAX_TOLD = 100;

/** How a value is reached: by one step from where its parent is. */
interface Place {
  parent?: Place;
  step: string;
}

interface Search {
  place: Place | undefined;
  found: string[];
}

/**
 * In steps: what a configuration holds twice in lists whose items are known by their keys or by their value, as
 * `.spec.containers[name="c"].ports: duplicate entries for key [containerPort=80,protocol="TCP"]`, and items there that have
 * no keys. Whose such an item is nobody could say.
 */
export function* duplicateEntries(config: object, message: MessageSchema): Steps<string[]> {
  const found: string[] = [];
  yield* searchMessage(config, message, { place: undefined, found });
  return found;
}

function* searchField(value: unknown, field: FieldSchema, search: Search): Steps<void> {
  switch (ownershipOf(field)) {
    case 'whole':
      return yield* searchWhole(value, field, search);
    case 'struct':
      return yield* searchMessage(value, messageOf(field), search);
    case 'map':
      if (!isLookedInto(singleOf(field)) || !isJsonObject(value)) return;
      for (const key of Object.keys(value)) {
        yield;
        yield* searchField(value[key], singleOf(field), {
          ...search,
          place: { parent: search.place, step: `f:${key}` },
        });
      }
      return;
    case 'items':
    case 'set':
      return yield* searchList(value, field, search);
  }
}

/** What has one owner may hold lists that are told apart by their items. */
function* searchWhole(value: unknown, field: FieldSchema, { place, found }: Search): Steps<void> {
  if (field.deduced || field.type !== 'message' || field.map) return;
  if (!field.repeated) return yield* searchMessage(value, messageOf(field), { place, found });
  for (const [index, item] of (Array.isArray(value) ? (value as unknown[]) : []).entries()) {
    if (found.length >= MAX_TOLD) return;
    if (isStep(index)) yield;
    yield* searchMessage(item, messageOf(field), { place: { parent: place!, step: `i:${index}` }, found });
  }
}

/** Whether there may be lists in it whose items are known by what they hold. */
const isLookedInto = (field: FieldSchema): boolean =>
  field.type === 'message' || (field.entry !== undefined && !field.deduced);

function* searchMessage(value: unknown, message: MessageSchema, { place, found }: Search): Steps<void> {
  for (const [name, part] of Object.entries(isJsonObject(value) ? value : {})) {
    const field = partOf(message, name);
    if (!field || typeof part !== 'object' || part === null) continue;
    yield* searchField(part, field, { place: { parent: place, step: `f:${name}` }, found });
  }
}

function* searchList(value: unknown, field: FieldSchema, { place, found }: Search): Steps<void> {
  const isKeyed = ownershipOf(field) === 'items';
  const seen = new Set<string>();
  for (const [index, item] of (Array.isArray(value) ? (value as unknown[]) : []).entries()) {
    if (found.length >= MAX_TOLD) return;
    if (isStep(index)) yield;
    const step = isKeyed ? itemStep(item, field) : valueStep(item);
    const problem = isKeyed ? unknowable(item, step, field) : undefined;
    if (problem) {
      found.push(`${textOf(place)}: element ${index}: ${problem}`);
      return;
    }
    if (seen.has(step)) found.push(`${textOf(place)}: duplicate entries for key ${stepText(step)}`);
    seen.add(step);
    if (isKeyed) yield* searchMessage(item, messageOf(field), { place: { parent: place, step }, found });
  }
}

/** What stands where an item without any of its keys should: there is nothing to know it by. */
function unknowable(item: unknown, step: string, field: FieldSchema): string | undefined {
  if (item === null) return 'associative list with keys may not have a null element';
  if (step !== 'k:{}') return undefined;
  const keys = (field.listKeys ?? []).map((key) => JSON.stringify(key)).join(' ');
  return `associative list with keys has an element that omits all key fields [${keys}] (and doesn't have default values for any key fields)`;
}

const textOf = (place: Place | undefined): string => (place ? textOf(place.parent) + stepText(place.step) : '');
