import type { StoredObject } from '@kubets/store';
import type { IndexedValues } from './object-indexes';
import type { Selection } from './selection';
import type { SharedFrames } from './shared-frames';

/** One object's change at one revision, shared by all watchers of its resource. */
export interface Change {
  revision: number;
  /** Absent when the object was deleted. */
  current?: StoredObject;
  /** Absent when the object is new. */
  previous?: StoredObject;
  /** Milliseconds since the epoch at which the change arrived here. */
  arrivedAt: number;
  /** What the object had and has of that by which objects were found quickly when it changed. */
  values?: IndexedValues;
  /** Encoded events by format and type, so that each is made once for all streams. */
  frames: SharedFrames;
}

export type ChangeType = 'ADDED' | 'MODIFIED' | 'DELETED';

/**
 * How a watcher with this selection sees a change: an object that begins to match is ADDED, one that ceases to is
 * DELETED; undefined is not at all.
 */
export function changeType(
  { current, previous, values }: Pick<Change, 'current' | 'previous' | 'values'>,
  selection: Selection,
): ChangeType | undefined {
  const matches = matchesAt(current, values, 'after', selection);
  const matched = matchesAt(previous, values, 'before', selection);
  if (matches) return matched ? 'MODIFIED' : 'ADDED';
  return matched ? 'DELETED' : undefined;
}

/** Without reading the object, where the values are known that the selection asks for. */
function matchesAt(
  object: StoredObject | undefined,
  values: IndexedValues | undefined,
  at: 'before' | 'after',
  selection: Selection,
): boolean {
  if (!object) return false;
  const { conditions } = selection;
  if (!values || !conditions?.every(({ of }) => values.has(of))) return selection.matches(object);
  return selection.covers(object.key) && conditions.every(({ of, holds }) => holds(values.get(of)![at]));
}

/** The object that goes with the event; a deleted one is as it last was, at the revision of the change. */
export function changedObject(change: Omit<Change, 'arrivedAt' | 'frames' | 'values'>, type: ChangeType): StoredObject {
  return type === 'DELETED' ? change.previous!.atRevision(change.revision) : change.current!;
}

/** Bytes of what the change holds that nothing else does once it is past: the object as it was. */
export function changeSize({ current, previous }: Pick<Change, 'current' | 'previous'>): number {
  return (previous ?? current)?.json.length ?? 0;
}
