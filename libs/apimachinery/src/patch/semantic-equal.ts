import { shownMember } from '../json/hidden-list';
import { createSameness } from '../json/same-json';
import { isStep, type Steps } from '../steps/steps';

type Composite = Record<string, unknown>;

/** Every member of `a` is in `b` with an equal value. Keys are those of plain JSON objects, which inherit none. */
function contained(a: Composite, b: Composite): boolean {
  for (const key in a) if (!semanticEqual(a[key], shownMember(b, key))) return false;
  return true;
}

/** `b` has nothing that `a` lacks. */
function nothingMore(a: Composite, b: Composite): boolean {
  for (const key in b) if (shownMember(a, key) === undefined && b[key] !== undefined && b[key] !== null) return false;
  return true;
}

function listsEqual(a: unknown[], b: unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index++) if (!semanticEqual(a[index], b[index])) return false;
  return true;
}

/** Deep equality of JSON values: the order of keys does not matter, and a field that is absent, undefined or null is the same. */
export function semanticEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (a === undefined || a === null) return b === undefined || b === null;
  if (typeof a !== 'object' || typeof b !== 'object' || b === null) return false;
  if (Array.isArray(a)) return Array.isArray(b) && listsEqual(a, b);
  if (Array.isArray(b)) return false;
  return contained(a as Composite, b as Composite) && nothingMore(a as Composite, b as Composite);
}

/** Larger values are compared in steps. */
const AT_ONCE = 1000;

/** {@link semanticEqual} in steps. */
export function* equalSteps(a: unknown, b: unknown): Steps<boolean> {
  if (createSameness(AT_ONCE)(a, b)) return true;
  const waiting: [Composite, Composite][] = [];
  let index = 0;
  if (!mayBeEqual(a, b, waiting)) return false;
  for (let pair = waiting.pop(); pair; pair = waiting.pop()) {
    const [left, right] = pair;
    if (Array.isArray(left)) {
      for (let at = 0; at < left.length; at++) {
        if (isStep(index++)) yield;
        if (!mayBeEqual(left[at], (right as unknown as unknown[])[at], waiting)) return false;
      }
      continue;
    }
    for (const key in left) {
      if (isStep(index++)) yield;
      if (!mayBeEqual(left[key], shownMember(right, key), waiting)) return false;
    }
    for (const key in right) {
      if (isStep(index++)) yield;
      if (shownMember(left, key) === undefined && right[key] !== undefined && right[key] !== null) return false;
    }
  }
  return true;
}

/** False for what differs already; what has to be looked into waits. */
function mayBeEqual(a: unknown, b: unknown, waiting: [Composite, Composite][]): boolean {
  if (a === b) return true;
  if (a === undefined || a === null) return b === undefined || b === null;
  if (typeof a !== 'object' || typeof b !== 'object' || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  if (Array.isArray(a) && a.length !== (b as unknown as unknown[]).length) return false;
  waiting.push([a as Composite, b as Composite]);
  return true;
}
