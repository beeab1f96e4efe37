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

/** Under which values an object was put: it leaves by the same ones, whatever the function says by then. */
interface Indexed {
  name: string;
  values: readonly string[];
}

/** Index value → key → object. */
type Index<T> = Map<string, Map<string, T>>;

// Object names cannot contain it, so it never hides an index of the user's.
const BY_NAMESPACE = '#namespace';

/** A lister over objects given by hand; informers fill theirs themselves, tests use it directly. Without `onIndexerError` an index function's error is thrown. */
export function createLister<T extends KubeObject>(
  objects: readonly T[] = [],
  indexers: Indexers<T> = {},
  onIndexerError?: IndexerErrorHandler,
): MutableLister<T> {
  const all = new Map<string, T>();
  const indexedBy = new Map<string, readonly Indexed[]>();
  const valuesOf = new Map<string, (object: T) => string[]>([
    [BY_NAMESPACE, (object) => [namespaceOf(object)]],
    ...Object.entries(indexers),
  ]);
  const indices = new Map<string, Index<T>>([...valuesOf.keys()].map((name) => [name, new Map()]));

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
    for (const { name, values } of indexedBy.get(key)!) {
      const index = indices.get(name)!;
      for (const value of values) {
        const entries = index.get(value);
        entries?.delete(key);
        if (entries?.size === 0) index.delete(value);
      }
    }
    indexedBy.delete(key);
  }

  function set(object: T): void {
    const key = objectKey(object);
    remove(key);
    const indexed = [...valuesOf.keys()].map((name): Indexed => ({ name, values: valuesIn(name, key, object) }));
    all.set(key, object);
    indexedBy.set(key, indexed);
    for (const { name, values } of indexed) {
      const index = indices.get(name)!;
      for (const value of values) {
        const entries = index.get(value);
        if (entries) entries.set(key, object);
        else index.set(value, new Map([[key, object]]));
      }
    }
  }

  function byIndex(name: string, value: string): T[] {
    const index = indices.get(name);
    if (!index) throw new Error(`no index "${name}"; there are: ${Object.keys(indexers).join(', ') || 'none'}`);
    return [...(index.get(value)?.values() ?? [])];
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
