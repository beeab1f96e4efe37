import type { StoredObject } from '@kubets/store';
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
  /** Encoded events by format and type, so that each is made once for all streams. */
  frames: SharedFrames;
}

export type ChangeType = 'ADDED' | 'MODIFIED' | 'DELETED';

/**
 * How a watcher with this selection sees a change: an object that begins to match is ADDED, one that ceases to is
 * DELETED; undefined is not at all.
 */
export function changeType(
  { current, previous }: Pick<Change, 'current' | 'previous'>,
  selection: Selection,
): ChangeType | undefined {
  const matches = current !== undefined && selection.matches(current);
  const matched = previous !== undefined && selection.matches(previous);
  if (matches) return matched ? 'MODIFIED' : 'ADDED';
  return matched ? 'DELETED' : undefined;
}

/** The object that goes with the event; a deleted one is as it last was, at the revision of the change. */
export function changedObject(change: Omit<Change, 'arrivedAt' | 'frames'>, type: ChangeType): StoredObject {
  return type === 'DELETED' ? change.previous!.atRevision(change.revision) : change.current!;
}

/** Bytes of what the change holds that nothing else does once it is past: the object as it was. */
export function changeSize({ current, previous }: Pick<Change, 'current' | 'previous'>): number {
  return (previous ?? current)?.json.length ?? 0;
}
