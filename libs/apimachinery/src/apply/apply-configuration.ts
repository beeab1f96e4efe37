import type { ManagedFieldsEntry } from '@kubets/proto-gen/meta/v1';
import type { MessageSchema } from '@kubets/proto-gen/schema';
import { newBadRequest } from '../errors/new-errors';
import type { KubeObject } from '../meta/kube-object';
import { rfc3339 } from '../meta/time';
import { equalSteps } from '../patch/semantic-equal';
import { atOnce, type Steps } from '../steps/steps';
import { abandonedFields } from './abandoned-fields';
import { conflictError, findConflicts, type ApplyConflict } from './apply-conflicts';
import { compareApplied } from './compare-applied';
import { compareSteps } from './compare-steps';
import type { FieldChanges } from './field-changes';
import { subtractFields, unionFields, type FieldTree } from './field-tree';
import { clientSideApplied, isKubectl, noteLastApplied } from './last-applied';
import { readManagedFields, writeManagedFields, type FieldManager, type ManagedSet } from './managed-fields';
import { mergeConfiguration } from './merge-configuration';
import { ownedFields } from './owned-fields';
import { reconcileFields } from './reconcile-fields';
import { removeFields } from './remove-fields';
import { withoutMembers, withoutServerFields } from './unowned-fields';

/** Who owned what before anybody applied. */
const BEFORE_FIRST_APPLY = 'before-first-apply';

export interface ApplyRequest<T extends KubeObject> {
  /** As stored, in the version of `message`; absent when the apply creates. */
  live: T | undefined;
  /**
   * What the client wants to be so, as it was sent: what is explicitly empty, zero or null counts. Has to be of the type
   * `message`, without entries given twice.
   */
  config: T;
  message: MessageSchema;
  manager: Omit<FieldManager, 'operation'>;
  /** Takes over fields that others own. */
  force: boolean;
  now: Date;
  /** Members of the root that this write cannot change: `['status']`. */
  ignored?: readonly string[];
}

export interface Applied<T> {
  /** May hold what the configuration holds: nulls and zeros that have to be decoded before it is stored. */
  object: T;
  managedFields: ManagedFieldsEntry[];
}

function* ownersOf<T extends KubeObject>(request: ApplyRequest<T>): Steps<ManagedSet[]> {
  const { live, message, manager, now, ignored } = request;
  if (!live) return [];
  const sets = yield* readManagedFields(live.metadata?.managedFields);
  if (sets.length > 0) {
    for (const set of sets) set.fields = yield* reconcileFields(set.fields, message);
    return sets;
  }
  const { changed: fields } = yield* compareSteps({}, live, message, ignored);
  const { apiVersion } = manager;
  return fields ? [{ manager: BEFORE_FIRST_APPLY, operation: 'Update', apiVersion, fields, time: rfc3339(now) }] : [];
}

/** Unlike one who updates, an applier is the same in every version. */
const isSameApplier = (set: ManagedSet, { manager, subresource }: Omit<FieldManager, 'operation'>): boolean =>
  set.operation === 'Apply' && set.manager === manager && (set.subresource ?? '') === (subresource ?? '');

/**
 * Server-side apply: sets what the configuration says, removes what the manager applied before and leaves out now, and
 * notes the ownership. Nothing is changed in place.
 * @throws StatusError Conflict when it would change fields of others, unless forced; BadRequest when the configuration
 * has managedFields.
 */
export const applyConfiguration = <T extends KubeObject>(request: ApplyRequest<T>): Applied<T> =>
  atOnce(applySteps(request));

/** {@link applyConfiguration} in steps. */
export function* applySteps<T extends KubeObject>(request: ApplyRequest<T>): Steps<Applied<T>> {
  const { live, config, message, ignored = [] } = request;
  if (config.metadata?.managedFields) throw newBadRequest('metadata.managedFields must be nil');
  const owners = yield* ownersOf(request);
  const last = owners.find((set) => isSameApplier(set, request.manager));
  const others = owners.filter((set) => set !== last);
  yield;
  const named = yield* ownedFields(config, message);
  const fields = withoutMembers(named, ignored);
  yield;
  const merged = live ? yield* mergeConfiguration(live, config, message) : config;
  yield;
  const gone = last && (yield* abandonedFields(last.fields, [fields, ...others.map((set) => set.fields)], message));
  const applied = yield* removeFields(merged, gone, message);
  yield;
  const all = yield* compareApplied(live ?? {}, applied, message);
  const changes = { changed: withoutMembers(all.changed, ignored), removed: withoutMembers(all.removed, ignored) };
  yield;
  yield* assertMayChange(request, others, changes.changed);

  const kept = yield* keptByOthers(others, changes);
  const object = isKubectl(request.manager.manager) ? yield* noteLastApplied(applied, config) : applied;
  const own = yield* withoutServerFields(fields);
  if (!own) return { object, managedFields: writeManagedFields(kept) };
  // Only what changes something has a time, also of one who applies what is there already.
  const isUnchanged = live && !all.changed && !all.removed && (yield* equalSteps(live, applied));
  const time = isUnchanged ? last?.time : rfc3339(request.now);
  const entry: ManagedSet = { ...request.manager, operation: 'Apply', fields: own, time };
  return { object, managedFields: writeManagedFields([entry, ...kept]) };
}

/** @throws StatusError Conflict. */
function* assertMayChange<T extends KubeObject>(
  { live, message, manager, force }: ApplyRequest<T>,
  others: ManagedSet[],
  changed: FieldTree | undefined,
): Steps<void> {
  if (force) return;
  const conflicts = yield* findConflicts(others, changed);
  if (conflicts.length === 0) return;
  const allowed = live && isKubectl(manager.manager) && (yield* clientSideApplied(live, message, manager.apiVersion));
  const left: ApplyConflict[] = allowed
    ? yield* findConflicts(others, yield* subtractFields(changed, allowed))
    : conflicts;
  if (left.length > 0) throw conflictError(left);
}

function* keptByOthers(others: ManagedSet[], { changed, removed }: FieldChanges): Steps<ManagedSet[]> {
  const lost = yield* unionFields(changed, removed);
  const kept: ManagedSet[] = [];
  for (const set of others) {
    yield;
    const fields = yield* subtractFields(set.fields, lost);
    if (fields) kept.push({ ...set, fields });
  }
  return kept;
}
