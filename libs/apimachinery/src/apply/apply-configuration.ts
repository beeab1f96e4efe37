import type { ManagedFieldsEntry } from '@kubets/proto-gen/meta/v1';
import type { MessageSchema } from '@kubets/proto-gen/schema';
import { newBadRequest } from '../errors/new-errors';
import type { KubeObject } from '../meta/kube-object';
import { rfc3339 } from '../meta/time';
import { equalSteps } from '../patch/semantic-equal';
import { atOnce, type Steps } from '../steps/steps';
import { conflictError, findConflicts } from './apply-conflicts';
import { compareSteps, fieldSetSteps } from './field-set';
import { subtractFields, unionFields, withParents, type FieldTree } from './field-tree';
import {
  readManagedFields,
  sameManager,
  writeManagedFields,
  type FieldManager,
  type ManagedSet,
} from './managed-fields';
import { mergeConfiguration, removeFields } from './merge-configuration';

/** Who owned what before anybody applied. */
const BEFORE_FIRST_APPLY = 'before-first-apply';

export interface ApplyRequest<T extends KubeObject> {
  /** As stored, in the version of `message`; absent when the apply creates. */
  live: T | undefined;
  /** What the client wants to be so, decoded. */
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
  object: T;
  managedFields: ManagedFieldsEntry[];
}

function* ownersOf<T extends KubeObject>({ live, message, manager, now }: ApplyRequest<T>): Steps<ManagedSet[]> {
  if (!live) return [];
  const sets = yield* readManagedFields(live.metadata?.managedFields);
  if (sets.length > 0) return sets;
  const fields = yield* fieldSetSteps(live, message);
  const { apiVersion } = manager;
  return fields ? [{ manager: BEFORE_FIRST_APPLY, operation: 'Update', apiVersion, fields, time: rfc3339(now) }] : [];
}

/** Never goes as a whole: name, namespace and what else the server keeps is in it, and nobody's. */
const METADATA: FieldTree = { 'f:metadata': {} };

/** Fields that this manager applied before, does not any more, and nobody else owns. */
function* abandoned(
  last: FieldTree | undefined,
  config: FieldTree | undefined,
  others: ManagedSet[],
): Steps<FieldTree | undefined> {
  if (!last) return undefined;
  const before = yield* withParents(last);
  let rest = yield* subtractFields(before, yield* unionFields(yield* withParents(config), METADATA));
  for (const { fields } of others) {
    if (!rest) return undefined;
    yield;
    rest = yield* subtractFields(rest, yield* withParents(fields));
  }
  return rest;
}

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
  const { live, config, message, force, now, ignored = [] } = request;
  if (config.metadata?.managedFields?.length) throw newBadRequest('metadata.managedFields must be nil');
  const manager: FieldManager = { ...request.manager, operation: 'Apply' };
  const owners = yield* ownersOf(request);
  const last = owners.find((set) => sameManager(set, manager));
  const others = owners.filter((set) => set !== last);
  yield;
  const fields = yield* fieldSetSteps(config, message, ignored);
  yield;
  const merged = live ? yield* mergeConfiguration(live, config, message) : config;
  yield;
  const gone = yield* abandoned(last?.fields, fields, others);
  const object = yield* removeFields(merged, gone, message);
  yield;
  const { changed, removed } = yield* compareSteps(live ?? {}, object, message, ignored);
  yield;
  const conflicts = yield* findConflicts(others, changed);
  if (conflicts.length > 0 && !force) throw conflictError(conflicts);

  const lost = yield* unionFields(changed, removed);
  const kept: ManagedSet[] = [];
  for (const set of others) {
    yield;
    const rest = yield* subtractFields(set.fields, lost);
    if (rest) kept.push({ ...set, fields: rest });
  }
  if (!fields) return { object, managedFields: writeManagedFields(kept) };
  const same = last && !lost && (yield* equalSteps(last.fields, fields));
  const own: ManagedSet = { ...manager, fields, time: same ? last.time : rfc3339(now) };
  return { object, managedFields: writeManagedFields([own, ...kept]) };
}
