import { newBadRequest } from '../errors/new-errors';

/** Deeper than any object is; what is deeper would be walked by recursion all the same. */
export const MAX_NESTING = 1000;

/** Whether lists and objects stand within each other more than `limit` deep. Needs no stack of its own. */
export function nestsDeeperThan(limit: number, value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    const next: unknown[] = [];
    for (const container of level) collectContainers(container, next);
    if (next.length > 0 && depth + 1 >= limit) return true;
    level = next;
  }
  return false;
}

/** JSON has no inherited members. */
function collectContainers(container: unknown, into: unknown[]): void {
  const collect = (child: unknown) => void (typeof child === 'object' && child !== null && into.push(child));
  if (Array.isArray(container)) for (const child of container) collect(child);
  else if (typeof container === 'object')
    for (const key in container) collect((container as Record<string, unknown>)[key]);
}

/** @throws StatusError BadRequest, in Kubernetes' words for JSON that it cannot read. */
export function assertNesting(value: unknown): void {
  if (nestsDeeperThan(MAX_NESTING, value)) throw newBadRequest('invalid JSON patch');
}
