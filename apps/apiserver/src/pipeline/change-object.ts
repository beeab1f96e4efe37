import { newConflict, newInvalid, semanticEqual, type KubeObject } from '@kubets/apimachinery';
import { increment } from '@kubets/proto-gen/int64';
import type { StoredObject } from '@kubets/store';
import type { ResourceDefinition } from '../registry/resource';
import { admissionAttributes, admitMutating, admitValidating } from './admit';
import {
  groupResourceOf,
  strategyContext,
  type Engine,
  type RequestContext,
  type Target,
  type WriteOptions,
} from './engine';
import { recordWrite, type AppliedFields } from './field-ownership';
import type { UpdatePlan } from './guaranteed-update';
import { keepSystemMetadata } from './system-metadata';
import { giveTurn } from './turns';
import { validateChanged, validateStatus } from './validate';

export interface ObjectChange {
  target: Target;
  options: WriteOptions;
  old: StoredObject;
  /** What the client wants, in storage version; private, is changed in place. */
  wanted: KubeObject;
  /** Set when the change is a server-side apply, which has settled the ownership of fields itself. */
  applied?: AppliedFields;
}

/**
 * Everything that stands between a wanted state and the store, for PUT, every kind of PATCH, and status: preconditions,
 * admission, what may not be changed, validation. When the change removes the last thing that kept an object whose
 * deletion is due, the plan is to delete it.
 */
export async function planChange(engine: Engine, context: RequestContext, change: ObjectChange): Promise<UpdatePlan> {
  const { target, options, old } = change;
  const { definition } = target;
  assertPreconditions(definition, change.wanted, old);
  const object = target.subresource === 'status' ? statusOnly(old.copy(), change.wanted) : change.wanted;
  object.metadata!.resourceVersion = String(old.revision);

  const attributes = admissionAttributes(engine, target, context, {
    operation: 'UPDATE',
    object,
    oldObject: old.object,
    dryRun: options.dryRun,
  });
  await admitMutating(engine, attributes);
  await giveTurn();
  const strategy = strategyContext(engine, context);
  keepSystemMetadata(object, old.object);
  if (target.subresource === 'status') definition.status!.prepareForUpdate?.(object, old.object, strategy);
  else {
    if (definition.status) keepStatus(object, old.object);
    // Taking a namespace's finalizers is just what its strategy keeps everybody else from.
    if (target.subresource !== 'finalize') definition.prepareForUpdate?.(object, old.object, strategy);
    if (definition.hasGeneration && specChanged(object, old.object))
      object.metadata!.generation = increment(old.object.metadata?.generation ?? 0);
  }
  await recordWrite({
    target,
    object,
    old: old.object,
    options,
    now: strategy.now,
    ...(change.applied ? { applied: change.applied } : {}),
  });
  await giveTurn();
  if (target.subresource === 'status') validateStatus(definition, object, old.object, strategy);
  else validateChanged(definition, object, old.object, strategy, context);
  await admitValidating(engine, attributes);
  return isDeletionDue(definition, object) ? {} : { object };
}

/** @throws StatusError 409, or 422 where a resourceVersion has to be given. */
function assertPreconditions(definition: ResourceDefinition, wanted: KubeObject, old: StoredObject): void {
  const { resourceVersion, uid } = (wanted.metadata ??= {});
  const name = old.object.metadata?.name ?? '';
  if (uid && uid !== old.object.metadata?.uid) {
    throw newConflict(
      groupResourceOf(definition),
      name,
      `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${old.object.metadata?.uid}`,
    );
  }
  if (resourceVersion && resourceVersion !== '0') {
    if (resourceVersion !== String(old.revision)) throw newConflict(groupResourceOf(definition), name);
  } else if (definition.requireResourceVersion) {
    const { group, kind } = definition;
    const field = {
      type: 'invalid' as const,
      field: 'metadata.resourceVersion',
      badValue: 0,
      detail: 'must be specified for an update',
    };
    throw newInvalid({ group, kind }, name, [field]);
  }
}

/** The stored object with the client's status, labels and annotations (and managedFields, as the client sent them). */
function statusOnly(object: KubeObject, wanted: KubeObject): KubeObject {
  const metadata = (object.metadata ??= {});
  for (const field of ['labels', 'annotations', 'managedFields'] as const) {
    const value = wanted.metadata?.[field];
    if (value === undefined) delete metadata[field];
    else Object.assign(metadata, { [field]: value });
  }
  keepStatus(object, wanted);
  return object;
}

function keepStatus(object: KubeObject, from: KubeObject): void {
  const { status } = from as { status?: unknown };
  if (status === undefined) delete (object as { status?: unknown }).status;
  else Object.assign(object, { status });
}

function specChanged(object: KubeObject, old: KubeObject): boolean {
  const withoutStatus = ({ metadata: _metadata, status: _status, ...rest }: KubeObject & { status?: unknown }) => rest;
  return !semanticEqual(withoutStatus(object), withoutStatus(old));
}

/** Whether nothing keeps an object any more whose deletion was asked for. */
export function isDeletionDue(definition: ResourceDefinition, object: KubeObject): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds = 0, finalizers = [] } = object.metadata ?? {};
  if (!deletionTimestamp || finalizers.length > 0 || deletionGracePeriodSeconds > 0) return false;
  return (definition.extraFinalizers?.(object) ?? []).length === 0;
}
