import { equalSteps } from '../patch/semantic-equal';
import { isStep, type Steps } from '../steps/steps';
import type { FieldSchema, MessageSchema } from '@kubets/proto-gen/schema';
import { childrenOf, ownershipOf, rootField } from './field-children';
import { subtractFields, unionFields, type FieldTree } from './field-tree';

/** What the server itself keeps, nobody owns. */
const UNOWNED: FieldTree = {
  'f:apiVersion': {},
  'f:kind': {},
  'f:metadata': {
    'f:name': {},
    'f:generateName': {},
    'f:namespace': {},
    'f:creationTimestamp': {},
    'f:deletionTimestamp': {},
    'f:deletionGracePeriodSeconds': {},
    'f:selfLink': {},
    'f:uid': {},
    'f:generation': {},
    'f:resourceVersion': {},
    'f:managedFields': {},
  },
};

function* setOf(value: unknown, field: FieldSchema): Steps<FieldTree> {
  const children = yield* childrenOf(value, field);
  if (!children || children.size === 0) return {};
  const tree: FieldTree = {};
  let index = 0;
  for (const [step, child] of children) {
    if (isStep(index++)) yield;
    const set = ownershipOf(child.field) === 'whole' ? {} : yield* setOf(child.value, child.field);
    tree[step] = step.startsWith('k:') && Object.keys(set).length > 0 ? { '.': {}, ...set } : set;
  }
  return tree;
}

function* owned(tree: FieldTree, ignored: readonly string[]): Steps<FieldTree | undefined> {
  const kept = Object.fromEntries(Object.entries(tree).filter(([step]) => !ignored.includes(step.slice(2))));
  const metadata = kept['f:metadata'];
  const result = yield* subtractFields({ '.': {}, ...kept }, { '.': {}, ...UNOWNED });
  // A metadata that held nothing but the server's fields is not a member in itself.
  if (result && metadata && Object.keys(result['f:metadata'] ?? {}).length === 0) delete result['f:metadata'];
  return result && Object.keys(result).length > 0 ? result : undefined;
}

/** All fields that the object sets, in steps; `ignored`: members of the root that are left out (`status`). */
export function* fieldSetSteps(
  object: unknown,
  message: MessageSchema,
  ignored: readonly string[] = [],
): Steps<FieldTree | undefined> {
  const tree = yield* setOf(object, rootField(message));
  yield;
  return yield* owned(tree, ignored);
}

export interface FieldChanges {
  /** Added, or set to another value. */
  changed: FieldTree | undefined;
  removed: FieldTree | undefined;
}

function* compare(before: unknown, after: unknown, field: FieldSchema): Steps<FieldChanges> {
  if (yield* equalSteps(before, after)) return { changed: undefined, removed: undefined };
  const old = yield* childrenOf(before, field);
  const now = yield* childrenOf(after, field);
  if (!old || !now) return { changed: {}, removed: undefined };
  const changed: FieldTree = {};
  const removed: FieldTree = {};
  let index = 0;
  for (const [step, child] of now) {
    if (isStep(index++)) yield;
    const counterpart = old.get(step);
    if (!counterpart) changed[step] = yield* setOf(child.value, child.field);
    else {
      const inner = yield* compare(counterpart.value, child.value, child.field);
      if (inner.changed) changed[step] = inner.changed;
      if (inner.removed) removed[step] = inner.removed;
    }
    if (!counterpart && step.startsWith('k:')) changed[step] = (yield* unionFields(changed[step], {}))!;
  }
  for (const [step, child] of old) {
    if (isStep(index++)) yield;
    if (!now.has(step)) removed[step] = (yield* unionFields(yield* setOf(child.value, child.field), {}))!;
  }
  const some = (tree: FieldTree): FieldTree | undefined => (Object.keys(tree).length > 0 ? tree : undefined);
  return { changed: some(changed), removed: some(removed) };
}

/** What a write did to the fields of an object, in steps. */
export function* compareSteps(
  before: unknown,
  after: unknown,
  message: MessageSchema,
  ignored: readonly string[] = [],
): Steps<FieldChanges> {
  const { changed, removed } = yield* compare(before, after, rootField(message));
  yield;
  return {
    changed: changed && (yield* owned(changed, ignored)),
    removed: removed && (yield* owned(removed, ignored)),
  };
}
