import type { FieldSchema, MessageSchema } from '@kubets/proto-gen/schema';
import { stringifyJson } from '../json/exact-json';
import { goJsonText } from '../json/go-json';
import { isJsonObject, member } from '../json/json-value';

/** What follows from a field alone is worked out once: an object has one of its parts a thousand times. */
function once<T>(derive: (field: FieldSchema) => T): (field: FieldSchema) => T {
  const known = new WeakMap<FieldSchema, T>();
  return (field) => {
    let derived = known.get(field);
    if (derived === undefined) known.set(field, (derived = derive(field)));
    return derived;
  };
}

/** Of a field that holds messages. */
export const messageOf = (field: FieldSchema): MessageSchema => field.schema!;

/** The root of an object, as if it were a field. */
export const rootField = (message: MessageSchema): FieldSchema => ({ number: 0, type: 'message', schema: message });

/** What a member of the message is; undefined when it has none of that name. */
export const partOf = (message: MessageSchema, name: string): FieldSchema | undefined =>
  (member(message.fields, name) as FieldSchema | undefined) ?? message.rest;

const WHOLE: FieldSchema = { number: 0, type: 'any' };

const MOST_STEPS = 4096;
const MOST_STEP_LENGTH = 64;
const memberSteps = new Map<string, string>();

/** `f:name`. Those of fields are the same few for all objects, and a text that is a key already costs less than one that becomes one. */
export function memberStep(name: string): string {
  const known = memberSteps.get(name);
  if (known !== undefined) return known;
  const step = `f:${name}`;
  if (memberSteps.size < MOST_STEPS && name.length <= MOST_STEP_LENGTH) memberSteps.set(name, step);
  return step;
}

/** The field as it is where one of these values stands: what is only known from its value is a whole unless that is an object. */
export const settled = (field: FieldSchema, value: unknown, other?: unknown): FieldSchema =>
  field.deduced && !isJsonObject(value) && !isJsonObject(other) ? WHOLE : field;

/** What each entry of a map or item of a list is. */
export const singleOf = once(
  (field): FieldSchema =>
    field.entry ??
    (field.stringLists
      ? WHOLE
      : {
          ...field,
          repeated: undefined,
          map: undefined,
          listType: undefined,
        }),
);
const sortedKeys = once((field) => [...(field.listKeys ?? [])].sort());

/** `k:{"containerPort":80,"protocol":"TCP"}`: the item's keys in order, defaults filled in. */
export function itemStep(item: unknown, field: FieldSchema): string {
  const [key, ...more] = sortedKeys(field);
  const only = more.length === 0 && key !== undefined && isJsonObject(item) ? item[key] : undefined;
  // Most lists have items of one name each.
  if (typeof only === 'string') return `k:{${JSON.stringify(key)}:${goJsonText(JSON.stringify(only))}}`;
  const fields = messageOf(field).fields;
  const keys = sortedKeys(field).map((key): [string, unknown] => {
    const value = isJsonObject(item) ? item[key] : undefined;
    return [key, value === undefined ? absentKey(fields[key]) : value];
  });
  return `k:${goJsonText(stringifyJson(Object.fromEntries(keys)))}`;
}

/** What stands for a key that an item lacks: Kubernetes publishes the zero of what is required as its default. */
function absentKey(key: FieldSchema | undefined): unknown {
  if (!key || key.default !== undefined || !key.required) return key?.default;
  return key.type === 'string' ? '' : key.type === 'int32' || key.type === 'int64' ? 0 : undefined;
}

export const valueStep = (value: unknown): string => `v:${goJsonText(stringifyJson(value))}`;

/** How a field's value is owned: as a whole, or by its parts. */
export type Ownership = 'whole' | 'struct' | 'map' | 'items' | 'set';

export const ownershipOf = once((field): Ownership => {
  if (field.map || field.stringLists) return field.mapType === 'atomic' ? 'whole' : 'map';
  if (field.repeated) return field.listType === 'map' ? 'items' : field.listType === 'set' ? 'set' : 'whole';
  if (field.type !== 'message') return 'whole';
  return (field.structType ?? messageOf(field).structType) === 'atomic' ? 'whole' : 'struct';
});
