import type { FieldSchema, MessageSchema } from '@kubets/proto-gen/schema';
import { areWide, copyMembers } from '../json/wide-objects';
import { isStep, type Steps } from '../steps/steps';
import { messageOf, ownershipOf, partOf, rootField, singleOf } from './field-children';
import { SELF, type FieldTree } from './field-tree';

/**
 * The fields as the schema of today has them, in steps: who owned parts of what has one owner now owns the whole of it. The
 * same tree where nothing changes.
 * @see https://github.com/kubernetes-sigs/structured-merge-diff (typed/reconcile_schema.go)
 */
export const reconcileFields = (tree: FieldTree, message: MessageSchema): Steps<FieldTree> =>
  reconcile(tree, rootField(message));

const hasParts = (field: FieldSchema): boolean =>
  field.map === true || field.repeated === true || field.type === 'message';

function* reconcile(tree: FieldTree, field: FieldSchema): Steps<FieldTree> {
  const ownership = ownershipOf(field);
  const steps = Object.keys(tree);
  if (areWide(steps)) yield;
  if (ownership === 'set' || steps.length === 0 || field.deduced) return tree;
  if (ownership === 'whole') return hasParts(field) ? {} : tree;
  const message = ownership === 'struct' ? messageOf(field) : undefined;
  const entry = singleOf(field);
  if (!message && !hasParts(entry)) return tree;
  let result = tree;
  for (const [index, step] of steps.entries()) {
    if (isStep(index)) yield;
    const part = message ? partOf(message, step.slice(2)) : entry;
    if (!part || step === SELF) continue;
    const child = yield* reconcile(tree[step]!, part);
    if (child === tree[step]) continue;
    if (result === tree) result = yield* copyMembers(tree, {}, steps);
    result[step] = child;
  }
  return result;
}
