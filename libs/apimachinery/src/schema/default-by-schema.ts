import type { FieldSchema, MessageSchema } from '@kubets/proto-gen/schema';
import { copySteps } from '../json/copy-json';
import { shownMember } from '../json/hidden-list';
import type { JsonObject } from '../json/json-value';
import { atOnce, STRIDE, type Steps } from '../steps/steps';
import { zeroMaker } from './always-written';
import { messageOf, messagesReaching } from './reach';
import { isAbsent } from './zero-values';

/**
 * Writes into absent fields what the schema says they stand for, and the zeros that JSON always has, all the way down, but
 * no null: whoever looks at the object finds nothing there. Changes the object in place; doing it again changes nothing.
 */
export const defaultBySchema = (object: object, message: MessageSchema): void => atOnce(defaultSteps(object, message));

/** {@link defaultBySchema} in steps. */
export function* defaultSteps(object: object, message: MessageSchema): Steps<void> {
  yield* fillSteps(object as JsonObject, planOf(message, DEFAULTS));
}

/**
 * Writes what JSON always has and nothing more, in place and in steps: `{}`, null and zeros where nobody has set
 * anything. Answers whether something was lacking.
 */
export const zeroSteps = (object: object, message: MessageSchema): Steps<boolean> =>
  fillSteps(object as JsonObject, planOf(message, ZEROS));

/** What the fields of a message get that have nothing. */
interface FillPlan {
  own: OwnField[];
  /** Fields that lead to some. */
  below: Map<string, { field: FieldSchema; plan: FillPlan }>;
}

interface OwnField {
  name: string;
  field: FieldSchema;
  /** What is replaced besides what is not there: nothing, null, or also a zero that stands for absence. */
  over: 'nothing' | 'null' | 'zero';
  value(): unknown;
}

/** Which value a field gets, if any. */
type Filler = (field: FieldSchema) => Omit<OwnField, 'name' | 'field'> | undefined;

const ZEROS: Filler = (field) => {
  const value = zeroMaker(field);
  if (value) return { over: 'nothing', value };
  return field.emptyIsTold && { over: 'nothing', value: () => undefined };
};

const DEFAULTS: Filler = (field) => {
  const value = defaultOf(field);
  if (value !== undefined) return { over: 'zero', value: maker(value) };
  const zero = zeroMaker(field);
  return zero && zero() !== null ? { value: zero, over: 'null' } : undefined;
};

function* fillSteps(object: JsonObject, plan: FillPlan): Steps<boolean> {
  const walk: Walk = { seen: 0, waiting: [], hasFilled: false };
  fill(object, plan, walk);
  for (let next = walk.waiting.pop(); next; next = walk.waiting.pop()) {
    for (const [index, value] of next.values.entries()) {
      if (index % STRIDE === 0) {
        yield;
        walk.seen = 0;
      }
      fill(value, next.plan, walk);
    }
  }
  return walk.hasFilled;
}

/** As short a list is filled in the step in which it is met. */
const SHORT = 8;

interface Walk {
  /** In this step. */
  seen: number;
  /** Items and entries that are more than a step's work. */
  waiting: { values: JsonObject[]; plan: FillPlan }[];
  hasFilled: boolean;
}

function fill(object: JsonObject, { own, below }: FillPlan, walk: Walk): void {
  for (const { name, field, over, value } of own) {
    const there = shownMember(object, name);
    if (over === 'zero' ? !isAbsent(there, field) : there !== undefined && (there !== null || over === 'nothing'))
      continue;
    // A list that is not shown would hide what takes its place.
    if (there === undefined && object[name] !== undefined) delete object[name];
    const made = value();
    if (made === undefined) continue;
    object[name] = made;
    walk.hasFilled = true;
  }
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

function fillAll(values: JsonObject[], plan: FillPlan, walk: Walk): void {
  walk.seen += values.length;
  if (values.length > SHORT && walk.seen > STRIDE) walk.waiting.push({ values, plan });
  else for (const value of values) fill(value, plan, walk);
}

const plans = new Map<Filler, WeakMap<MessageSchema, FillPlan>>([
  [DEFAULTS, new WeakMap()],
  [ZEROS, new WeakMap()],
]);

function planOf(root: MessageSchema, filler: Filler): FillPlan {
  const known = plans.get(filler)!.get(root);
  if (known) return known;
  const reaching = messagesReaching(root, (field) => filler(field) !== undefined);
  const made = new Map<MessageSchema, FillPlan>();
  const plan = make(root);
  plans.get(filler)!.set(root, plan);
  return plan;

  function make(message: MessageSchema): FillPlan {
    const before = made.get(message);
    if (before) return before;
    const result: FillPlan = { own: [], below: new Map() };
    made.set(message, result);
    for (const [name, field] of Object.entries(message.fields)) {
      const own = filler(field);
      if (own) result.own.push({ name, field, ...own });
      const target = messageOf(field);
      if (target && reaching.has(target)) result.below.set(name, { field, plan: make(target) });
    }
    return result;
  }
}

/** A zero that means the same as absence is no default. */
function defaultOf(field: FieldSchema): unknown {
  const value = field.serverDefault ?? field.default;
  return isAbsent(value, field) ? undefined : value;
}

const maker = (value: unknown): (() => unknown) =>
  typeof value === 'object' ? () => atOnce(copySteps(value)) : () => value;
