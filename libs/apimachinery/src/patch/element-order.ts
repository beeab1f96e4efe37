/** How two elements of a list are recognised as the same. */
export type Identity = (element: unknown) => string | undefined;

/**
 * The order of a merged list: elements named in `wanted` follow its order, the others keep the place that they had
 * in `before` relative to them.
 */
export function orderElements(merged: unknown[], wanted: unknown[], before: unknown[], identity: Identity): unknown[] {
  const rank = positions(wanted, identity);
  const oldRank = positions(before, identity);
  const at = (ranks: Map<string, number>, element: unknown): number => ranks.get(identity(element) ?? '') ?? -1;
  const named = merged.filter((element) => at(rank, element) >= 0).sort((a, b) => at(rank, a) - at(rank, b));
  const others = merged.filter((element) => at(rank, element) < 0).sort((a, b) => at(oldRank, a) - at(oldRank, b));
  const result: unknown[] = [];
  while (named.length > 0 && others.length > 0) {
    const other = at(oldRank, others[0]);
    const next = at(oldRank, named[0]);
    const otherFirst = other >= 0 && next >= 0 && other < next;
    result.push(otherFirst ? others.shift() : named.shift());
  }
  return [...result, ...named, ...others];
}

function positions(elements: unknown[], identity: Identity): Map<string, number> {
  const ranks = new Map<string, number>();
  elements.forEach((element, index) => {
    const id = identity(element);
    if (id !== undefined && !ranks.has(id)) ranks.set(id, index);
  });
  return ranks;
}
