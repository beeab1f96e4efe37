import { nameOf, type KubeObject } from '@kubets/apimachinery';
import { MAX_INT64 } from '@kubets/proto-gen/int64';

const text = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The older first; of the same second by name. */
export const byCreation = (a: KubeObject, b: KubeObject): number =>
  text(a.metadata?.creationTimestamp ?? '', b.metadata?.creationTimestamp ?? '') || text(nameOf(a), nameOf(b));

/** The lower revision first; of equal ones the older. */
export const byRevision =
  <T extends KubeObject>(revisionOf: (object: T) => bigint) =>
  (a: T, b: T): number => {
    const difference = revisionOf(a) - revisionOf(b);
    return difference < 0n ? -1 : difference > 0n ? 1 : byCreation(a, b);
  };

/** The revision behind all of these. Behind the last one that there can be, none follows. */
export function revisionAfter(revisions: readonly bigint[]): bigint {
  const last = revisions.reduce((highest, revision) => (revision > highest ? revision : highest), 0n);
  return last < MAX_INT64 ? last + 1n : last;
}

/** What a history that is too long has to lose, the first to go first. */
export const beyondLimit = <T>(history: readonly T[], limit: number, order: (a: T, b: T) => number): T[] =>
  [...history].sort(order).slice(0, Math.max(0, history.length - limit));
