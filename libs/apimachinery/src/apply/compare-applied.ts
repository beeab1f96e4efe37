import type { FieldSchema, MessageSchema } from '@kubets/proto-gen/schema';
import { member, membersOf } from '../json/json-value';
import { areWide, createKeysOf, hasNoParts, type KeysOf } from '../json/wide-objects';
import { equalSteps } from '../patch/semantic-equal';
import { isStep, type Steps } from '../steps/steps';
import { nodeAt, type FieldChanges, type Place, type Side } from './field-changes';
import { itemStep, messageOf, ownershipOf, partOf, rootField, settled, singleOf, valueStep } from './field-children';
import { SELF } from './field-tree';

/**
 * The difference between an object and what an apply makes of it, in steps. Unlike a stored object the latter may hold
 * nulls: one that takes the place of a value changes it, and one that takes the place of what has parts removes these.
 * @see https://github.com/kubernetes-sigs/structured-merge-diff (typed/compare.go)
 */
export function* compareApplied(before: unknown, after: unknown, message: MessageSchema): Steps<FieldChanges> {
  const root: Place = { step: '' };
  yield* compare(before, after, rootField(message), { place: root, keysOf: createKeysOf() });
  return { changed: root.changed, removed: root.removed };
}

/** Where two values stand that are compared. */
interface At {
  place: Place;
  keysOf: KeysOf;
}

function* compare(before: unknown, after: unknown, declared: FieldSchema, at: At): Steps<void> {
  const { place, keysOf } = at;
  if (before === after) return;
  const field = settled(declared, after, before);
  const ownership = ownershipOf(field);
  const side: Side | undefined = before === undefined ? 'changed' : after === undefined ? 'removed' : undefined;
  if (ownership === 'whole' || (hasNoParts(before, keysOf) && hasNoParts(after, keysOf))) {
    if (side) nodeAt(place, side);
    else if (!(yield* equalSteps(before, after))) nodeAt(place, 'changed');
    return;
  }
  if (ownership === 'struct' || ownership === 'map') yield* compareMembers(before, after, field, at);
  else yield* compareItems(before, after, field, at);
  if (side && place.parent) nodeAt(place, side)[SELF] = {};
}

const isScalar = (value: unknown): boolean => typeof value !== 'object' || value === null;

function* compareMembers(before: unknown, after: unknown, field: FieldSchema, at: At): Steps<void> {
  const { place: parent, keysOf } = at;
  const message = field.map ? undefined : messageOf(field);
  const entry = singleOf(field);
  const [old, now] = [membersOf(before), membersOf(after)];
  let index = 0;
  for (const members of [old, now]) {
    const names = keysOf(members);
    if (areWide(names)) yield;
    for (const name of names) {
      if (isStep(index++)) yield;
      const [was, is] = [member(old, name), member(now, name)];
      if (was === is || (members === now && was !== undefined)) continue;
      const partField = message ? partOf(message, name) : entry;
      if (!partField) continue;
      if (isScalar(was) && isScalar(is) && ownershipOf(settled(partField, is, was)) === 'whole')
        nodeAt(parent, is === undefined ? 'removed' : 'changed')[`f:${name}`] = {};
      else yield* compare(was, is, partField, { place: { parent, step: `f:${name}` }, keysOf });
    }
  }
}

function* itemsByStep(value: unknown, stepOf: (item: unknown) => string): Steps<Map<string, unknown[]>> {
  const items = new Map<string, unknown[]>();
  let index = 0;
  for (const item of Array.isArray(value) ? (value as unknown[]) : []) {
    if (isStep(index++)) yield;
    const step = stepOf(item);
    const same = items.get(step);
    if (same) same.push(item);
    else items.set(step, [item]);
  }
  return items;
}

function* compareItems(before: unknown, after: unknown, field: FieldSchema, at: At): Steps<void> {
  const { place: parent, keysOf } = at;
  const isKeyed = ownershipOf(field) === 'items';
  const stepOf = isKeyed ? (item: unknown) => itemStep(item, field) : valueStep;
  const itemField: FieldSchema = isKeyed ? singleOf(field) : { number: 0, type: 'any' };
  const old = yield* itemsByStep(before, stepOf);
  const now = yield* itemsByStep(after, stepOf);
  let index = 0;
  for (const step of new Set([...old.keys(), ...now.keys()])) {
    if (isStep(index++)) yield;
    const place: Place = { parent, step };
    const [olds, news] = [old.get(step) ?? [], now.get(step) ?? []];
    if (olds.length <= 1 && news.length <= 1) yield* compare(olds[0], news[0], itemField, { place, keysOf });
    else if (olds.length >= 2 && news.length >= 2) {
      if (!(yield* equalSteps(olds, news))) nodeAt(place, 'changed');
    } else {
      // Items that cannot be told apart are one field without parts.
      if (olds.length >= 2) yield* compare(undefined, news[0], itemField, { place, keysOf });
      else yield* compare(olds[0], undefined, itemField, { place, keysOf });
      const node = nodeAt(place, olds.length >= 2 ? 'removed' : 'changed');
      if (Object.keys(node).length > 0) node[SELF] = {};
    }
  }
}
