import type { FieldSchema, MessageSchema } from '@kubets/proto-gen/schema';
import { isJsonObject, member, type JsonObject } from '../json/json-value';
import { isStep, type Steps } from '../steps/steps';
import { areWide } from '../json/wide-objects';
import { itemStep, messageOf, ownershipOf, partOf, rootField, settled, singleOf, valueStep } from './field-children';
import { SELF, type FieldTree } from './field-tree';

/**
 * Every field that an object mentions, in steps; undefined for none. What is explicitly empty, zero or null is mentioned;
 * of a list with keys or a set that is empty there is nothing to own. Items that cannot be told apart are one field, whose
 * parts are nobody's.
 * @see https://github.com/kubernetes-sigs/structured-merge-diff (typed/tofieldset.go)
 */
export const ownedFields = (object: unknown, message: MessageSchema): Steps<FieldTree | undefined> =>
  fieldsIn(object, rootField(message), false);

/** `isMember`: whether the node is one itself, if it has others. */
function* fieldsIn(value: unknown, declared: FieldSchema, isMember: boolean): Steps<FieldTree | undefined> {
  const field = settled(declared, value);
  switch (ownershipOf(field)) {
    case 'whole':
      return {};
    case 'struct':
    case 'map':
      return isJsonObject(value) ? yield* membersIn(value, field, isMember) : undefined;
    case 'items':
      return Array.isArray(value) ? yield* itemsIn(value, field, isMember) : undefined;
    case 'set':
      return Array.isArray(value) ? yield* valuesIn(value, isMember) : undefined;
  }
}

const isBare = (value: unknown): boolean => value === null || (isJsonObject(value) && Object.keys(value).length === 0);

const nodeOf = (isMember: boolean): FieldTree => (isMember ? { [SELF]: {} } : {});

function* membersIn(value: JsonObject, field: FieldSchema, isMember: boolean): Steps<FieldTree | undefined> {
  const message = field.map ? undefined : messageOf(field);
  const entry = singleOf(field);
  const tree = nodeOf(isMember);
  let index = 0;
  let isSome = false;
  const names = Object.keys(value);
  if (areWide(names)) yield;
  for (const name of names) {
    if (isStep(index++)) yield;
    const part = value[name];
    const partField = message ? partOf(message, name) : entry;
    // What a schema does not name is a member itself, as the key of a map is.
    const isDeclared = message !== undefined && member(message.fields, name) !== undefined;
    if (!partField || part === undefined) continue;
    if (ownershipOf(partField) === 'whole') {
      tree[`f:${name}`] = {};
      isSome = true;
      continue;
    }
    const inner = yield* fieldsIn(part, partField, !isDeclared);
    const node = inner ?? (!isDeclared || isBare(part) ? {} : undefined);
    if (!node) continue;
    tree[`f:${name}`] = node;
    isSome = true;
  }
  return isSome ? tree : undefined;
}

function* itemsIn(items: unknown[], field: FieldSchema, isMember: boolean): Steps<FieldTree | undefined> {
  const itemField = singleOf(field);
  const tree = nodeOf(isMember);
  let index = 0;
  for (const item of items) {
    if (isStep(index++)) yield;
    const step = itemStep(item, field);
    tree[step] = step in tree ? {} : ((yield* fieldsIn(item, itemField, true)) ?? {});
  }
  return items.length > 0 ? tree : undefined;
}

function* valuesIn(items: unknown[], isMember: boolean): Steps<FieldTree | undefined> {
  const tree = nodeOf(isMember);
  let index = 0;
  for (const item of items) {
    if (isStep(index++)) yield;
    tree[valueStep(item)] = {};
  }
  return items.length > 0 ? tree : undefined;
}
