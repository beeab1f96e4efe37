import { semanticEqual } from '../patch/semantic-equal';
import type { FieldSchema, MessageSchema } from '@kubets/proto-gen/schema';
import { childrenOf, rootField } from './field-children';
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

function setOf(value: unknown, field: FieldSchema): FieldTree {
  const children = childrenOf(value, field);
  if (!children || children.size === 0) return {};
  const tree: FieldTree = {};
  for (const [step, child] of children) {
    const set = setOf(child.value, child.field);
    tree[step] = step.startsWith('k:') && Object.keys(set).length > 0 ? { '.': {}, ...set } : set;
  }
  return tree;
}

function owned(tree: FieldTree, ignored: readonly string[]): FieldTree | undefined {
  const kept = Object.fromEntries(Object.entries(tree).filter(([step]) => !ignored.includes(step.slice(2))));
  const metadata = kept['f:metadata'];
  const result = subtractFields({ '.': {}, ...kept }, { '.': {}, ...UNOWNED });
  // A metadata that held nothing but the server's fields is not a member in itself.
  if (result && metadata && Object.keys(result['f:metadata'] ?? {}).length === 0) delete result['f:metadata'];
  return result && Object.keys(result).length > 0 ? result : undefined;
}

/** All fields that the object sets; `ignored`: members of the root that are left out (`status`). */
export function fieldSetOf(object: unknown, message: MessageSchema, ignored: readonly string[] = []): FieldTree | undefined {
  return owned(setOf(object, rootField(message)), ignored);
}

export interface FieldChanges {
  /** Added, or set to another value. */
  changed: FieldTree | undefined;
  removed: FieldTree | undefined;
}

function compare(before: unknown, after: unknown, field: FieldSchema): FieldChanges {
  if (semanticEqual(before, after)) return { changed: undefined, removed: undefined };
  const old = childrenOf(before, field);
  const now = childrenOf(after, field);
  if (!old || !now) return { changed: {}, removed: undefined };
  const changed: FieldTree = {};
  const removed: FieldTree = {};
  for (const [step, child] of now) {
    const counterpart = old.get(step);
    if (!counterpart) changed[step] = setOf(child.value, child.field);
    else {
      const inner = compare(counterpart.value, child.value, child.field);
      if (inner.changed) changed[step] = inner.changed;
      if (inner.removed) removed[step] = inner.removed;
    }
    if (!counterpart && step.startsWith('k:')) changed[step] = unionFields(changed[step], {})!;
  }
  for (const [step, child] of old) {
    if (!now.has(step)) removed[step] = unionFields(setOf(child.value, child.field), {})!;
  }
  const some = (tree: FieldTree): FieldTree | undefined => (Object.keys(tree).length > 0 ? tree : undefined);
  return { changed: some(changed), removed: some(removed) };
}

/** What a write did to the fields of an object. */
export function compareFields(before: unknown, after: unknown, message: MessageSchema, ignored: readonly string[] = []): FieldChanges {
  const { changed, removed } = compare(before, after, rootField(message));
  return { changed: changed && owned(changed, ignored), removed: removed && owned(removed, ignored) };
}
