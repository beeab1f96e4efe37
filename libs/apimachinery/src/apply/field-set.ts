import { isStep, type Steps } from '../steps/steps';
import type { FieldSchema, MessageSchema } from '@kubets/proto-gen/schema';
import { compareFields, type FieldChanges } from './compare-fields';
import { childrenOf, ownershipOf, rootField } from './field-children';
import { subtractFields, type FieldTree } from './field-tree';

/** What the server itself keeps, nobody owns. */
const UNOWNED: FieldTree = {
  'f:apiVersion': {},
  'f:kind': {},
  'f:metadata': {
    'f:name': {},
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

const SKIPPED_METADATA: ReadonlySet<string> = new Set(Object.keys(UNOWNED['f:metadata']!).map((step) => step.slice(2)));

/** What a write did to the fields of an object, in steps; `ignored`: members of the root that are left out. */
export const compareSteps = (
  before: unknown,
  after: unknown,
  message: MessageSchema,
  ignored: readonly string[] = [],
): Steps<FieldChanges> =>
  compareFields(before ?? {}, after, message, {
    root: new Set(['apiVersion', 'kind', ...ignored]),
    metadata: SKIPPED_METADATA,
  });
