import { newAlreadyExists, newExpired, newNotFound, objectKey, type KubeObject } from '@kubets/apimachinery';
import type { WatchEvent } from '../resource-client';
import { groupResource } from './fake-resources';

/** One change of one resource, at its revision. */
export interface TrackedChange {
  revision: number;
  plural: string;
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  object: KubeObject;
  /** The state before, which decides whether a selector sees a change as an arrival or a departure. */
  previous?: KubeObject;
}

/** The state of the fake cluster: all kinds share one revision, as in etcd. Objects are copied on the way in and out. */
export interface Tracker {
  revision(): number;
  find(plural: string, key: string): KubeObject | undefined;
  /** The object, or 404. */
  get(plural: string, key: string): KubeObject;
  list(plural: string): KubeObject[];
  add(plural: string, object: KubeObject): KubeObject;
  /** Stores a new state; the caller has checked that it may. */
  put(plural: string, object: KubeObject): KubeObject;
  remove(plural: string, key: string): KubeObject;
  /** Everything after the revision, or 410 when that is no longer known. */
  since(revision: number): TrackedChange[];
  subscribe(listener: (change: TrackedChange) => void): () => void;
  /** Forgets all history, as etcd's compaction does. */
  compact(): void;
}

export function createTracker(): Tracker {
  const resources = new Map<string, Map<string, KubeObject>>();
  const listeners = new Set<(change: TrackedChange) => void>();
  let history: TrackedChange[] = [];
  let revision = 1;
  let compactedAt = 0;

  const of = (plural: string): Map<string, KubeObject> => {
    const objects = resources.get(plural) ?? new Map<string, KubeObject>();
    resources.set(plural, objects);
    return objects;
  };

  function record(plural: string, type: TrackedChange['type'], object: KubeObject, previous?: KubeObject): KubeObject {
    revision++;
    const stored = structuredClone(object);
    stored.metadata = { ...stored.metadata, resourceVersion: String(revision) };
    if (type === 'DELETED') of(plural).delete(objectKey(stored));
    else of(plural).set(objectKey(stored), stored);
    const change: TrackedChange = { revision, plural, type, object: stored, previous };
    history.push(change);
    for (const listener of listeners) listener(change);
    return structuredClone(stored);
  }

  function get(plural: string, key: string): KubeObject {
    const object = of(plural).get(key);
    if (!object) throw newNotFound(groupResource(plural), key.split('/').at(-1)!);
    return structuredClone(object);
  }

  return {
    revision: () => revision,
    find: (plural, key) => structuredClone(of(plural).get(key)),
    get,
    list: (plural) =>
      [...of(plural).entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => structuredClone(object)),
    add(plural, object) {
      if (of(plural).has(objectKey(object))) throw newAlreadyExists(groupResource(plural), object.metadata?.name ?? '');
      return record(plural, 'ADDED', object);
    },
    put: (plural, object) => record(plural, 'MODIFIED', object, of(plural).get(objectKey(object))),
    remove: (plural, key) => record(plural, 'DELETED', get(plural, key), of(plural).get(key)),
    since(from) {
      if (from < compactedAt) throw newExpired(`too old resource version: ${from} (${revision})`);
      return history.filter((change) => change.revision > from);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    compact() {
      history = [];
      compactedAt = ++revision;
    },
  };
}

/** A change as a watcher with a selector sees it; undefined when it does not. */
export function visibleEvent(
  change: TrackedChange,
  matches: (object: KubeObject) => boolean,
): WatchEvent<KubeObject> | undefined {
  const before = change.previous !== undefined && matches(change.previous);
  const after = change.type !== 'DELETED' && matches(change.object);
  const object = structuredClone(change.object);
  if (after) return { type: before ? 'MODIFIED' : 'ADDED', object };
  return before ? { type: 'DELETED', object } : undefined;
}
