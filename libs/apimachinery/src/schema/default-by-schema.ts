import type { FieldSchema, MessageSchema } from '@kubets/proto-gen/schema';
import type { JsonObject } from '../patch/json-value';
import { isAbsent } from './absence';
import { messageOf, messagesReaching } from './reach';

interface DefaultPlan {
  /** Fields that have a default. */
  own: { name: string; field: FieldSchema; value(): unknown }[];
  /** Those that lead to some. */
  below: Map<string, { field: FieldSchema; plan: DefaultPlan }>;
}

const plans = new WeakMap<MessageSchema, DefaultPlan>();

/**
 * Writes into absent fields what the schema says they stand for, all the way down. Changes the object in place; doing it
 * again changes nothing.
 */
export function defaultBySchema(object: object, message: MessageSchema): void {
  fill(object as JsonObject, planOf(message));
}

function fill(object: JsonObject, { own, below }: DefaultPlan): void {
  for (const { name, field, value } of own) if (isAbsent(object[name], field)) object[name] = value();
  if (below.size === 0) return;
  for (const name in object) {
    const found = below.get(name);
    const value = object[name];
    if (found === undefined || value === undefined || value === null) continue;
    const { field, plan } = found;
    if (field.repeated) for (const item of value as JsonObject[]) fill(item, plan);
    else if (field.map) for (const key of Object.keys(value)) fill((value as JsonObject)[key] as JsonObject, plan);
    else fill(value as JsonObject, plan);
  }
}

function planOf(root: MessageSchema): DefaultPlan {
  const known = plans.get(root);
  if (known) return known;
  const reaching = messagesReaching(root, (field) => defaultOf(field) !== undefined);
  const made = new Map<MessageSchema, DefaultPlan>();
  const plan = make(root);
  plans.set(root, plan);
  return plan;

  function make(message: MessageSchema): DefaultPlan {
    const before = made.get(message);
    if (before) return before;
    const result: DefaultPlan = { own: [], below: new Map() };
    made.set(message, result);
    for (const [name, field] of Object.entries(message.fields)) {
      const value = defaultOf(field);
      if (value !== undefined) result.own.push({ name, field, value: maker(value) });
      const target = messageOf(field);
      if (target && reaching.has(target)) result.below.set(name, { field, plan: make(target) });
    }
    return result;
  }
}

/** A zero that means the same as absence is not written. */
function defaultOf(field: FieldSchema): unknown {
  const value = field.serverDefault ?? field.default;
  return isAbsent(value, field) ? undefined : value;
}

const maker = (value: unknown): (() => unknown) =>
  typeof value === 'object' ? () => structuredClone(value) : () => value;
