import type { FieldSchema, MessageSchema } from '@kubets/proto-gen/schema';
import type { JsonObject } from '../json/json-value';
import { atOnce, STRIDE, type Steps } from '../steps/steps';
import { messageOf, messagesReaching } from './reach';
import { isAbsent } from './zero-values';

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
export const defaultBySchema = (object: object, message: MessageSchema): void => atOnce(defaultSteps(object, message));

/** {@link defaultBySchema} in steps. */
export function* defaultSteps(object: object, message: MessageSchema): Steps<void> {
  const walk: Walk = { seen: 0, waiting: [] };
  fill(object as JsonObject, planOf(message), walk);
  for (let next = walk.waiting.pop(); next; next = walk.waiting.pop()) {
    for (const [index, value] of next.values.entries()) {
      if (index % STRIDE === 0) {
        yield;
        walk.seen = 0;
      }
      fill(value, next.plan, walk);
    }
  }
}

/** As short a list is filled in the step in which it is met. */
const SHORT = 8;

interface Walk {
  /** In this step. */
  seen: number;
  /** Items and entries that are more than a step's work. */
  waiting: { values: JsonObject[]; plan: DefaultPlan }[];
}

function fill(object: JsonObject, { own, below }: DefaultPlan, walk: Walk): void {
  for (const { name, field, value } of own) if (isAbsent(object[name], field)) object[name] = value();
  if (below.size === 0) return;
  for (const name in object) {
    const found = below.get(name);
    const value = object[name];
    if (found === undefined || value === undefined || value === null) continue;
    const { field, plan } = found;
    if (field.repeated) fillAll(value as JsonObject[], plan, walk);
    else if (field.map) fillAll(Object.values(value) as JsonObject[], plan, walk);
    else fill(value as JsonObject, plan, walk);
  }
}

function fillAll(values: JsonObject[], plan: DefaultPlan, walk: Walk): void {
  walk.seen += values.length;
  if (values.length > SHORT && walk.seen > STRIDE) walk.waiting.push({ values, plan });
  else for (const value of values) fill(value, plan, walk);
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
