import type { FieldSchema, MessageSchema } from '@kubets/proto-gen/schema';
import { areWide, createKeysOf, type KeysOf } from '../json/wide-objects';
import { isStep, type Steps } from '../steps/steps';
import { messageOf, ownershipOf, partOf, rootField, singleOf } from './field-children';
import { SELF, subtractFields, type FieldTree } from './field-tree';

/**
 * Fields that a manager applied before and neither it nor anybody else names now, in steps: what an apply removes.
 * @see https://github.com/kubernetes-sigs/structured-merge-diff (merge/update.go, prune)
 */
export function* abandonedFields(
  last: FieldTree,
  kept: Iterable<FieldTree | undefined>,
  message: MessageSchema,
): Steps<FieldTree | undefined> {
  let rest: FieldTree | undefined = yield* withParents(last, rootField(message), createKeysOf());
  for (const tree of kept) {
    if (!rest) return undefined;
    yield;
    if (tree) rest = yield* subtractFields(rest, yield* withParents(tree, rootField(message), createKeysOf()));
  }
  return rest;
}

/** Every field of a struct on the way to a member becomes one: who sets a part of it also made it. */
function* withParents(tree: FieldTree, field: FieldSchema, keysOf: KeysOf): Steps<FieldTree> {
  const steps = keysOf(tree);
  if (areWide(steps)) yield;
  const ownership = ownershipOf(field);
  if (steps.length === 0 || ownership === 'whole' || ownership === 'set' || field.deduced) return tree;
  const message = ownership === 'struct' ? messageOf(field) : undefined;
  const entry = singleOf(field);
  if (!message && ownershipOf(entry) === 'whole') return tree;
  const result: FieldTree = {};
  for (const [index, step] of steps.entries()) {
    if (isStep(index)) yield;
    const child = tree[step]!;
    const part = message ? partOf(message, step.slice(2)) : entry;
    if (!part || step === SELF || keysOf(child).length === 0) {
      result[step] = child;
      continue;
    }
    const inner = yield* withParents(child, part, keysOf);
    result[step] = message ? { [SELF]: {}, ...inner } : inner;
  }
  return result;
}
