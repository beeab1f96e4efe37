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

/** A node from its children; undefined when nothing is left of it. */
function node(children: FieldTree, member: boolean): FieldTree | undefined {
  if (Object.keys(children).length === 0) return member ? {} : undefined;
  return member ? { [SELF]: {}, ...children } : children;
}

/** Fields of either; undefined stands for the empty set. */
export function unionFields(a: FieldTree | undefined, b: FieldTree | undefined): FieldTree | undefined {
  if (!a || !b) return a ?? b;
  const children: FieldTree = {};
  for (const step of new Set([...childSteps(a), ...childSteps(b)])) children[step] = unionFields(a[step], b[step])!;
  return node(children, isMember(a) || isMember(b));
}

/** Fields of `a` that are not in `b`. */
export function subtractFields(a: FieldTree | undefined, b: FieldTree | undefined): FieldTree | undefined {
  if (!a || !b) return a;
  const children: FieldTree = {};
  for (const step of childSteps(a)) {
    const rest = subtractFields(a[step], b[step]);
    if (rest) children[step] = rest;
  }
  return node(children, isMember(a) && !isMember(b));
}

/** Fields of both. */
export function intersectFields(a: FieldTree | undefined, b: FieldTree | undefined): FieldTree | undefined {
  if (!a || !b) return undefined;
  const children: FieldTree = {};
  for (const step of childSteps(a)) {
    const common = intersectFields(a[step], b[step]);
    if (common) children[step] = common;
  }
  return node(children, isMember(a) && isMember(b));
}

/** Every named field on the way to a member becomes one: who sets a part of a struct also made the struct. */
export function withParents(tree: FieldTree | undefined): FieldTree | undefined {
  if (!tree) return undefined;
  const children: FieldTree = {};
  for (const step of childSteps(tree)) {
    const child = withParents(tree[step])!;
    children[step] = step.startsWith('f:') && childSteps(child).length > 0 ? { [SELF]: {}, ...child } : child;
  }
  return node(children, isMember(tree));
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
  return keys ? `[${Object.entries(keys).map(([key, value]) => `${key}=${stringifyJson(value)}`).join(',')}]` : `[${rest}]`;
}

/** Every member as text: `.spec.ports[port=80,protocol="TCP"].targetPort`. */
export function fieldPaths(tree: FieldTree | undefined, prefix = ''): string[] {
  if (!tree) return [];
  const below = childSteps(tree).sort().flatMap((step) => fieldPaths(tree[step], prefix + stepText(step)));
  return isMember(tree) && prefix !== '' ? [prefix, ...below] : below;
}
