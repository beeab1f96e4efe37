import type { StoredObject } from '@kubets/store';

/** The objects of one resource, by key and in the order of keys. */
export interface SortedObjects {
  readonly size: number;
  get(key: string): StoredObject | undefined;
  /** Returns what the key held before. */
  set(object: StoredObject): StoredObject | undefined;
  delete(key: string): StoredObject | undefined;
  /** Objects whose key begins with the prefix and is not below `from`. */
  range(prefix: string, from?: string): StoredObject[];
  /** How many objects' keys begin with the prefix, and about how many bytes those are. */
  estimate(prefix: string): { count: number; bytes: number };
}

/** As many are looked at to estimate. */
const SAMPLES = 8;

/** A hash map for lookups beside a sorted array of keys for ranges. Keys arrive in order when a cache is filled. */
export function createSortedObjects(): SortedObjects {
  const objects = new Map<string, StoredObject>();
  const keys: string[] = [];

  /** Position of the first key that is not below. */
  function lowerBound(key: string): number {
    let low = 0;
    let high = keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (keys[middle]! < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  return {
    get size() {
      return objects.size;
    },
    get: (key) => objects.get(key),
    set(object) {
      const previous = objects.get(object.key);
      objects.set(object.key, object);
      if (!previous) keys.splice(lowerBound(object.key), 0, object.key);
      return previous;
    },
    delete(key) {
      const previous = objects.get(key);
      if (objects.delete(key)) keys.splice(lowerBound(key), 1);
      return previous;
    },
    range(prefix, from = prefix) {
      const found: StoredObject[] = [];
      for (let index = lowerBound(from > prefix ? from : prefix); index < keys.length; index++) {
        const key = keys[index]!;
        if (!key.startsWith(prefix)) break;
        found.push(objects.get(key)!);
      }
      return found;
    },
    estimate(prefix) {
      const first = lowerBound(prefix);
      const count = lowerBound(`${prefix}\uffff`) - first;
      const samples = Math.min(count, SAMPLES);
      let bytes = 0;
      for (let sample = 0; sample < samples; sample++)
        bytes += objects.get(keys[first + Math.floor((sample * count) / samples)]!)!.json.length;
      return { count, bytes: samples === 0 ? 0 : (bytes * count) / samples };
    },
  };
}
