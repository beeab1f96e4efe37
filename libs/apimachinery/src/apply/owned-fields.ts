import type { FieldSchema, MessageSchema } from '@kubets/proto-gen/schema';
import { isJsonObject, member, type JsonObject } from '../json/json-value';
import { isStep, type Steps } from '../steps/steps';
import { itemStep, messageOf, ownershipOf, rootField, singleOf, valueStep } from './field-children';
import { SELF, type FieldTree } from './field-tree';

/**
 * Every field that an object mentions, in steps; undefined for none. What is explicitly empty, zero or null is mentioned;
 * of a list with keys or a set that is empty there is nothing to own. Items that cannot be told apart are one field, whose
 * parts are nobody's.
 * @see https://github.com/kubernetes-sigs/structured-merge-diff (typed/tofieldset.go)
 */
export const ownedFields = (object: unknown, message: MessageSchema): Steps<FieldTree | undefined> =>
  fieldsIn(object, rootField(message));

function* fieldsIn(value: unknown, field: FieldSchema): Steps<FieldTree | undefined> {
  switch (ownershipOf(field)) {
    case 'whole':
      return {};
    case 'struct':
    case 'map':
      return isJsonObject(value) ? yield* membersIn(value, field) : undefined;
    case 'items':
      return Array.isArray(value) ? yield* itemsIn(value, field) : undefined;
    case 'set':
      return Array.isArray(value) ? yield* valuesIn(value) : undefined;
  }
}

const isBare = (value: unknown): boolean => value === null || (isJsonObject(value) && Object.keys(value).length === 0);

function* membersIn(value: JsonObject, field: FieldSchema): Steps<FieldTree | undefined> {
  const fields = field.map ? undefined : messageOf(field).fields;
  const entry = singleOf(field);
  const tree: FieldTree = {};
  let index = 0;
  for (const name of Object.keys(value)) {
    if (isStep(index++)) yield;
    const part = value[name];
    const partField = fields ? (member(fields, name) as FieldSchema | undefined) : entry;
    if (!partField || part === undefined) continue;
    if (ownershipOf(partField) === 'whole') {
      tree[`f:${name}`] = {};
      continue;
    }
    const inner = yield* fieldsIn(part, partField);
    const node = !fields || isBare(part) ? asMember(inner) : inner;
    if (node) tree[`f:${name}`] = node;
  }
  return someOf(tree);
}

function* itemsIn(items: unknown[], field: FieldSchema): Steps<FieldTree | undefined> {
  const itemField = singleOf(field);
  const tree: FieldTree = {};
  let index = 0;
  for (const item of items) {
    if (isStep(index++)) yield;
    const step = itemStep(item, field);
    tree[step] = step in tree ? {} : asMember(yield* fieldsIn(item, itemField));
  }
  return someOf(tree);
}

function* valuesIn(items: unknown[]): Steps<FieldTree | undefined> {
  const tree: FieldTree = {};
  let index = 0;
  for (const item of items) {
    if (isStep(index++)) yield;
    tree[valueStep(item)] = {};
  }
  return someOf(tree);
}

const someOf = (tree: FieldTree): FieldTree | undefined => (Object.keys(tree).length > 0 ? tree : undefined);

/** The node as one that is a member itself. */
const asMember = (tree: FieldTree | undefined): FieldTree =>
  tree && Object.keys(tree).length > 0 ? { [SELF]: {}, ...tree } : {};
