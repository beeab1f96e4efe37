import type { KubeObject } from '@kubets/apimachinery';
import { StoredObject, type StoreEvent } from '@kubets/store';
import type { Change } from './change';
import { createChangeWindow, type ChangeWindow } from './change-window';
import { SharedFrames } from './shared-frames';
import { createSortedObjects, type SortedObjects } from './sorted-objects';

/** Whoever follows a resource. Called synchronously, in order; what one throws is its own affair, and is reported. */
export interface Follower {
  onChange(change: Change): void;
  /** The cache was filled anew: what happened in between is not known, the watch has to end. */
  onReset(): void;
}

/** All objects of one resource, its latest changes, and who follows them. */
export interface ResourceCache {
  readonly objects: Omit<SortedObjects, 'set' | 'delete'>;
  readonly changes: Omit<ChangeWindow, 'add' | 'trim'>;
  apply(event: StoreEvent): void;
  /** Lets go of changes that are old. */
  trim(): void;
  follow(follower: Follower): () => void;
  readonly followers: number;
  /** Replaces everything by a list read at `revision`. */
  reset(objects: StoredObject[], revision: number): void;
}

/** `found` is what the bytes are, for who has parsed them already. */
export type ReadStored = (key: string, value: Buffer, revision: number, found?: KubeObject) => StoredObject;

/** Of a kind whose objects lie in the store as they are read. */
export const readForeign: ReadStored = (key, value, revision, found) =>
  StoredObject.fromForeignValue(key, value, revision, undefined, found);

/** What went wrong with one object: the key, and the error. */
export type ReportProblem = (key: string, error: unknown) => void;

export function createResourceCache(
  now: () => number = Date.now,
  report: ReportProblem = () => undefined,
  readStored: ReadStored = readForeign,
): ResourceCache {
  let objects = createSortedObjects();
  let changes = createChangeWindow(0);
  const followers = new Set<Follower>();

  /** A key that holds no object is as good as deleted. */
  function read(key: string, value: Buffer, revision: number): StoredObject | undefined {
    try {
      return readStored(key, value, revision);
    } catch (error) {
      report(key, error);
      return undefined;
    }
  }

  function tell(follower: Follower, change: Change, key: string): void {
    try {
      follower.onChange(change);
    } catch (error) {
      report(key, error);
    }
  }

  return {
    get objects() {
      return objects;
    },
    get changes() {
      return changes;
    },
    get followers() {
      return followers.size;
    },
    apply({ key, value, revision }) {
      const current = value && read(key, value, revision);
      const previous = current ? objects.set(current) : objects.delete(key);
      if (!current && !previous) return;
      const change: Change = {
        revision,
        arrivedAt: now(),
        frames: new SharedFrames(),
        ...(current ? { current } : {}),
        ...(previous ? { previous } : {}),
      };
      changes.add(change);
      for (const follower of followers) tell(follower, change, key);
      current?.settle();
    },
    trim: () => changes.trim(now()),
    follow(follower) {
      followers.add(follower);
      return () => followers.delete(follower);
    },
    reset(list, revision) {
      objects = createSortedObjects();
      for (const object of list) objects.set(object);
      changes = createChangeWindow(revision);
      for (const follower of [...followers]) follower.onReset();
    },
  };
}
