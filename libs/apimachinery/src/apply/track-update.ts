import type { ManagedFieldsEntry } from '@kubets/proto-gen/meta/v1';
import type { MessageSchema } from '@kubets/proto-gen/schema';
import type { KubeObject } from '../meta/kube-object';
import { rfc3339 } from '../meta/time';
import { atOnce, type Steps } from '../steps/steps';
import type { FieldChanges } from './field-changes';
import { compareSteps } from './compare-steps';
import { subtractFields, unionFields, type FieldTree } from './field-tree';
import {
  decodeManagedFields,
  isReset,
  sameManager,
  writeManagedFields,
  type FieldManager,
  type ManagedSet,
} from './managed-fields';

export interface TrackedUpdate<T extends KubeObject> {
  /** As stored, in the version of `message`; absent on create. */
  before: T | undefined;
  /** What the client wants, in the same version, with managedFields as it sent them, if it did. */
  after: T;
  message: MessageSchema;
  manager: FieldManager;
  now: Date;
  /** Members of the root that this write cannot change: `['status']`. */
  ignored?: readonly string[];
  /** The same change in another version, in which an entry names its fields; undefined when there is no such version. */
  changesIn?(apiVersion: string): Steps<FieldChanges | undefined>;
}

/** As many entries of updates are kept apart. */
const MAX_UPDATE_MANAGERS = 10;

/** Whose the fields of the oldest updates are when there are too many. */
const ANCIENT_CHANGES = 'ancient-changes';

/** {@link trackSteps} in one go. */
export const trackUpdate = <T extends KubeObject>(update: TrackedUpdate<T>): ManagedFieldsEntry[] =>
  atOnce(trackSteps(update));

/**
 * metadata.managedFields after a plain create, update or patch, in steps: whoever writes owns what they add or change, and
 * nobody owns what is gone. An object whose managedFields are empty (it is from before they were kept, or a client
 * has reset them) is not tracked before its first apply, as in Kubernetes.
 */
export function* trackSteps<T extends KubeObject>(update: TrackedUpdate<T>): Steps<ManagedFieldsEntry[]> {
  const { before, after, message, manager, now, ignored } = update;
  if (before || after.metadata?.managedFields) return yield* trackChange(update);
  // Of a new object, as nearly all come, there is nobody else to be asked.
  const { changed } = yield* compareSteps(undefined, after, message, ignored);
  return changed ? writeManagedFields([{ ...manager, fields: changed, time: rfc3339(now) }]) : [];
}

function* trackChange<T extends KubeObject>(update: TrackedUpdate<T>): Steps<ManagedFieldsEntry[]> {
  const { before, after, message, manager, now, ignored = [] } = update;
  const sets = yield* setsBefore(update);
  if (before && sets.length === 0) return [];
  yield;
  const own = yield* compareSteps(before, after, message, ignored);
  const known = new Map<string, FieldChanges | undefined>([[manager.apiVersion, own]]);
  const kept: ManagedSet[] = [];
  for (const set of sets) {
    yield;
    if (!known.has(set.apiVersion)) known.set(set.apiVersion, yield* update.changesIn?.(set.apiVersion) ?? nothing());
    const changes = known.get(set.apiVersion);
    const fields = changes && (yield* withoutChanges(set.fields, changes));
    if (fields) kept.push(fields === set.fields ? set : { ...set, fields });
  }
  if (!own.changed) return writeManagedFields(kept);
  const last = sets.find((set) => sameManager(set, manager));
  const rest = last && (yield* subtractFields(last.fields, own.removed));
  const fields = (yield* unionFields(rest, own.changed))!;
  const others = kept.filter((set) => !sameManager(set, manager));
  others.push({ ...manager, fields, time: rfc3339(now) });
  return writeManagedFields(yield* withoutAncient(others));
}

/** What a client sends counts, unless it cannot be read or is sent by way of a subresource. */
function* setsBefore<T extends KubeObject>({ before, after, manager }: TrackedUpdate<T>): Steps<ManagedSet[]> {
  const stored = before?.metadata?.managedFields;
  const sent = after.metadata?.managedFields;
  if (manager.subresource || sent === undefined || sent === stored) return yield* decodeManagedFields(stored);
  if (isReset(sent)) return [];
  const sets = yield* decodeManagedFields(sent);
  return sets.length > 0 ? sets : yield* decodeManagedFields(stored);
}

function* withoutChanges(fields: FieldTree, { changed, removed }: FieldChanges): Steps<FieldTree | undefined> {
  return yield* subtractFields(yield* subtractFields(fields, changed), removed);
}

function* nothing(): Steps<undefined> {
  return undefined;
}

/** The oldest updates of each version become one entry until there are few enough. */
function* withoutAncient(sets: ManagedSet[]): Steps<ManagedSet[]> {
  const updates = sets.filter(({ operation }) => operation === 'Update');
  let many = updates.length - MAX_UPDATE_MANAGERS;
  if (many <= 0) return sets;
  const result = new Set(sets);
  const buckets = new Map<string, ManagedSet>();
  for (const set of updates.sort(byAge)) {
    if (many <= 0) break;
    yield;
    const bucket = buckets.get(set.apiVersion);
    if (!bucket) {
      buckets.set(set.apiVersion, set);
      continue;
    }
    const { apiVersion, time } = set;
    const merged: ManagedSet = { manager: ANCIENT_CHANGES, operation: 'Update', apiVersion, fields: {}, time };
    const into = [...result].find((other) => other !== set && sameManager(other, merged)) ?? bucket;
    merged.fields = (yield* unionFields(set.fields, into.fields))!;
    result.delete(into);
    result.delete(set);
    result.add(merged);
    buckets.set(apiVersion, merged);
    many--;
  }
  return [...result];
}

function byAge(a: ManagedSet, b: ManagedSet): number {
  const [left, right] = [a, b].map(({ time = '', manager }) => `${time} ${manager}`) as [string, string];
  return left < right ? -1 : left > right ? 1 : 0;
}
