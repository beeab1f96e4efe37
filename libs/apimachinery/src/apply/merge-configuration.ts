import type { FieldSchema, MessageSchema } from '@kubets/proto-gen/schema';
import { copyOf, isJsonObject, member, setMember, type JsonObject } from '../patch/json-value';
import { itemStep, messageOf, ownershipOf, rootField, valueStep } from './field-children';
import { isMember, type FieldTree } from './field-tree';

const single = (field: FieldSchema): FieldSchema => ({
  ...field,
  repeated: undefined,
  map: undefined,
  listType: undefined,
});

function mergeMembers(
  live: unknown,
  config: JsonObject,
  fieldOf: (name: string) => FieldSchema | undefined,
): JsonObject {
  const result: JsonObject = isJsonObject(live) ? copyOf(live) : {};
  for (const name of Object.keys(config)) {
    const field = fieldOf(name);
    setMember(result, name, field ? merge(member(result, name), config[name], field) : config[name]);
  }
  return result;
}

function mergeItems(live: unknown, config: unknown[], field: FieldSchema): unknown[] {
  const result = Array.isArray(live) ? [...(live as unknown[])] : [];
  const places = new Map<string, number>();
  for (const [index, item] of result.entries()) {
    const step = itemStep(item, field);
    if (!places.has(step)) places.set(step, index);
  }
  for (const item of config) {
    const step = itemStep(item, field);
    const index = places.get(step);
    if (index === undefined) places.set(step, result.push(item) - 1);
    else result[index] = merge(result[index], item, single(field));
  }
  return result;
}

function mergeSet(live: unknown, config: unknown[]): unknown[] {
  const known = Array.isArray(live) ? (live as unknown[]) : [];
  const steps = new Set(known.map(valueStep));
  return [...known, ...config.filter((item) => !steps.has(valueStep(item)))];
}

function merge(live: unknown, config: unknown, field: FieldSchema): unknown {
  switch (ownershipOf(field)) {
    case 'struct': {
      const fields = messageOf(field).fields;
      return mergeMembers(live, config as JsonObject, (name) => member(fields, name) as FieldSchema | undefined);
    }
    case 'map':
      return mergeMembers(live, config as JsonObject, () => single(field));
    case 'items':
      return mergeItems(live, config as unknown[], field);
    case 'set':
      return mergeSet(live, config as unknown[]);
    case 'whole':
      return config;
  }
}

/** The live object with everything that the configuration sets. Neither is changed. */
export function mergeConfiguration<T>(live: T, config: T, message: MessageSchema): T {
  return merge(live, config, rootField(message)) as T;
}

function without(value: unknown, tree: FieldTree, field: FieldSchema): unknown {
  switch (ownershipOf(field)) {
    case 'struct':
    case 'map': {
      const fields = field.map ? undefined : messageOf(field).fields;
      const result: JsonObject = copyOf(value as JsonObject);
      for (const [step, child] of Object.entries(tree)) {
        const name = step.slice(2);
        const part = member(result, name);
        if (part === undefined) continue;
        const partField = fields ? (member(fields, name) as FieldSchema | undefined) : single(field);
        if (isMember(child) || !partField) delete result[name];
        else setMember(result, name, without(part, child, partField));
      }
      return result;
    }
    case 'items':
      return (value as unknown[]).flatMap((item) => {
        const child = tree[itemStep(item, field)];
        if (!child) return [item];
        return isMember(child) ? [] : [without(item, child, single(field))];
      });
    case 'set':
      return (value as unknown[]).filter((item) => tree[valueStep(item)] === undefined);
    case 'whole':
      return value;
  }
}

/** The object without these fields; a removed field goes with all that is in it. */
export function removeFields<T>(object: T, fields: FieldTree | undefined, message: MessageSchema): T {
  return fields ? (without(object, fields, rootField(message)) as T) : object;
}
