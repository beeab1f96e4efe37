import { MAX_FREE_DEPTH } from '../json/depth';
import { parseExactJson, stringifyJson } from '../json/exact-json';
import { isJsonObject } from '../patch/json-value';

/**
 * A set of fields, as metadata.managedFields writes it (FieldsV1). A key is a step: `f:name` into a field or a map's
 * key, `k:{"name":"x"}` to a list's item by its keys, `v:"x"` to a value of a set. A node without children is a member;
 * one with children is a member only if it has the child `.`.
 */
export interface FieldTree {
  [step: string]: FieldTree;
}

const SELF = '.';

/** Whether a value, which a client may have written, is a tree of fields: objects all the way down, and not without end. */
export function isFieldTree(value: unknown, depth = 0): value is FieldTree {
  if (!isJsonObject(value) || depth > MAX_FREE_DEPTH) return false;
  for (const step of Object.keys(value)) if (step === '__proto__' || !isFieldTree(value[step], depth + 1)) return false;
  return true;
}

const childSteps = (tree: FieldTree): string[] => Object.keys(tree).filter((step) => step !== SELF);

export const isMember = (tree: FieldTree): boolean => SELF in tree || Object.keys(tree).length === 0;

/**
 * A node of those children that `childOf` makes of the steps; undefined when nothing is left of it. Trees have tens of
 * thousands of nodes: steps are listed once, and what was made is not made again.
 */
function node(
  steps: Iterable<string>,
  member: boolean,
  childOf: (step: string) => FieldTree | undefined,
): FieldTree | undefined {
  const tree: FieldTree = member ? { [SELF]: {} } : {};
  let children = 0;
  for (const step of steps) {
    const child = step === SELF ? undefined : childOf(step);
    if (!child) continue;
    tree[step] = child;
    children++;
  }
  if (children > 0) return tree;
  return member ? {} : undefined;
}

/** Fields of either; undefined stands for the empty set. */
export function unionFields(a: FieldTree | undefined, b: FieldTree | undefined): FieldTree | undefined {
  if (!a || !b) return a ?? b;
  const [left, right] = [Object.keys(a), Object.keys(b)];
  if (left.length === 0 && right.length === 0) return a;
  const member = left.length === 0 || right.length === 0 || SELF in a || SELF in b;
  return node(new Set([...left, ...right]), member, (step) => unionFields(a[step], b[step]));
}

/** Fields of `a` that are not in `b`. */
export function subtractFields(a: FieldTree | undefined, b: FieldTree | undefined): FieldTree | undefined {
  if (!a || !b) return a;
  const steps = Object.keys(a);
  if (steps.length === 0) return isMember(b) ? undefined : a;
  return node(steps, SELF in a && !isMember(b), (step) => subtractFields(a[step], b[step]));
}

/** Fields of both. */
export function intersectFields(a: FieldTree | undefined, b: FieldTree | undefined): FieldTree | undefined {
  if (!a || !b) return undefined;
  const steps = Object.keys(a);
  if (steps.length === 0) return isMember(b) ? a : undefined;
  return node(steps, SELF in a && isMember(b), (step) => intersectFields(a[step], b[step]));
}

/** Every named field on the way to a member becomes one: who sets a part of a struct also made the struct. */
export const withParents = (tree: FieldTree | undefined): FieldTree | undefined => tree && parentsIn(tree, false);

function parentsIn(tree: FieldTree, isParent: boolean): FieldTree {
  const steps = Object.keys(tree);
  if (steps.length === 0) return tree;
  return node(steps, isParent || SELF in tree, (step) => parentsIn(tree[step]!, step.startsWith('f:'))) ?? {};
}

/** What a step `k:{…}` names; undefined where a client has written something else into its managedFields. */
function keysOf(text: string): Record<string, unknown> | undefined {
  try {
    const keys = parseExactJson(text);
    return isJsonObject(keys) ? keys : undefined;
  } catch {
    return undefined;
  }
}

function stepText(step: string): string {
  const rest = step.slice(2);
  if (step.startsWith('f:')) return `.${rest}`;
  if (step.startsWith('v:')) return `[=${rest}]`;
  const keys = keysOf(rest);
  return keys
    ? `[${Object.entries(keys)
        .map(([key, value]) => `${key}=${stringifyJson(value)}`)
        .join(',')}]`
    : `[${rest}]`;
}

/** Every member as text: `.spec.ports[port=80,protocol="TCP"].targetPort`. */
export function fieldPaths(tree: FieldTree | undefined, prefix = ''): string[] {
  if (!tree) return [];
  const below = childSteps(tree)
    .sort()
    .flatMap((step) => fieldPaths(tree[step], prefix + stepText(step)));
  return isMember(tree) && prefix !== '' ? [prefix, ...below] : below;
}
