import type { ManagedFieldsEntry } from '@kubets/proto-gen/meta/v1';
import type { MessageSchema } from '@kubets/proto-gen/schema';
import type { KubeObject } from '../meta/kube-object';
import { rfc3339 } from '../meta/time';
import { equalSteps } from '../patch/semantic-equal';
import { atOnce, type Steps } from '../steps/steps';
import { compareSteps } from './field-set';
import { asFieldTree, subtractFields, unionFields, type FieldTree } from './field-tree';

/** Who writes, and how. */
export interface FieldManager {
  manager: string;
  operation: 'Apply' | 'Update';
  /** The version in which the fields are named: `apps/v1`. */
  apiVersion: string;
  /** `status`, `scale`; empty for the object itself. */
  subresource?: string;
}

/** One manager's fields. */
export interface ManagedSet extends FieldManager {
  fields: FieldTree;
  time: string | undefined;
}

export const sameManager = (a: FieldManager, b: FieldManager): boolean =>
  a.manager === b.manager &&
  a.operation === b.operation &&
  a.apiVersion === b.apiVersion &&
  (a.subresource ?? '') === (b.subresource ?? '');

/** The entries of metadata.managedFields that can be read, in steps; others are dropped. */
export function* readManagedFields(entries: ManagedFieldsEntry[] | undefined): Steps<ManagedSet[]> {
  const sets: ManagedSet[] = [];
  for (const { manager = '', operation, apiVersion = '', subresource, time, fieldsV1 } of entries ?? []) {
    if (operation !== 'Apply' && operation !== 'Update') continue;
    const fields = yield* asFieldTree(fieldsV1);
    if (fields) sets.push({ manager, operation, apiVersion, ...(subresource ? { subresource } : {}), time, fields });
  }
  return sets;
}

function order(a: ManagedSet, b: ManagedSet): number {
  if (a.operation !== b.operation) return a.operation === 'Apply' ? -1 : 1;
  const [left, right] = [a, b].map(({ time, manager }) => `${time ?? ''} ${manager}`) as [string, string];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The entries for metadata.managedFields, applies first, each kind by time. */
export function writeManagedFields(sets: ManagedSet[]): ManagedFieldsEntry[] {
  return [...sets].sort(order).map(({ manager, operation, apiVersion, subresource, time, fields }) => ({
    manager,
    operation,
    apiVersion,
    ...(time ? { time } : {}),
    fieldsType: 'FieldsV1',
    fieldsV1: fields,
    ...(subresource ? { subresource } : {}),
  }));
}

export interface TrackedUpdate<T extends KubeObject> {
  /** As stored; absent on create. */
  before: T | undefined;
  /** As it is going to be stored, with managedFields as the client sent them, if it did. */
  after: T;
  message: MessageSchema;
  manager: FieldManager;
  now: Date;
  /** Members of the root that this write cannot change: `['status']`. */
  ignored?: readonly string[];
}

/**
 * managedFields after a plain create, update or patch. Fields are tracked from an object's first server-side apply on:
 * until then undefined is answered, and an ordinary write costs nothing.
 */
export const trackUpdate = <T extends KubeObject>(update: TrackedUpdate<T>): ManagedFieldsEntry[] | undefined =>
  atOnce(trackSteps(update));

/** {@link trackUpdate} in steps. */
export function* trackSteps<T extends KubeObject>({
  before,
  after,
  message,
  manager,
  now,
  ignored = [],
}: TrackedUpdate<T>): Steps<ManagedFieldsEntry[] | undefined> {
  const stored = before?.metadata?.managedFields;
  const sent = after.metadata?.managedFields;
  const resets = sent !== undefined && !(yield* equalSteps(sent, stored));
  const sets = yield* readManagedFields(resets ? sent : stored);
  if (sets.length === 0) return undefined;
  yield;
  const { changed, removed } = yield* compareSteps(before, after, message, ignored);
  if (!changed && !removed) return writeManagedFields(sets);
  const touched = yield* unionFields(changed, removed);
  const result: ManagedSet[] = [];
  for (const set of sets) {
    yield;
    const fields = yield* subtractFields(set.fields, sameManager(set, manager) ? removed : touched);
    if (fields) result.push({ ...set, fields });
  }
  if (changed) {
    const own = result.find((set) => sameManager(set, manager));
    const time = rfc3339(now);
    if (own) Object.assign(own, { fields: yield* unionFields(own.fields, changed), time });
    else result.push({ ...manager, fields: changed, time });
  }
  return writeManagedFields(result);
}
