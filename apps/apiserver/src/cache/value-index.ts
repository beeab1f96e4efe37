/** The values that objects have in one respect, by key, and the keys of those that have a value. */
export interface ValueIndex {
  /** Undefined takes the object out. */
  set(key: string, value: string | undefined): void;
  valueOf(key: string): string | undefined;
  /** How many objects have the value. */
  count(value: string): number;
  keysOf(value: string): Iterable<string>;
}

/** Most values of names and the like are had by one object: a set for each would take more memory than all keys. */
interface Entry {
  value: string;
  keys: string | Set<string>;
}

export function createValueIndex(): ValueIndex {
  const byKey = new Map<string, Entry>();
  const byValue = new Map<string, Entry>();

  function remove(key: string): void {
    const entry = byKey.get(key);
    if (!entry) return;
    byKey.delete(key);
    if (typeof entry.keys !== 'string') entry.keys.delete(key);
    if (typeof entry.keys === 'string' || entry.keys.size === 0) byValue.delete(entry.value);
  }

  function add(key: string, value: string): void {
    let entry = byValue.get(value);
    if (!entry) byValue.set(value, (entry = { value, keys: key }));
    else if (typeof entry.keys === 'string') entry.keys = new Set([entry.keys, key]);
    else entry.keys.add(key);
    byKey.set(key, entry);
  }

  return {
    set(key, value) {
      if (byKey.get(key)?.value === value) return;
      remove(key);
      if (value !== undefined) add(key, value);
    },
    valueOf: (key) => byKey.get(key)?.value,
    count(value) {
      const keys = byValue.get(value)?.keys ?? '';
      return typeof keys === 'string' ? Number(keys !== '') : keys.size;
    },
    keysOf(value) {
      const keys = byValue.get(value)?.keys ?? [];
      return typeof keys === 'string' ? [keys] : keys;
    },
  };
}
