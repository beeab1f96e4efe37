import type { FieldSchema, MessageSchema } from '@kubets/proto-gen/schema';
import { isStep, type Steps } from '../steps/steps';
import { type JsonObject, member, membersOf, setMember } from '../json/json-value';
import { areWide, copyMembers, createKeysOf, hasNoParts, type KeysOf } from '../json/wide-objects';
import { itemStep, messageOf, ownershipOf, partOf, rootField, settled, singleOf, valueStep } from './field-children';

/**
 * The live object with everything that the configuration sets, in steps. Neither is changed; nulls of the configuration stay
 * where nothing with parts stands. A list that both have comes in the order of the configuration, with what only the live
 * one has where it was.
 * @see https://github.com/kubernetes-sigs/structured-merge-diff (typed/merge.go)
 */
export function* mergeConfiguration<T>(live: T, config: T, message: MessageSchema): Steps<T> {
  return (yield* merge(live, config, rootField(message), createKeysOf())) as T;
}

/** Undefined for a value that is not there. */
function* merge(live: unknown, config: unknown, declared: FieldSchema, keysOf: KeysOf): Steps<unknown> {
  if (config === undefined) return live;
  const field = settled(declared, config);
  const ownership = ownershipOf(field);
  if (live === undefined || ownership === 'whole' || (hasNoParts(live, keysOf) && hasNoParts(config, keysOf)))
    return config;
  if (ownership === 'struct' || ownership === 'map') return yield* mergeMembers(live, config, field, keysOf);
  return yield* mergeLists(listOf(live), listOf(config), field, keysOf);
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);

function* mergeMembers(live: unknown, config: unknown, field: FieldSchema, keysOf: KeysOf): Steps<JsonObject> {
  const message = field.map ? undefined : messageOf(field);
  const entry = singleOf(field);
  const [old, wanted] = [membersOf(live), membersOf(config)];
  const result = yield* copyMembers(old, {} as JsonObject, keysOf(old));
  let index = 0;
  const names = keysOf(wanted);
  if (areWide(names)) yield;
  for (const name of names) {
    if (isStep(index++)) yield;
    const [was, is] = [member(old, name), wanted[name]];
    if (is === undefined) continue;
    const partField = message ? partOf(message, name) : entry;
    const part = partField && was !== undefined ? yield* merge(was, is, partField, keysOf) : is;
    if (part !== undefined) setMember(result, name, part);
  }
  return result;
}

/** The steps of a list's items in order, and of each step its only item. */
interface Indexed {
  steps: string[];
  /** Null for one that several items share: these are not merged with anything, but replaced. */
  items: Map<string, unknown>;
}

function* indexed(list: unknown[], stepOf: (item: unknown) => string): Steps<Indexed> {
  const steps: string[] = [];
  const items = new Map<string, unknown>();
  for (const [index, item] of list.entries()) {
    if (isStep(index)) yield;
    const step = stepOf(item);
    steps.push(step);
    items.set(step, items.has(step) ? null : item);
  }
  return { steps, items };
}

function* mergeLists(
  live: unknown[],
  config: unknown[],
  field: FieldSchema,
  keysOf: KeysOf,
): Steps<unknown[] | undefined> {
  const isKeyed = ownershipOf(field) === 'items';
  const itemField = isKeyed ? singleOf(field) : undefined;
  const stepOf = isKeyed ? (item: unknown) => itemStep(item, field) : valueStep;
  const old = yield* indexed(live, stepOf);
  const wanted = yield* indexed(config, stepOf);
  const merged: unknown[] = [];
  const shared = wanted.steps.filter((step) => old.items.has(step));
  const taken = new Set<string>();
  let nextShared = 0;
  let index = 0;
  function* take(step: string): Steps<void> {
    taken.add(step);
    const item = wanted.items.get(step);
    merged.push(itemField ? yield* merge(old.items.get(step), item, itemField, keysOf) : item);
    if (shared[nextShared] === step) nextShared++;
  }
  for (let left = 0, right = 0; left < live.length || right < config.length;) {
    if (isStep(index++)) yield;
    const [step, next] = [old.steps[left], wanted.steps[right]];
    if (step !== undefined && !wanted.items.has(step)) {
      merged.push(live[left++]);
      continue;
    }
    if (step !== undefined && next !== undefined) {
      // One that the configuration has at another place waits for its turn there.
      const awaited = shared[nextShared];
      if (step !== next && awaited !== undefined && awaited !== step) {
        left++;
        continue;
      }
    }
    if (step !== undefined && (step === next || taken.has(step))) left++;
    if (next === undefined) continue;
    yield* take(next);
    right++;
  }
  return merged.length > 0 ? merged : undefined;
}
