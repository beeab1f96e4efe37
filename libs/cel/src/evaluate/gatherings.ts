import { isStep, sortSteps, type Steps } from '@kubets/apimachinery';
import type { MacroName } from '../syntax/ast';
import { compare } from '../values/equality';
import { Entries, EvaluationError, isMap, Items, keyId, noOverload, type Value } from '../values/value';

/** What comes of the elements that a macro takes. */
interface Gathering {
  /** An element, and what is made of it. */
  add(element: Value, made: Value): void;
  end(): Steps<Value>;
}

const listOfMade = (): Gathering => {
  const items: Value[] = [];
  return { add: (_, made) => void items.push(made), end: () => ended(new Items(items)) };
};

/** By macro; `all` and `exists` gather nothing. */
export const GATHERINGS: { [macro in MacroName]?: () => Gathering } = {
  exists_one() {
    let count = 0;
    return { add: () => void count++, end: () => ended(count === 1) };
  },
  filter() {
    const items: Value[] = [];
    return { add: (element) => void items.push(element), end: () => ended(new Items(items)) };
  },
  map: listOfMade,
  transformList: listOfMade,
  transformMap() {
    const entries = new Entries();
    return { add: (key, made) => entries.add(key, made), end: () => ended(entries) };
  },
  transformMapEntry() {
    const maps: Value[] = [];
    return { add: (_, made) => void maps.push(made), end: () => merged(maps) };
  },
  sortBy() {
    const keyed: { item: Value; key: Value }[] = [];
    return { add: (item, key) => void keyed.push({ item, key }), end: () => sorted(keyed) };
  },
};

function* ended(value: Value): Steps<Value> {
  return value;
}

function* sorted(keyed: readonly { item: Value; key: Value }[]): Steps<Value> {
  const inOrder = yield* sortSteps(keyed, (a, b) => compare(a.key, b.key));
  return new Items(inOrder.map(({ item }) => item));
}

function* merged(maps: readonly Value[]): Steps<Value> {
  const entries = new Entries();
  const seen = new Set<string>();
  let count = 0;
  for (const map of maps) {
    if (!isMap(map)) throw noOverload();
    for (const key of map.keys()) {
      if (isStep(count++)) yield;
      if (seen.has(keyId(key))) throw new EvaluationError(`insert failed: key ${String(key)} already exists`);
      seen.add(keyId(key));
      entries.add(key, map.get(key)!);
    }
  }
  return entries;
}
