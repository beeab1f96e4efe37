import { fieldErrors, FieldPath, newConflict, newInvalid } from '@kubets/apimachinery';
import type { DeleteOptions } from '@kubets/proto-gen/meta/v1';
import type { StoredObject } from '@kubets/store';
import { admit, deleteOperation } from './admit';
import { beginDeletion } from './deletion';
import { strategyContext, type RequestScope } from './request-scope';
import { guaranteedUpdate } from './guaranteed-update';
import type { DeleteRequest, Target } from './request';
import { giveTurn, inTurns } from './turns';

export interface DeleteOutcome {
  /** The object as last stored. */
  stored: StoredObject;
  /** False when it waits for finalizers or for an agent. */
  gone: boolean;
}

/** DELETE of one object. */
export async function deleteObject(scope: RequestScope, request: DeleteRequest): Promise<DeleteOutcome> {
  const { definition, version, options } = request;
  assertDeleteOptions(options);
  const operation = deleteOperation(options);
  const { stored, effect } = await guaranteedUpdate(scope, request, {
    dryRun: operation.dryRun ?? false,
    async tryUpdate(old) {
      await giveTurn();
      assertPreconditions(request, old, options);
      await admit(scope, request, { ...operation, oldObject: old.object });
      const strategy = strategyContext(scope, request);
      await giveTurn();
      definition.validateDelete?.(old.object, strategy);
      const waiting = beginDeletion(await inTurns(old.copySteps()), { definition, version, options, strategy });
      return waiting ? { object: waiting } : {};
    },
  });
  return { stored, gone: effect === 'deleted' };
}

const PROPAGATION_POLICIES = ['Foreground', 'Background', 'Orphan'];

/** @throws StatusError 422. */
export function assertDeleteOptions({ propagationPolicy, orphanDependents, dryRun }: DeleteOptions): void {
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
  if (errors.length > 0) throw newInvalid({ group: 'meta.k8s.io', kind: 'DeleteOptions' }, '', errors);
}

function assertPreconditions({ definition, name }: Target, old: StoredObject, { preconditions }: DeleteOptions): void {
  const { uid, resourceVersion } = preconditions ?? {};
  const actual = old.object.metadata?.uid;
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
