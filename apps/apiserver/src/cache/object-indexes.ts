import { isTurnOver, nextTurn } from '@kubets/component';
import type { KubeObject } from '@kubets/apimachinery';
import type { StoredObject } from '@kubets/store';
import type { Condition } from './condition';
import type { Selection } from './selection';
import type { SortedObjects } from './sorted-objects';
import { createValueIndex, type ValueIndex } from './value-index';

/** Of fewer objects all are looked at. */
const WORTH_IT = 64;
/** Selectors with more conditions are not worth as many indexes. */
const MAX_CONDITIONS = 4;
/** Each holds a place for every object. */
const MAX_INDEXES = 16;
/** Of these, so many may be kept for watches, as long as those last. */
const MAX_HELD = 12;
const KEEP_UNUSED_MS = 5 * 60_000;

/** What an object had and has in the respects that are indexed. */
export type IndexedValues = ReadonlyMap<unknown, { before: string | undefined; after: string | undefined }>;

interface Kept {
  index: ValueIndex;
  read: Condition['read'];
  usedAt: number;
  /** By so many watches. */
  holders: number;
  /** Fulfilled when every object is in it; false when it was dropped before. */
  isBuilt: Promise<boolean> | true;
}

/** What objects of one resource are selected by, so that nobody has to read all of them to find a few. Made when first asked for. */
export interface ObjectIndexes {
  /** Makes what the selection can be answered by; resolves when it is there, or is not worth it. */
  prepare(selection: Selection): Promise<void>;
  /** Objects that the selection selects, in order, from `from` on; undefined when there are no indexes for it. */
  select(selection: Selection, from?: string): StoredObject[] | undefined;
  /** Keeps the index of a condition for a watch; undefined when there is none, or no room. */
  hold(condition: Condition): (() => void) | undefined;
  /** Notes what has become of an object. */
  changed(key: string, current: StoredObject | undefined): IndexedValues | undefined;
  /** Drops what nobody has asked for for minutes. */
  trim(now: number): void;
}

export function createObjectIndexes(
  objects: Pick<SortedObjects, 'size' | 'get' | 'range'>,
  now: () => number,
): ObjectIndexes {
  const kept = new Map<unknown, Kept>();

  /** Undefined for what cannot be read, which then has nothing. */
  function valueIn(read: Condition['read'], object: KubeObject): string | undefined {
    try {
      return read(object);
    } catch {
      return undefined;
    }
  }

  function built({ of }: Condition): ValueIndex | undefined {
    const one = kept.get(of);
    if (one?.isBuilt !== true) return undefined;
    one.usedAt = now();
    return one.index;
  }

  /** False when all that are there are held. */
  function makeRoom(): boolean {
    if (kept.size < MAX_INDEXES) return true;
    let oldest: unknown;
    let usedAt = Infinity;
    for (const [of, one] of kept) if (one.holders === 0 && one.usedAt < usedAt) [oldest, usedAt] = [of, one.usedAt];
    return usedAt < Infinity && kept.delete(oldest);
  }

  function begin({ of, read }: Condition, isBuilt: Promise<boolean>): Kept | undefined {
    if (!makeRoom()) return undefined;
    const one: Kept = { index: createValueIndex(), read, usedAt: now(), holders: 0, isBuilt };
    kept.set(of, one);
    return one;
  }

  /** All in one walk, the others having their turn. What changes meanwhile is noted as it changes. */
  async function fill(made: readonly Kept[]): Promise<boolean> {
    for (const object of objects.range('')) {
      if (isTurnOver()) await nextTurn();
      if (objects.get(object.key) !== object) continue;
      const read = object.glance();
      for (const one of made) one.index.set(object.key, valueIn(one.read, read));
    }
    for (const one of made) one.isBuilt = true;
    return true;
  }

  async function prepare({ key, conditions = [] }: Selection): Promise<void> {
    if (key || conditions.length === 0 || conditions.length > MAX_CONDITIONS || objects.size < WORTH_IT) return;
    const missing = conditions.filter(
      ({ of }, at) => !kept.has(of) && conditions.findIndex((one) => one.of === of) === at,
    );
    if (missing.length > 0) {
      let start!: (filled: Promise<boolean>) => void;
      const isBuilt = new Promise<boolean>((resolve) => (start = resolve));
      const made = missing.map((condition) => begin(condition, isBuilt)).filter((one) => one !== undefined);
      start(fill(made));
    }
    for (const { of } of conditions) await kept.get(of)?.isBuilt;
  }

  return {
    prepare,
    select({ prefix, conditions = [] }, from = prefix) {
      if (conditions.length === 0 || conditions.length > MAX_CONDITIONS) return undefined;
      const indexes = conditions.map(built);
      if (!indexes.every((index) => index !== undefined)) return undefined;
      const holds = (key: string) => conditions.every((condition, at) => condition.holds(indexes[at]!.valueOf(key)));
      const few = fewest(conditions, indexes);
      if (!few) return objects.range(prefix, from).filter(({ key }) => holds(key));
      return few
        .filter((key) => key >= from && key.startsWith(prefix) && holds(key))
        .sort()
        .map((key) => objects.get(key)!);
    },
    hold(condition) {
      const one = kept.get(condition.of);
      if (one?.isBuilt !== true) return undefined;
      if (one.holders === 0 && [...kept.values()].filter(({ holders }) => holders > 0).length >= MAX_HELD)
        return undefined;
      one.holders += 1;
      return () => {
        one.holders -= 1;
        one.usedAt = now();
      };
    },
    changed(key, current) {
      if (kept.size === 0) return undefined;
      const values = new Map<unknown, { before: string | undefined; after: string | undefined }>();
      const object = current?.glance();
      for (const [of, one] of kept) {
        const before = one.index.valueOf(key);
        const after = object && valueIn(one.read, object);
        one.index.set(key, after);
        if (one.isBuilt === true) values.set(of, { before, after });
      }
      return values;
    },
    trim(at) {
      for (const [of, one] of kept)
        if (one.holders === 0 && one.isBuilt === true && at - one.usedAt > KEEP_UNUSED_MS) kept.delete(of);
    },
  };
}

/** The keys of the condition that leaves the fewest; undefined when none says which values it wants. */
function fewest(conditions: readonly Condition[], indexes: readonly (ValueIndex | undefined)[]): string[] | undefined {
  let best: string[] | undefined;
  let count = Infinity;
  conditions.forEach(({ oneOf }, at) => {
    const index = indexes[at]!;
    const found = oneOf?.reduce((sum, value) => sum + index.count(value), 0) ?? Infinity;
    if (found >= count) return;
    count = found;
    best = oneOf!.flatMap((value) => [...index.keysOf(value)]);
  });
  return best;
}
