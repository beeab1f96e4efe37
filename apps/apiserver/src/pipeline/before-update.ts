import {
  equalSteps,
  newBadRequest,
  newConflict,
  newInvalid,
  semanticEqual,
  type KubeObject,
  type Steps,
} from '@kubets/apimachinery';
import { increment } from '@kubets/proto-gen/int64';
import type { StoredObject } from '@kubets/store';
import type { ResourceDefinition } from '../registry/resource';
import type { AdmissionAttributes } from './admission';
import { admissionAttributes, writeOperation } from './admit';
import { groupResourceOf, strategyContext, type RequestScope } from './request-scope';
import { recordWrite, type AppliedFields } from './field-ownership';
import type { TryUpdateResult } from './guaranteed-update';
import type { ResourceRequest, WriteOptions } from './request';
import { leaveOutRepeatedOwners } from './repeated-owners';
import { revisionProblem } from './go-integer';
import { invalidObject } from './invalid-object';
import { keepSystemMetadata } from './system-metadata';
import { giveTurn, inTurns } from './turns';
import { validateChanged, validateStatus } from './validate';

export interface ObjectChange {
  old: StoredObject;
  /** What the client wants, in storage version; private, is changed in place. */
  wanted: KubeObject;
  /** Set when the change is a server-side apply, which has settled the ownership of fields itself. */
  applied?: AppliedFields;
  /** What mutating admission has made of a body of another kind, from which `wanted` came. */
  admitted?: AdmissionAttributes;
}

/** A PUT, a PATCH, or another way to change an object that exists. */
type ChangeRequest = ResourceRequest & { options: WriteOptions };

/**
 * Everything that stands between a wanted state and the store, for PUT, every kind of PATCH, and status: preconditions,
 * admission, what may not be changed, validation. When the change removes the last thing that kept an object whose
 * deletion is due, the object is to go.
 */
export async function beforeUpdate(
  scope: RequestScope,
  request: ChangeRequest,
  change: ObjectChange,
): Promise<TryUpdateResult> {
  const { definition, subresource, options } = request;
  const part = subresource === 'status' ? (definition.status ?? {}) : definition.statusParts?.[subresource];
  const { old } = change;
  assertPreconditions(request, change.wanted, old);
  const wanted = part ? statusOnly(definition, await inTurns(old.copySteps()), change.wanted) : change.wanted;
  wanted.metadata!.resourceVersion = String(old.revision);
  const strategy = strategyContext(scope, request, options.dryRun);
  await recordWrite({
    request,
    object: wanted,
    old: old.object,
    now: strategy.now,
    ...(change.applied ? { applied: change.applied } : {}),
  });
  await giveTurn();

  const operation = { ...writeOperation('UPDATE', options), object: wanted, oldObject: old.object };
  const attributes = change.admitted ?? (await scope.admission.admit(admissionAttributes(scope, request, operation)));
  const object = change.admitted ? wanted : attributes.object!;
  leaveOutRepeatedOwners(object, request.warn, true);
  await giveTurn();
  keepSystemMetadata(object, old.object);
  if (part) part.prepareForUpdate?.(object, old.object, strategy);
  else {
    if (definition.status) keepStatus(object, old.object);
    // Taking a namespace's finalizers is just what its strategy keeps everybody else from.
    if (subresource !== 'finalize') definition.prepareForUpdate?.(object, old.object, strategy);
    if (definition.hasGeneration && (await inTurns(isNewGeneration(definition, object, old.object))))
      object.metadata!.generation = increment(old.object.metadata?.generation ?? 0);
  }
  const validation = { ...strategy, warn: request.warn };
  await inTurns(
    part
      ? validateStatus(definition, { object, old: old.object, part, strategy: validation })
      : validateChanged(request, object, old.object, validation),
  );
  await scope.admission.validate(attributes);
  return isDeletionDue(definition, object) ? { last: object } : { object };
}

/** @throws StatusError 409, or 422 where a resourceVersion has to be given. */
function assertPreconditions({ definition, verb }: ChangeRequest, wanted: KubeObject, old: StoredObject): void {
  const { resourceVersion, uid } = (wanted.metadata ??= {});
  const name = old.object.metadata?.name ?? '';
  // A patch says what the object should be, a whole object which one is meant.
  if (uid && uid !== old.object.metadata?.uid && verb !== 'patch') {
    throw invalidObject(
      definition,
      old,
      `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${old.object.metadata?.uid}`,
    );
  }
  const problem = revisionProblem(resourceVersion ?? '');
  if (problem) throw newBadRequest(problem);
  if (resourceVersion && resourceVersion !== '0') {
    if (resourceVersion !== String(old.revision)) throw newConflict(groupResourceOf(definition), name);
  } else if (definition.requireResourceVersion) {
    const { group, plural: kind } = definition;
    const field = {
      type: 'invalid' as const,
      field: 'metadata.resourceVersion',
      badValue: 0,
      detail: 'must be specified for an update',
    };
    throw newInvalid({ group, kind }, name, [field]);
  }
}

/** The stored object with the client's status, labels and annotations. */
function statusOnly({ status }: ResourceDefinition, object: KubeObject, wanted: KubeObject): KubeObject {
  const metadata = (object.metadata ??= {});
  if (!status?.keepsMetadata)
    for (const field of status?.keepsLabels ? (['annotations'] as const) : (['labels', 'annotations'] as const)) {
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

function* isNewGeneration(
  { generationCountsLabels, status: ofStatus }: ResourceDefinition,
  object: KubeObject,
  old: KubeObject,
): Steps<boolean> {
  if (generationCountsLabels && !semanticEqual(object.metadata?.labels ?? {}, old.metadata?.labels ?? {})) return true;
  const counted = ({ metadata: _metadata, status, ...rest }: KubeObject & { status?: unknown }) =>
    ofStatus ? rest : { ...rest, status };
  return !(yield* equalSteps(counted(object), counted(old)));
}

/** Whether nothing keeps an object any more whose deletion was asked for. */
export function isDeletionDue(definition: ResourceDefinition, object: KubeObject): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds = 0, finalizers = [] } = object.metadata ?? {};
  if (!deletionTimestamp || finalizers.length > 0 || deletionGracePeriodSeconds > 0) return false;
  return (definition.extraFinalizers?.(object) ?? []).length === 0;
}
