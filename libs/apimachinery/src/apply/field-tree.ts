import { MAX_FREE_DEPTH } from '../json/depth';
import { parseExactJson, stringifyJson } from '../json/exact-json';
import { isJsonObject } from '../json/json-value';
import { areWide, copyMembers, createKeysOf, type KeysOf } from '../json/wide-objects';
import { sortSteps } from '../steps/sort-steps';
import { isStep, type Steps } from '../steps/steps';

/**
 * A set of fields, as metadata.managedFields writes it (FieldsV1). A key is a step: `f:name` into a field or a map's
 * key, `k:{"name":"x"}` to a list's item by its keys, `v:"x"` to a value of a set. A node without children is a member;
 * one with children is a member only if it has the child `.`.
 */
export interface FieldTree {
  [step: string]: FieldTree;
}

/** The child that makes a node with others a member. */
export const SELF = '.';

/**
 * The tree of fields that a value is, which a client may have written, in steps; undefined for what is none: objects all the
 * way down, and not without end.
 */
export function* asFieldTree(value: unknown): Steps<FieldTree | undefined> {
  if (isSurelyTree(value, { left: MOST_NODES }, 0)) return value as FieldTree;
  const waiting = [{ at: value, depth: 0 }];
  let index = 0;
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { at, depth } = next;
    if (!isJsonObject(at) || depth > MAX_FREE_DEPTH) return undefined;
    const steps = Object.keys(at);
    if (areWide(steps)) yield;
    for (const step of steps) {
      if (isStep(index++)) yield;
      if (step === '__proto__') return undefined;
      waiting.push({ at: at[step], depth: depth + 1 });
    }
  }
  return value as FieldTree;
}

/** Larger trees are walked in steps, and deeper ones. */
const MOST_NODES = 1000;
const MOST_LEVELS = 32;

/** Makes nothing, and says true of nearly every tree; false says nothing. */
function isSurelyTree(value: unknown, walk: { left: number }, level: number): boolean {
  if (!isJsonObject(value) || level > MOST_LEVELS) return false;
  for (const step in value)
    if (--walk.left < 0 || step === '__proto__' || !isSurelyTree(value[step], walk, level + 1)) return false;
  return true;
}

export const isMember = (tree: FieldTree, keysOf: KeysOf = Object.keys): boolean =>
  SELF in tree || keysOf(tree).length === 0;

/** A tree, or the steps to it: most are leaves, and there at once. */
type Made = FieldTree | undefined | Steps<FieldTree | undefined>;

function* settle(made: Made): Steps<FieldTree | undefined> {
  return isOpen(made) ? yield* made : made;
}

const isOpen = (made: Made): made is Steps<FieldTree | undefined> => made !== undefined && Symbol.iterator in made;

/**
 * A node of those children that `childOf` makes of the steps; undefined when nothing is left of it. Trees have tens of
 * thousands of nodes: steps are listed once, and what was made is not made again.
 */
function* node(
  steps: readonly string[],
  member: boolean,
  childOf: (step: string) => Made,
): Steps<FieldTree | undefined> {
  const tree: FieldTree = member ? { [SELF]: {} } : {};
  let children = 0;
  if (areWide(steps)) yield;
  let index = 0;
  for (const step of steps) {
    if (isStep(index++)) yield;
    const made = step === SELF ? undefined : childOf(step);
    const child = isOpen(made) ? yield* made : made;
    if (!child) continue;
    tree[step] = child;
    children++;
  }
  if (children > 0) return tree;
  return member ? {} : undefined;
}

/** Fields of either, in steps; undefined stands for the empty set. What `b` adds nothing to is `a`'s own, not a copy. */
export const unionFields = (a: FieldTree | undefined, b: FieldTree | undefined): Steps<FieldTree | undefined> =>
  settle(union(a, b, createKeysOf()));

function union(a: FieldTree | undefined, b: FieldTree | undefined, keysOf: KeysOf): Made {
  if (!a || !b || a === b) return a ?? b;
  const [isLeaf, isOtherLeaf] = [keysOf(a).length === 0, keysOf(b).length === 0];
  if (isOtherLeaf) return isLeaf || SELF in a ? a : withSelf(a, keysOf);
  if (isLeaf) return SELF in b ? b : withSelf(b, keysOf);
  return changedIn(a, b, { change: union, keysOf });
}

function* withSelf(tree: FieldTree, keysOf: KeysOf): Steps<FieldTree> {
  return yield* copyMembers(tree, { [SELF]: {} }, keysOf(tree));
}

/** Fields of `a` that are not in `b`, in steps. What `b` has nothing of is `a`'s own, not a copy. */
export const subtractFields = (a: FieldTree | undefined, b: FieldTree | undefined): Steps<FieldTree | undefined> =>
  settle(difference(a, b, createKeysOf()));

function difference(a: FieldTree | undefined, b: FieldTree | undefined, keysOf: KeysOf): Made {
  if (!a || !b) return a;
  if (keysOf(a).length === 0) return isMember(b, keysOf) ? undefined : a;
  const loses = SELF in a && isMember(b, keysOf);
  return changedIn(a, b, { change: difference, keysOf, loses });
}

interface Change {
  /** What becomes of a child. */
  change(a: FieldTree | undefined, b: FieldTree | undefined, keysOf: KeysOf): Made;
  keysOf: KeysOf;
  /** Whether the node is a member no more. */
  loses?: boolean;
}

/**
 * `a` with what `change` makes of its children and those of `b`. Trees have tens of thousands of nodes, and most writes
 * touch few of them: only what `b` has is looked at, and only what becomes another is copied.
 */
function* changedIn(
  a: FieldTree,
  b: FieldTree,
  { change, keysOf, loses = false }: Change,
): Steps<FieldTree | undefined> {
  let tree = a;
  let children = keysOf(a).length - (SELF in a ? 1 : 0);
  let index = 0;
  const steps = keysOf(b);
  if (areWide(steps)) yield;
  for (const step of steps) {
    if (isStep(index++)) yield;
    if (step === SELF && loses) continue;
    const old = a[step];
    const made = change(old, b[step], keysOf);
    const child = isOpen(made) ? yield* made : made;
    if (child === old) continue;
    if (tree === a) tree = yield* copyMembers(a, {}, keysOf(a));
    if (step !== SELF) children += (child ? 1 : 0) - (old ? 1 : 0);
    if (child) tree[step] = child;
    else delete tree[step];
  }
  if (loses) {
    if (tree === a) tree = yield* copyMembers(a, {}, keysOf(a));
    delete tree[SELF];
  } else if (tree === a) return a;
  // A node that has lost all its children is one no more, unless it is a member itself.
  if (children > 0) return tree;
  return SELF in a && !loses ? {} : undefined;
}

/** Fields of both, in steps. */
export const intersectFields = (a: FieldTree | undefined, b: FieldTree | undefined): Steps<FieldTree | undefined> =>
  settle(intersection(a, b, createKeysOf()));

function intersection(a: FieldTree | undefined, b: FieldTree | undefined, keysOf: KeysOf): Made {
  if (!a || !b) return undefined;
  const steps = keysOf(a);
  if (steps.length === 0) return isMember(b, keysOf) ? a : undefined;
  return node(steps, SELF in a && isMember(b, keysOf), (step) => intersection(a[step], b[step], keysOf));
}

/** The value in a step; undefined where a client has written something else into its managedFields. */
function valueIn(text: string): unknown {
  try {
    return parseExactJson(text);
  } catch {
    return undefined;
  }
}

/** `.name`, `[name="c"]` or `[="value"]`. */
export function stepText(step: string): string {
  const rest = step.slice(2);
  if (step.startsWith('f:')) return `.${rest}`;
  const value = valueIn(rest);
  if (step.startsWith('v:')) return `[=${value === undefined ? rest : stringifyJson(value)}]`;
  return isJsonObject(value)
    ? `[${Object.entries(value)
        .map(([key, item]) => `${key}=${stringifyJson(item)}`)
        .join(',')}]`
    : `[${rest}]`;
}

/**
 * Every member as text, in steps: `.spec.ports[port=80,protocol="TCP"].targetPort`. In Kubernetes' order: members of a node
 * come before what is in any of them.
 */
export function* fieldPaths(tree: FieldTree | undefined): Steps<string[]> {
  const paths: string[] = [];
  const keysOf = createKeysOf();
  if (tree) yield* collect(tree, '');
  return paths;

  function* collect(at: FieldTree, prefix: string): Steps<void> {
    const keys = keysOf(at);
    if (areWide(keys)) yield;
    const steps = yield* inOrder(keys.filter((step) => step !== SELF));
    const inner: string[] = [];
    for (const [index, step] of steps.entries()) {
      if (isStep(index)) yield;
      const node = at[step]!;
      const isLeaf = keysOf(node).length === 0;
      if (isLeaf || SELF in node) paths.push(prefix + stepText(step));
      if (!isLeaf) inner.push(step);
    }
    for (const step of inner) yield* collect(at[step]!, prefix + stepText(step));
  }
}

/** Fields by their names, then items by their keys, then values; numbers by their size. */
function* inOrder(steps: string[]): Steps<string[]> {
  if (steps.length < 2) return steps;
  if (steps.every((step) => step.startsWith('f:'))) return yield* sortSteps(steps, (a, b) => (a < b ? -1 : 1));
  const ranked: { step: string; rank: number; parts: unknown[] }[] = [];
  for (const [index, step] of steps.entries()) {
    if (isStep(index)) yield;
    ranked.push({ step, rank: 'fkv'.indexOf(step[0]!), parts: orderedParts(step) });
  }
  const sorted = yield* sortSteps(ranked, (a, b) => a.rank - b.rank || compareParts(a.parts, b.parts));
  return sorted.map(({ step }) => step);
}

function orderedParts(step: string): unknown[] {
  const rest = step.slice(2);
  if (step.startsWith('f:')) return [rest];
  const value = valueIn(rest);
  if (step.startsWith('v:')) return [value === undefined ? rest : value];
  return isJsonObject(value) ? Object.entries(value).flat() : [];
}

function compareParts(a: unknown[], b: unknown[]): number {
  for (const [index, left] of a.entries()) {
    const right = b[index];
    if (left === right) continue;
    const [x, y] =
      typeof left === 'number' && typeof right === 'number' ? [left, right] : [String(left), String(right)];
    if (x !== y) return x < y ? -1 : 1;
  }
  return a.length - b.length;
}
