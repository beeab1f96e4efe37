import type { Steps } from '../steps/steps';

/** How two elements of a list are recognised as the same. */
export type Identity = (element: unknown) => string | undefined;

/**
 * The order of a merged list: elements named in `wanted` follow its order, the others keep the place that they had
 * in `before` relative to them. In steps.
 */
export function* orderElements(
  merged: unknown[],
  wanted: unknown[],
  before: unknown[],
  identity: Identity,
): Steps<unknown[]> {
  const rank = positions(wanted, identity);
  yield;
  const oldRank = positions(before, identity);
  yield;
  const placed = merged.map((element): Placed => {
    const id = identity(element) ?? '';
    return { element, rank: rank.get(id) ?? -1, oldRank: oldRank.get(id) ?? -1 };
  });
  yield;
  const named = placed.filter((one) => one.rank >= 0).sort((a, b) => a.rank - b.rank);
  yield;
  const others = placed.filter((one) => one.rank < 0).sort((a, b) => a.oldRank - b.oldRank);
  yield;
  const result: unknown[] = [];
  let next = 0;
  for (const other of others) {
    while (next < named.length && !(other.oldRank >= 0 && other.oldRank < named[next]!.oldRank))
      result.push(named[next++]!.element);
    result.push(other.element);
  }
  return result.concat(named.slice(next).map(({ element }) => element));
}

interface Placed {
  element: unknown;
  rank: number;
  oldRank: number;
}

function positions(elements: unknown[], identity: Identity): Map<string, number> {
  const ranks = new Map<string, number>();
  elements.forEach((element, index) => {
    const id = identity(element);
    if (id !== undefined && !ranks.has(id)) ranks.set(id, index);
  });
  return ranks;
}
