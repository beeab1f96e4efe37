import { statusErrorFrom } from '@kubets/apimachinery';
import type { Status } from '@kubets/proto-gen/meta/v1';
import type { StoredObject } from '@kubets/store';
import { changedObject, changeType, type Change, type ChangeType } from '../cache/change';
import type { Selection } from '../cache/selection';
import type { ResourceDefinition } from '../registry/resource';
import { requestedObjects } from './requested-version';

/** What a watch has to say of objects that only somebody else can convert, which is done when its turn comes. */
export interface UnconvertedItem {
  kind: 'unconverted';
  change: Pick<Change, 'current' | 'previous' | 'revision'>;
  /** Set by {@link convertItem}, unless the watch is not about it. */
  shown?: { type: ChangeType; object: StoredObject };
  /** Set instead when it cannot be converted. */
  failure?: Status;
}

/** State as it is when a watch begins. */
export function* unconvertedItems(
  objects: readonly StoredObject[],
  endRevision: number | undefined,
): Generator<UnconvertedItem | { kind: 'bookmark'; revision: number; initialEventsEnd: boolean }> {
  for (const current of objects) yield { kind: 'unconverted', change: { current, revision: current.revision } };
  if (endRevision !== undefined) yield { kind: 'bookmark', revision: endRevision, initialEventsEnd: true };
}

/** Finds out how the watch sees the change in its version. Never rejects. */
export async function convertItem(
  item: UnconvertedItem,
  definition: ResourceDefinition,
  selection: Selection,
): Promise<void> {
  const { current, previous, revision } = item.change;
  try {
    const objects = await requestedObjects(
      definition,
      [current, previous].filter((object) => object !== undefined),
    );
    const change = {
      revision,
      ...(current ? { current: objects[0]! } : {}),
      ...(previous ? { previous: objects[current ? 1 : 0]! } : {}),
    };
    const type = changeType(change, selection);
    if (type) item.shown = { type, object: changedObject(change, type) };
  } catch (error) {
    item.failure = statusErrorFrom(error).status;
  }
}
