import { fieldErrors, FieldPath, newConflict, newInvalid } from '@kubets/apimachinery';
import type { DeleteOptions } from '@kubets/proto-gen/meta/v1';
import type { StoredObject } from '@kubets/store';
import { admit, deleteOperation } from './admit';
import { deleteUnreadable } from './delete-unreadable';
import { beginDeletion } from './deletion';
import type { ResourceDefinition } from '../registry/resource';
import { groupResourceOf, strategyContext, type RequestScope } from './request-scope';
import { guaranteedUpdate } from './guaranteed-update';
import type { DeleteRequest, Target } from './request';
import { giveTurn, inTurns } from './turns';

export interface DeleteOutcome {
  /** The object as last stored; absent when nobody could read it. */
  stored?: StoredObject;
  /** False when it waits for finalizers or for an agent. */
  gone: boolean;
}

/** DELETE of one object. `isAdmitted`: admission was asked already, in other words; `isOfMany`: it is one of a collection. */
export async function deleteObject(
  scope: RequestScope,
  request: DeleteRequest,
  { isAdmitted = false, isOfMany = false } = {},
): Promise<DeleteOutcome> {
  const { definition, version, options } = request;
  assertDeleteOptions(options);
  const { propagationPolicy, orphanDependents } = options;
  const leavesItOpen = propagationPolicy === undefined && orphanDependents === undefined;
  if (leavesItOpen && version.orphaningWarning) request.warn(version.orphaningWarning);
  if (options[UNSAFE]) {
    await deleteUnreadable(scope, request);
    return { gone: true };
  }
  const operation = deleteOperation(options);
  const { stored, effect } = await guaranteedUpdate(scope, request, {
    dryRun: operation.dryRun ?? false,
    async tryUpdate(old) {
      await giveTurn();
      assertDeletePreconditions(request, old, options);
      // Of a collection that is deleted, Kubernetes tells nobody the names of its objects.
      const asked = isOfMany ? { ...request, name: '' } : request;
      if (!isAdmitted) await admit(scope, asked, { ...operation, oldObject: old.object });
      const strategy = strategyContext(scope, request);
      await giveTurn();
      definition.validateDelete?.(old.object, strategy);
      const object = await inTurns(old.copySteps());
      const waits = beginDeletion(object, { definition, version, options, strategy });
      if (waits) return { object };
      // What has had a grace period, though it be none, goes with it.
      return definition.gracefulDeletion ? { last: object } : {};
    },
  });
  return { stored, gone: effect === 'deleted' };
}

const PROPAGATION_POLICIES = ['Foreground', 'Background', 'Orphan'];

export const DELETE_OPTIONS = { group: 'meta.k8s.io', kind: 'DeleteOptions' };

/** The option to delete what cannot be read. */
export const UNSAFE = 'ignoreStoreReadErrorWithClusterBreakingPotential';
const NEEDS_AN_OBJECT = ['propagationPolicy', 'orphanDependents', 'gracePeriodSeconds', 'preconditions'] as const;

/** @throws StatusError 422. */
export function assertDeleteOptions(options: DeleteOptions): void {
  const { propagationPolicy, orphanDependents, dryRun } = options;
  const errors = [];
  if (propagationPolicy !== undefined && orphanDependents !== undefined) {
    errors.push(
      fieldErrors.invalid(
        FieldPath.of('propagationPolicy'),
        propagationPolicy,
        'orphanDependents and deletionPropagation cannot be both set',
      ),
    );
  }
  if (propagationPolicy !== undefined && !PROPAGATION_POLICIES.includes(propagationPolicy)) {
    errors.push(
      fieldErrors.notSupported(FieldPath.of('propagationPolicy'), propagationPolicy, [...PROPAGATION_POLICIES, 'nil']),
    );
  }
  if (dryRun?.some((value) => value !== 'All'))
    errors.push(fieldErrors.notSupported(FieldPath.of('dryRun'), dryRun, ['All']));
  for (const field of options[UNSAFE] ? NEEDS_AN_OBJECT : []) {
    if (options[field] !== undefined)
      errors.push(fieldErrors.invalid(FieldPath.of(UNSAFE), true, `cannot be set together with .${field}`));
  }
  if (errors.length > 0) throw newInvalid(DELETE_OPTIONS, '', errors);
}

/** @throws StatusError 409 when it is another object than the client means. */
export function assertDeletePreconditions(
  { definition, name }: Target,
  old: StoredObject,
  { preconditions }: DeleteOptions,
): void {
  const { uid, resourceVersion } = preconditions ?? {};
  const actual = old.object.metadata?.uid;
  if (definition.ownPreconditions) return assertOwnPreconditions(definition, { name, old, uid, resourceVersion });
  // Kubernetes names the kind here.
  const conflict = (detail: string) =>
    newConflict({ group: definition.group, resource: definition.kind }, name, detail);
  if (uid !== undefined && uid !== actual) {
    throw conflict(
      `the UID in the precondition (${uid}) does not match the UID in record (${actual}). The object might have been deleted and then recreated`,
    );
  }
  if (resourceVersion !== undefined && resourceVersion !== String(old.revision)) {
    throw conflict(
      `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${old.revision}). The object might have been modified`,
    );
  }
}

/** In the words of an update. */
function assertOwnPreconditions(
  definition: ResourceDefinition,
  {
    name,
    old,
    uid,
    resourceVersion,
  }: { name: string; old: StoredObject } & NonNullable<DeleteOptions['preconditions']>,
): void {
  const differs = (what: string, wanted: string, actual: string) =>
    newConflict(
      groupResourceOf(definition),
      name,
      `Precondition failed: ${what} in precondition: ${wanted}, ${what} in object meta: ${actual}`,
    );
  const { uid: actual = '' } = old.object.metadata ?? {};
  if (uid !== undefined && uid !== actual) throw differs('UID', uid, actual);
  if (resourceVersion !== undefined && resourceVersion !== String(old.revision))
    throw differs('ResourceVersion', resourceVersion, String(old.revision));
}
