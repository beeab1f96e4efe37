import { type KubeObject, objectKey, resourceVersionOf, uidOf } from '@kubets/apimachinery';
import type { MutableLister } from './lister';
import type { WatchEvent } from './resource-client';

/** What an informer tells its handlers. */
export type Change<T> =
  { type: 'add'; object: T } | { type: 'update'; previous: T; object: T } | { type: 'delete'; object: T };

/** Brings a lister up to date, telling of each change right after the lister shows it. */
export interface ObjectCache<T extends KubeObject> {
  applyEvent(event: WatchEvent<T>): void;
  /** Makes the cache equal to a list; what is not in it was deleted unseen. */
  replace(items: readonly T[]): void;
}

export function createObjectCache<T extends KubeObject>(
  lister: MutableLister<T>,
  onChange: (change: Change<T>) => void,
): ObjectCache<T> {
  function upsert(object: T): void {
    const previous = lister.get(objectKey(object));
    if (!previous) {
      lister.set(object);
      onChange({ type: 'add', object });
      return;
    }
    if (uidOf(previous) !== uidOf(object)) {
      // Deleted and made again while nobody looked: another object, though it has the name.
      remove(objectKey(object), previous);
      lister.set(object);
      onChange({ type: 'add', object });
      return;
    }
    if (resourceVersionOf(object) <= resourceVersionOf(previous)) return;
    lister.set(object);
    onChange({ type: 'update', previous, object });
  }

  function remove(key: string, lastState: T): void {
    lister.delete(key);
    onChange({ type: 'delete', object: lastState });
  }

  return {
    applyEvent({ type, object }) {
      if (type === 'ADDED' || type === 'MODIFIED') return upsert(object);
      if (type !== 'DELETED') return;
      const key = objectKey(object);
      const known = lister.get(key);
      // A replayed deletion of an earlier object of that name must not take the present one away.
      if (known && uidOf(known) === uidOf(object)) remove(key, object);
    },
    replace(items) {
      const listed = new Set(items.map(objectKey));
      for (const key of lister.keys()) {
        const known = lister.get(key);
        if (known && !listed.has(key)) remove(key, known);
      }
      items.forEach(upsert);
    },
  };
}
