import type { FieldSchema, MessageSchema } from '@kubets/proto-gen/schema';
import { isJsonObject, member, setMember, type JsonObject } from '../json/json-value';
import { areWide } from '../json/wide-objects';
import { isStep, type Steps } from '../steps/steps';
import { itemStep, messageOf, ownershipOf, partOf, rootField, settled, singleOf, valueStep } from './field-children';
import { isMember, type FieldTree } from './field-tree';

/**
 * The object without these fields, in steps; a removed field goes with all that is in it, and what nothing is left of
 * becomes null. The object is not changed.
 * @see https://github.com/kubernetes-sigs/structured-merge-diff (typed/remove.go)
 */
export function* removeFields<T>(object: T, fields: FieldTree | undefined, message: MessageSchema): Steps<T> {
  return fields ? ((yield* without(object, fields, rootField(message))) as T) : object;
}

function* without(value: unknown, tree: FieldTree, declared: FieldSchema): Steps<unknown> {
  const field = settled(declared, value);
  switch (ownershipOf(field)) {
    case 'struct':
    case 'map':
      return isJsonObject(value) ? yield* withoutMembers(value, tree, field) : value;
    case 'items':
    case 'set':
      return Array.isArray(value) ? yield* withoutItems(value as unknown[], tree, field) : value;
    case 'whole':
      return value;
  }
}

function* withoutMembers(value: JsonObject, tree: FieldTree, field: FieldSchema): Steps<JsonObject | null> {
  const message = field.map ? undefined : messageOf(field);
  const entry = singleOf(field);
  const result: JsonObject = {};
  let isSomeLeft = false;
  let index = 0;
  const names = Object.keys(value);
  if (areWide(names)) yield;
  for (const name of names) {
    if (isStep(index++)) yield;
    const child = member(tree, `f:${name}`) as FieldTree | undefined;
    if (child && isMember(child)) continue;
    const partField = message ? partOf(message, name) : entry;
    setMember(result, name, child && partField ? yield* without(value[name], child, partField) : value[name]);
    isSomeLeft = true;
  }
  return isSomeLeft ? result : null;
}

function* withoutItems(items: unknown[], tree: FieldTree, field: FieldSchema): Steps<unknown[] | null> {
  const isKeyed = ownershipOf(field) === 'items';
  const itemField = isKeyed ? singleOf(field) : undefined;
  const kept: unknown[] = [];
  for (const [index, item] of items.entries()) {
    if (isStep(index)) yield;
    const child = tree[isKeyed ? itemStep(item, field) : valueStep(item)];
    if (!child) kept.push(item);
    else if (!isMember(child)) kept.push(itemField ? yield* without(item, child, itemField) : item);
  }
  return kept.length > 0 ? kept : null;
}
