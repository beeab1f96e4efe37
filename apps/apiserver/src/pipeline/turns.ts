import type { Steps } from '@kubets/apimachinery';
import { isTurnOver, nextTurn } from '@kubets/component';

export { giveTurn, isTurnOver, nextTurn } from '@kubets/component';

/**
 * Long work, the others having their turn between its steps; to be awaited. Work that is done within this turn is done
 * straight through: a promise that has to wait for nobody costs more than most of it.
 */
export function inTurns<T>(steps: Steps<T>): T | Promise<T> {
  // The first step counts, too: the share begins when it is first asked for.
  while (!isTurnOver()) {
    const { done, value } = steps.next();
    if (done) return value;
  }
  return inLaterTurns(steps);
}

async function inLaterTurns<T>(steps: Steps<T>): Promise<T> {
  for (;;) {
    if (isTurnOver()) await nextTurn();
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** Those for which the predicate holds, in order, at most `limit` of them; long collections take turns. */
export async function filterInTurns<T>(
  items: readonly T[],
  predicate: (item: T) => boolean,
  limit = Infinity,
): Promise<T[]> {
  const found: T[] = [];
  for (const item of items) {
    if (isTurnOver()) await nextTurn();
    if (!predicate(item)) continue;
    found.push(item);
    if (found.length >= limit) break;
  }
  return found;
}
