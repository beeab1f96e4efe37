import { namespaceOf, objectKey, type KubeObject } from '@kubets/apimachinery';

/** Index name → the values under which an object is found. */
export type Indexers<T> = Record<string, (object: T) => string[]>;

/** Reads from the informer's cache. Objects are shared and must not be changed; `structuredClone` first. */
export interface Lister<T extends KubeObject> {
  /** key is `namespace/name`, or `name` for cluster-scoped kinds. */
  get(key: string): T | undefined;
  list(namespace?: string): T[];
  /** Throws Error for an index that was not declared. */
  byIndex(index: string, value: string): T[];
}

export interface MutableLister<T extends KubeObject> extends Lister<T> {
  set(object: T): void;
  delete(key: string): void;
  keys(): string[];
}

/** Told of an object that an index function cannot take; the object is then found by its key and by the other indices only. */
export type IndexerErrorHandler = (failure: { err: unknown; index: string; key: string }) => void;

/** By each index, in their order, the value under which an object was put, or all of several: it leaves by the same, whatever the function says by then. */
type Indexed = readonly (string | readonly string[])[];

/** Index value → the object, or where there are several key → object: most values are of one alone, and a map is larger than many an object. */
type Index<T> = Map<string, T | Map<string, T>>;

// Object names cannot contain it, so it never hides an index of the user's.
const BY_NAMESPACE = '#namespace';

/** A lister over objects given by hand; informers fill theirs themselves, tests use it directly. Without `onIndexerError` an index function's error is thrown. */
export function createLister<T extends KubeObject>(
  objects: readonly T[] = [],
  indexers: Indexers<T> = {},
  onIndexerError?: IndexerErrorHandler,
): MutableLister<T> {
  const all = new Map<string, T>();
  const indexedBy = new Map<string, Indexed>();
  const valuesOf = new Map<string, (object: T) => string[]>([
    [BY_NAMESPACE, (object) => [namespaceOf(object)]],
    ...Object.entries(indexers),
  ]);
  const names = [...valuesOf.keys()];
  const indices = new Map<string, Index<T>>(names.map((name) => [name, new Map()]));

  function valuesIn(name: string, key: string, object: T): string[] {
    try {
      return valuesOf.get(name)!(object);
    } catch (err) {
      if (!onIndexerError) throw err;
      onIndexerError({ err, index: name, key });
      return [];
    }
  }

  function remove(key: string): void {
    if (!all.delete(key)) return;
    for (const [at, values] of indexedBy.get(key)!.entries()) {
      const index = indices.get(names[at]!)!;
      for (const value of typeof values === 'string' ? [values] : values) removeFrom(index, value, key);
    }
    indexedBy.delete(key);
  }

  function set(object: T): void {
    const key = objectKey(object);
    remove(key);
    const valuesByIndex = names.map((name) => valuesIn(name, key, object));
    all.set(key, object);
    indexedBy.set(
      key,
      valuesByIndex.map((values) => (values.length === 1 ? values[0]! : values)),
    );
    for (const [at, values] of valuesByIndex.entries())
      for (const value of values) addTo(indices.get(names[at]!)!, value, key, object);
  }

  function byIndex(name: string, value: string): T[] {
    const index = indices.get(name);
    if (!index) throw new Error(`no index "${name}"; there are: ${Object.keys(indexers).join(', ') || 'none'}`);
    const found = index.get(value);
    return found instanceof Map ? [...found.values()] : found ? [found] : [];
  }

  objects.forEach(set);
  return {
    get: (key) => all.get(key),
    list: (namespace) => (namespace ? byIndex(BY_NAMESPACE, namespace) : [...all.values()]),
    byIndex,
    set,
    delete: remove,
    keys: () => [...all.keys()],
  };
}

function addTo<T extends KubeObject>(index: Index<T>, value: string, key: string, object: T): void {
  const found = index.get(value);
  if (found instanceof Map) found.set(key, object);
  else if (!found || objectKey(found) === key) index.set(value, object);
  else index.set(value, new Map([[objectKey(found), found]]).set(key, object));
}

function removeFrom<T extends KubeObject>(index: Index<T>, value: string, key: string): void {
  const found = index.get(value);
  if (found instanceof Map) {
    found.delete(key);
    if (found.size === 0) index.delete(value);
  } else if (found && objectKey(found) === key) index.delete(value);
}
