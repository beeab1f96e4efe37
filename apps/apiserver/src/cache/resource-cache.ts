import type { KubeObject } from '@kubets/apimachinery';
import { StoredObject, type StoreEvent } from '@kubets/store';
import type { Change } from './change';
import { createChangeWindow, type ChangeWindow } from './change-window';
import { createFollowers, type Follower } from './followers';
import { createObjectIndexes, type ObjectIndexes } from './object-indexes';
import type { Selection } from './selection';
import { SharedFrames } from './shared-frames';
import { createSortedObjects, type SortedObjects } from './sorted-objects';

/** All objects of one resource, its latest changes, and who follows them. */
export interface ResourceCache {
  readonly objects: Omit<SortedObjects, 'set' | 'delete'>;
  readonly changes: Omit<ChangeWindow, 'add' | 'trim'>;
  readonly indexes: Pick<ObjectIndexes, 'prepare' | 'select'>;
  apply(event: StoreEvent): void;
  /** Lets go of changes that are old. */
  trim(): void;
  /** With a selection the follower is told at least of the changes that this is about, and need not be of others. */
  follow(follower: Follower, selection?: Selection): () => void;
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
  let indexes = createObjectIndexes(objects, now);
  const followers = createFollowers();

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
    get indexes() {
      return indexes;
    },
    get followers() {
      return followers.size;
    },
    apply({ key, value, revision }) {
      const current = value && read(key, value, revision);
      const previous = current ? objects.set(current) : objects.delete(key);
      if (!current && !previous) return;
      const values = indexes.changed(key, current);
      const change: Change = {
        revision,
        arrivedAt: now(),
        frames: new SharedFrames(),
        ...(values ? { values } : {}),
        ...(current ? { current } : {}),
        ...(previous ? { previous } : {}),
      };
      changes.add(change);
      for (const follower of followers.of(key, change)) tell(follower, change, key);
      current?.settle();
    },
    trim() {
      changes.trim(now());
      indexes.trim(now());
    },
    follow: (follower, selection) => followers.add(follower, selection, indexes.hold),
    reset(list, revision) {
      objects = createSortedObjects();
      for (const object of list) objects.set(object);
      indexes = createObjectIndexes(objects, now);
      changes = createChangeWindow(revision);
      for (const follower of followers.all()) follower.onReset();
    },
  };
}
