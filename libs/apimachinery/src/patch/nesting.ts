import { newBadRequest } from '../errors/new-errors';
import type { JsonObject } from '../json/json-value';
import { areWide } from '../json/wide-objects';
import { isStep, type Steps } from '../steps/steps';

/** Deeper than any object is; what is deeper would be walked by recursion all the same. */
export const MAX_NESTING = 1000;

/** Whether lists and objects stand within each other more than `limit` deep, in steps. Needs no stack of its own. */
export function* nestsDeeperThan(limit: number, value: unknown): Steps<boolean> {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    const next: unknown[] = [];
    for (const container of level) yield* collectContainers(container, next);
    if (next.length > 0 && depth + 1 >= limit) return true;
    level = next;
  }
  return false;
}

function* collectContainers(container: unknown, into: unknown[]): Steps<void> {
  if (typeof container !== 'object' || container === null) return;
  const keys = Array.isArray(container) ? undefined : Object.keys(container);
  if (keys && areWide(keys)) yield;
  const count = (keys ?? (container as unknown[])).length;
  for (let index = 0; index < count; index++) {
    if (isStep(index)) yield;
    const child = keys ? (container as JsonObject)[keys[index]!] : (container as unknown[])[index];
    if (typeof child === 'object' && child !== null) into.push(child);
  }
}

/** In steps. @throws StatusError BadRequest, in Kubernetes' words for JSON that it cannot read. */
export function* assertNesting(value: unknown): Steps<void> {
  if (yield* nestsDeeperThan(MAX_NESTING, value)) throw newBadRequest('invalid JSON patch');
}
