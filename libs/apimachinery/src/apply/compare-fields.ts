import type { FieldSchema, MessageSchema } from '@kubets/proto-gen/schema';
import { shownMember } from '../json/hidden-list';
import { isJsonObject, member, type JsonObject } from '../json/json-value';
import { createSameness } from '../json/same-json';
import { equalSteps } from '../patch/semantic-equal';
import { zeroMaker } from '../schema/always-written';
import { messagesReaching } from '../schema/reach';
import { isStep, STRIDE, type Steps } from '../steps/steps';
import { nodeAt, type FieldChanges, type Place, type Side } from './field-changes';
import { itemStep, memberStep, messageOf, ownershipOf, partOf, settled, singleOf, valueStep } from './field-children';
import { SELF } from './field-tree';

/** A part of the object before and after; at least one of them is there. */
interface Pair {
  before: unknown;
  after: unknown;
  field: FieldSchema;
  place: Place;
  /** Members of a struct that are nobody's. */
  skipped: ReadonlySet<string>;
}

type Push = (before: unknown, after: unknown, field: FieldSchema, parent: Place, step: string) => void;

const NONE: ReadonlySet<string> = new Set();
/** So many values are looked at ahead, for parts that stayed as they were: most of an object in most writes. */
const MOST_COMPARED = 4096;
const EMPTY: JsonObject = {};
const EMPTY_LIST: unknown[] = [];

/**
 * Compares two states in one walk, in steps. A field whose value has parts is a member itself where the whole of it came
 * or went; a field that is never absent does neither while what holds it stays.
 * @param skipped members of the root, and of its metadata, that are left out
 */
export function* compareFields(
  before: unknown,
  after: unknown,
  message: MessageSchema,
  skipped: { root: ReadonlySet<string>; metadata: ReadonlySet<string> },
): Steps<FieldChanges> {
  const root: Place = { step: '' };
  const waiting: Pair[] = [];
  const isSame = createSameness(MOST_COMPARED);
  const hiding = messagesHiding(message);
  const push: Push = (old, now, declared, parent, step) => {
    if (old === now || (!hiding.has(declared.schema!) && isSame(old, now))) return;
    const field = settled(declared, now, old);
    const isPlain = typeof (now ?? old) !== 'object';
    if (isPlain && ownershipOf(field) === 'whole') leaf(parent, step, now === undefined ? 'removed' : 'changed');
    else {
      const hidden = parent === root && step === 'f:metadata' ? skipped.metadata : NONE;
      waiting.push({ before: old, after: now, field, place: { parent, step }, skipped: hidden });
    }
  };
  const field: FieldSchema = { number: 0, type: 'message', schema: message };
  waiting.push({ before, after, field, place: root, skipped: skipped.root });
  let index = 0;
  for (let pair = waiting.pop(); pair; pair = waiting.pop()) {
    if (isStep(index++)) yield;
    const steps = visit(pair, push);
    if (steps) yield* steps;
  }
  return { changed: root.changed, removed: root.removed };
}

function leaf(parent: Place, step: string, side: Side): void {
  nodeAt(parent, side)[step] ??= {};
}

const isEmpty = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.length === 0;
  for (const _ in value) return false;
  return true;
};

/** Steps only of what may be long: to make some costs more than a small part takes. */
function visit(pair: Pair, push: Push): Steps<void> | undefined {
  const { field, before, after } = pair;
  switch (ownershipOf(field)) {
    case 'whole':
      if (before !== undefined && after !== undefined) return changeOfWhole(pair);
      nodeAt(pair.place, after === undefined ? 'removed' : 'changed');
      return undefined;
    case 'struct':
      return visitStruct(pair, push);
    case 'map':
      return visitMap(pair, push);
    case 'items':
      return visitItems(pair, push);
    case 'set':
      return visitSet(pair);
  }
}

function* changeOfWhole({ before, after, place }: Pair): Steps<void> {
  if (!(yield* equalSteps(before, after))) nodeAt(place, 'changed');
}

/** Notes what came or went as a whole; false when there is nothing to be looked into. */
function hasParts({ before, after, place }: Pair, isLeaf = isEmpty(before) && isEmpty(after)): boolean {
  const side: Side | undefined = before === undefined ? 'changed' : after === undefined ? 'removed' : undefined;
  if (side && place.parent) {
    const node = nodeAt(place, side);
    if (!isLeaf) node[SELF] = {};
  }
  return !isLeaf;
}

const given = (value: unknown): unknown => value ?? undefined;
/** Of a custom kind's field null may be a value. */
const givenOf = (field: FieldSchema | undefined, value: unknown): unknown => (field?.nullable ? value : given(value));

/** Of a struct: what was there before, what is there after, and which of it is null where it is not there. */
interface Members {
  message: MessageSchema;
  before: JsonObject;
  after: JsonObject;
  nulls: readonly string[];
}

const membersOf = (value: unknown): JsonObject => (isJsonObject(value) ? value : EMPTY);

/** What stands for a member that is not there, in something that is. */
function other(value: unknown, whole: unknown, field: FieldSchema): unknown {
  if (value !== undefined || whole === undefined) return value;
  // Who sets a part of what is never absent in Kubernetes' own types has not made it.
  if (field.repeated || field.map)
    return (field.alwaysWritten ?? field.required) ? (field.repeated ? EMPTY_LIST : EMPTY) : undefined;
  const zero = zeroMaker(field)?.();
  // Of a struct that Go writes as null where there is none, too.
  return field.type === 'message' ? zero : given(zero);
}

const nullNames = new WeakMap<MessageSchema, readonly string[]>();

const isNullField = (field: FieldSchema): boolean => ownershipOf(field) === 'whole' && zeroMaker(field)?.() === null;

const hidingMessages = new WeakMap<MessageSchema, ReadonlySet<MessageSchema>>();

/** The messages in which a change may be of something that is not there for who looks at all of their members. */
function messagesHiding(root: MessageSchema): ReadonlySet<MessageSchema> {
  let known = hidingMessages.get(root);
  if (!known) {
    known = messagesReaching(root, (field) => isToldList(field) || isNullField(field));
    hidingMessages.set(root, known);
  }
  return known;
}

/** A list whose items have owners of their own, and that Kubernetes tells from null when there are none. */
const isToldList = (field: FieldSchema): boolean =>
  field.repeated === true && field.alwaysWritten === true && ownershipOf(field) !== 'whole';

const toldNames = new WeakMap<MessageSchema, readonly string[]>();

function toldLists(message: MessageSchema): readonly string[] {
  const known = toldNames.get(message);
  if (known) return known;
  const names = Object.keys(message.fields).filter((name) => isToldList(message.fields[name]!));
  toldNames.set(message, names);
  return names;
}

/** A list that was null, or is, is a member itself where it has no items. */
function visitTold({ before, after, place, skipped }: Pair, names: readonly string[]): void {
  for (const name of names) {
    const [old, now] = [before, after].map((whole) => given(member(membersOf(whole), name)));
    if (skipped.has(name) || !isBareList(old) || !isBareList(now)) continue;
    if (after === undefined) leaf(place, memberStep(name), 'removed');
    else if (before === undefined || (old === undefined) !== (now === undefined))
      leaf(place, memberStep(name), 'changed');
  }
}

/** The fields of a struct that Go writes as null where nobody has set them, and that nobody owns a part of. */
function nullFields(message: MessageSchema): readonly string[] {
  const known = nullNames.get(message);
  if (known) return known;
  const names = Object.keys(message.fields).filter((name) => isNullField(message.fields[name]!));
  nullNames.set(message, names);
  return names;
}

/** No list, or one without items, which nobody walks into. */
const isBareList = (value: unknown): boolean => value === undefined || (Array.isArray(value) && value.length === 0);

/** Null is a value: it comes and goes with what holds it, and to set it to something, or something to it, is a change. */
function visitNulls({ before, after, place, skipped }: Pair, nulls: readonly string[]): void {
  for (const name of nulls) {
    if (skipped.has(name)) continue;
    const [old, now] = [before, after].map((whole) => given(member(membersOf(whole), name)));
    const isEmptied = now !== undefined && shownMember(membersOf(after), name) === undefined;
    if (old !== undefined && now !== undefined && !(isEmptied && !isBareList(old))) continue;
    if (before === undefined) {
      if (isBareList(now)) leaf(place, memberStep(name), 'changed');
    } else if (after === undefined) {
      if (old === undefined) leaf(place, memberStep(name), 'removed');
    } else if (old !== now) leaf(place, memberStep(name), 'changed');
  }
}

/** At once where it has no more members that count than its message has fields. */
function visitStruct(pair: Pair, push: Push): Steps<void> | undefined {
  const message = messageOf(pair.field);
  const nulls = nullFields(message);
  // What Go writes nulls into is not empty.
  const told = toldLists(message);
  const hasNulls = nulls.length > 0 || told.length > 0;
  if (!hasParts(pair, !hasNulls && isEmpty(pair.before) && isEmpty(pair.after))) return undefined;
  if (nulls.length > 0) visitNulls(pair, nulls);
  if (told.length > 0) visitTold(pair, told);
  const areStructs = pair.before !== undefined && pair.after !== undefined;
  const members: Members = {
    message,
    before: membersOf(pair.before),
    after: membersOf(pair.after),
    nulls: areStructs ? nulls : [],
  };
  if (message.rest) return visitOpenStruct(pair, members, push);
  for (const name in members.after) visitMember(name, pair, members, push);
  for (const name in members.before) visitGone(name, pair, members, push);
  return undefined;
}

/** Of a message that has parts of any name. */
function* visitOpenStruct(pair: Pair, members: Members, push: Push): Steps<void> {
  let index = 0;
  for (const name in members.after) {
    if (isStep(index++)) yield;
    visitMember(name, pair, members, push);
  }
  for (const name in members.before) {
    if (isStep(index++)) yield;
    visitGone(name, pair, members, push);
  }
}

function visitMember(name: string, pair: Pair, { message, before, after, nulls }: Members, push: Push): void {
  const field = partOf(message, name);
  const now = givenOf(field, after[name]);
  if (!field || now === undefined || pair.skipped.has(name)) return;
  const old = givenOf(field, member(before, name));
  if (nulls.includes(name) && old === undefined) return;
  push(other(old, pair.before, field), now, field, pair.place, memberStep(name));
}

function visitGone(name: string, pair: Pair, { message, before, after, nulls }: Members, push: Push): void {
  const field = partOf(message, name);
  const old = givenOf(field, before[name]);
  if (!field || old === undefined || pair.skipped.has(name)) return;
  if (givenOf(field, shownMember(after, name)) !== undefined || nulls.includes(name)) return;
  push(old, other(undefined, pair.after, field), field, pair.place, memberStep(name));
}

function* visitMap(pair: Pair, push: Push): Steps<void> {
  const { place } = pair;
  const entry = singleOf(pair.field);
  const [before, after] = [membersOf(pair.before), membersOf(pair.after)];
  // To list the keys of very large maps takes long: once each, and in a step of its own.
  const news = Object.keys(after);
  if (news.length > STRIDE) yield;
  const olds = Object.keys(before);
  if (olds.length > STRIDE) yield;
  if (!hasParts(pair, news.length === 0 && olds.length === 0)) return;
  let index = 0;
  for (const key of news) {
    if (isStep(index++)) yield;
    push(member(before, key), after[key], entry, place, `f:${key}`);
  }
  for (const key of olds) {
    if (isStep(index++)) yield;
    if (member(after, key) === undefined) push(before[key], undefined, entry, place, `f:${key}`);
  }
}

/** The items of a list by their keys. */
interface Items {
  /** The first of each. */
  first: Map<string, unknown>;
  /** Those whose keys stand there more than once. */
  twice: Map<string, unknown[]>;
}

function* itemsOf(value: unknown, field: FieldSchema): Steps<Items> {
  const items: Items = { first: new Map(), twice: new Map() };
  let index = 0;
  for (const item of Array.isArray(value) ? (value as unknown[]) : []) {
    if (isStep(index++)) yield;
    const step = itemStep(item, field);
    const again = items.twice.get(step);
    if (again) again.push(item);
    else if (items.first.has(step)) items.twice.set(step, [items.first.get(step), item]);
    else items.first.set(step, item);
  }
  return items;
}

function* visitItems(pair: Pair, push: Push): Steps<void> {
  if (!hasParts(pair)) return;
  const { place } = pair;
  const field = singleOf(pair.field);
  const before = yield* itemsOf(pair.before, pair.field);
  const after = yield* itemsOf(pair.after, pair.field);
  let index = 0;
  for (const step of new Set([...after.first.keys(), ...before.first.keys()])) {
    if (isStep(index++)) yield;
    const [olds, news] = [before.twice.get(step), after.twice.get(step)];
    const [old, now] = [before.first.get(step), after.first.get(step)];
    if (!olds && !news) push(old, now, field, place, step);
    else if (olds && news) {
      if (!(yield* equalSteps(olds, news))) leaf(place, step, 'changed');
    } else {
      // Items that cannot be told apart have one owner together.
      leaf(place, step, news ? 'changed' : 'removed');
      if (news && old !== undefined) push(old, undefined, field, place, step);
      if (olds && now !== undefined) push(undefined, now, field, place, step);
    }
  }
}

function* visitSet(pair: Pair): Steps<void> {
  if (!hasParts(pair)) return;
  const before = yield* valuesOf(pair.before);
  const after = yield* valuesOf(pair.after);
  let index = 0;
  for (const step of after) {
    if (isStep(index++)) yield;
    if (!before.has(step)) leaf(pair.place, step, 'changed');
  }
  for (const step of before) {
    if (isStep(index++)) yield;
    if (!after.has(step)) leaf(pair.place, step, 'removed');
  }
}

function* valuesOf(value: unknown): Steps<Set<string>> {
  const steps = new Set<string>();
  let index = 0;
  for (const item of Array.isArray(value) ? (value as unknown[]) : []) {
    if (isStep(index++)) yield;
    steps.add(valueStep(item));
  }
  return steps;
}
