import type { ManagedFieldsEntry } from '@kubets/proto-gen/meta/v1';
import type { MessageSchema } from '@kubets/proto-gen/schema';
import { newBadRequest } from '../errors/new-errors';
import type { KubeObject } from '../meta/kube-object';
import { rfc3339 } from '../meta/time';
import { semanticEqual } from '../patch/semantic-equal';
import { conflictError, findConflicts } from './apply-conflicts';
import { compareFields, fieldSetOf } from './field-set';
import { subtractFields, unionFields, withParents, type FieldTree } from './field-tree';
import { readManagedFields, sameManager, writeManagedFields, type FieldManager, type ManagedSet } from './managed-fields';
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

function ownersOf<T extends KubeObject>({ live, message, manager, now }: ApplyRequest<T>): ManagedSet[] {
  if (!live) return [];
  const sets = readManagedFields(live.metadata?.managedFields);
  if (sets.length > 0) return sets;
  const fields = fieldSetOf(live, message);
  const { apiVersion } = manager;
  return fields ? [{ manager: BEFORE_FIRST_APPLY, operation: 'Update', apiVersion, fields, time: rfc3339(now) }] : [];
}

/** Never goes as a whole: name, namespace and what else the server keeps is in it, and nobody's. */
const METADATA: FieldTree = { 'f:metadata': {} };

/** Fields that this manager applied before, does not any more, and nobody else owns. */
function abandoned(last: FieldTree | undefined, config: FieldTree | undefined, others: ManagedSet[]): FieldTree | undefined {
  const owned = others.reduce<FieldTree | undefined>((sum, { fields }) => unionFields(sum, withParents(fields)), undefined);
  const wanted = unionFields(withParents(config), METADATA);
  return subtractFields(subtractFields(withParents(last), wanted), owned);
}

/**
 * Server-side apply: sets what the configuration says, removes what the manager applied before and leaves out now, and
 * notes the ownership. Nothing is changed in place.
 * @throws StatusError Conflict when it would change fields of others, unless forced; BadRequest when the configuration
 * has managedFields.
 */
export function applyConfiguration<T extends KubeObject>(request: ApplyRequest<T>): Applied<T> {
  const { live, config, message, force, now, ignored = [] } = request;
  if (config.metadata?.managedFields?.length) throw newBadRequest('metadata.managedFields must be nil');
  const manager: FieldManager = { ...request.manager, operation: 'Apply' };
  const owners = ownersOf(request);
  const last = owners.find((set) => sameManager(set, manager));
  const others = owners.filter((set) => set !== last);
  const fields = fieldSetOf(config, message, ignored);

  const merged = live ? mergeConfiguration(live, config, message) : config;
  const object = removeFields(merged, abandoned(last?.fields, fields, others), message);
  const { changed, removed } = compareFields(live ?? {}, object, message, ignored);
  const conflicts = findConflicts(others, changed);
  if (conflicts.length > 0 && !force) throw conflictError(conflicts);

  const lost = unionFields(changed, removed);
  const kept = others.flatMap((set) => {
    const rest = subtractFields(set.fields, lost);
    return rest ? [{ ...set, fields: rest }] : [];
  });
  if (!fields) return { object, managedFields: writeManagedFields(kept) };
  const same = last && !lost && semanticEqual(last.fields, fields);
  const own: ManagedSet = { ...manager, fields, time: same ? last.time : rfc3339(now) };
  return { object, managedFields: writeManagedFields([own, ...kept]) };
}
