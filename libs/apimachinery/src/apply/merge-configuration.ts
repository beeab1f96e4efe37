import type { FieldSchema, MessageSchema } from '@kubets/proto-gen/schema';
import { isStep, type Steps } from '../steps/steps';
import { copyOf, isJsonObject, member, setMember, type JsonObject } from '../json/json-value';
import { itemStep, messageOf, ownershipOf, rootField, valueStep } from './field-children';
import { isMember, type FieldTree } from './field-tree';

const single = (field: FieldSchema): FieldSchema => ({
  ...field,
  repeated: undefined,
  map: undefined,
  listType: undefined,
});

function* mergeMembers(
  live: unknown,
  config: JsonObject,
  fieldOf: (name: string) => FieldSchema | undefined,
): Steps<JsonObject> {
  const result: JsonObject = isJsonObject(live) ? copyOf(live) : {};
  let index = 0;
  for (const name of Object.keys(config)) {
    if (isStep(index++)) yield;
    const field = fieldOf(name);
    const isWhole = !field || ownershipOf(field) === 'whole';
    setMember(result, name, isWhole ? config[name] : yield* merge(member(result, name), config[name], field));
  }
  return result;
}

function* mergeItems(live: unknown, config: unknown[], field: FieldSchema): Steps<unknown[]> {
  const result = Array.isArray(live) ? [...(live as unknown[])] : [];
  const places = new Map<string, number>();
  for (const [index, item] of result.entries()) {
    if (isStep(index)) yield;
    const step = itemStep(item, field);
    if (!places.has(step)) places.set(step, index);
  }
  const itemField = single(field);
  for (const [index, item] of config.entries()) {
    if (isStep(index)) yield;
    const step = itemStep(item, field);
    const place = places.get(step);
    if (place === undefined) places.set(step, result.push(item) - 1);
    else result[place] = yield* merge(result[place], item, itemField);
  }
  return result;
}

function* mergeSet(live: unknown, config: unknown[]): Steps<unknown[]> {
  const result = Array.isArray(live) ? [...(live as unknown[])] : [];
  const steps = new Set<string>();
  for (const [index, item] of result.entries()) {
    if (isStep(index)) yield;
    steps.add(valueStep(item));
  }
  for (const [index, item] of config.entries()) {
    if (isStep(index)) yield;
    if (!steps.has(valueStep(item))) result.push(item);
  }
  return result;
}

function* merge(live: unknown, config: unknown, field: FieldSchema): Steps<unknown> {
  switch (ownershipOf(field)) {
    case 'struct': {
      const fields = messageOf(field).fields;
      return yield* mergeMembers(live, config as JsonObject, (name) => member(fields, name) as FieldSchema | undefined);
    }
    case 'map': {
      const entry = single(field);
      return yield* mergeMembers(live, config as JsonObject, () => entry);
    }
    case 'items':
      return yield* mergeItems(live, config as unknown[], field);
    case 'set':
      return yield* mergeSet(live, config as unknown[]);
    case 'whole':
      return config;
  }
}

/** The live object with everything that the configuration sets, in steps. Neither is changed. */
export function* mergeConfiguration<T>(live: T, config: T, message: MessageSchema): Steps<T> {
  return (yield* merge(live, config, rootField(message))) as T;
}

function* without(value: unknown, tree: FieldTree, field: FieldSchema): Steps<unknown> {
  switch (ownershipOf(field)) {
    case 'struct':
    case 'map':
      return yield* withoutMembers(value as JsonObject, tree, field);
    case 'items':
      return yield* withoutItems(value as unknown[], tree, field);
    case 'set':
      return yield* filterSteps(value as unknown[], (item) => tree[valueStep(item)] === undefined);
    case 'whole':
      return value;
  }
}

function* withoutMembers(value: JsonObject, tree: FieldTree, field: FieldSchema): Steps<JsonObject> {
  const fields = field.map ? undefined : messageOf(field).fields;
  const entry = single(field);
  const result: JsonObject = copyOf(value);
  let index = 0;
  for (const step of Object.keys(tree)) {
    if (isStep(index++)) yield;
    const child = tree[step]!;
    const name = step.slice(2);
    const part = member(result, name);
    if (part === undefined) continue;
    const partField = fields ? (member(fields, name) as FieldSchema | undefined) : entry;
    if (isMember(child) || !partField) delete result[name];
    else setMember(result, name, yield* without(part, child, partField));
  }
  return result;
}

function* withoutItems(items: unknown[], tree: FieldTree, field: FieldSchema): Steps<unknown[]> {
  const kept: unknown[] = [];
  const itemField = single(field);
  for (const [index, item] of items.entries()) {
    if (isStep(index)) yield;
    const child = tree[itemStep(item, field)];
    if (!child) kept.push(item);
    else if (!isMember(child)) kept.push(yield* without(item, child, itemField));
  }
  return kept;
}

function* filterSteps<T>(items: readonly T[], isKept: (item: T) => boolean): Steps<T[]> {
  const kept: T[] = [];
  for (const [index, item] of items.entries()) {
    if (isStep(index)) yield;
    if (isKept(item)) kept.push(item);
  }
  return kept;
}

/** The object without these fields, in steps; a removed field goes with all that is in it. */
export function* removeFields<T>(object: T, fields: FieldTree | undefined, message: MessageSchema): Steps<T> {
  return fields ? ((yield* without(object, fields, rootField(message))) as T) : object;
}
