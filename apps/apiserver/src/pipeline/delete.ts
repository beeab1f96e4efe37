import { fieldErrors, FieldPath, newConflict, newInvalid } from '@kubets/apimachinery';
import type { DeleteOptions } from '@kubets/proto-gen/meta/v1';
import type { StoredObject } from '@kubets/store';
import { admit } from './admit';
import { beginDeletion } from './deletion';
import { groupResourceOf, strategyContext, type Engine, type RequestContext, type Target } from './engine';
import { guaranteedUpdate } from './guaranteed-update';

export interface DeleteOutcome {
  /** The object as last stored. */
  stored: StoredObject;
  /** False when it waits for finalizers or for an agent. */
  gone: boolean;
}

/** DELETE of one object. */
export async function deleteObject(engine: Engine, target: Target, options: DeleteOptions, context: RequestContext): Promise<DeleteOutcome> {
  const { definition, version } = target;
  assertValid(options);
  const { stored, effect } = await guaranteedUpdate(engine, context, {
    target,
    dryRun: isDryRun(options),
    async change(old) {
      assertPreconditions(target, old, options);
      await admit(engine, target, context, { operation: 'DELETE', oldObject: old.object, dryRun: isDryRun(options) });
      const strategy = strategyContext(engine, context);
      definition.validateDelete?.(old.object, strategy);
      const waiting = beginDeletion(old.copy(), { definition, version, options, strategy });
      return waiting ? { object: waiting } : {};
    },
  });
  return { stored, gone: effect === 'deleted' };
}

const isDryRun = ({ dryRun }: DeleteOptions): boolean => (dryRun?.length ?? 0) > 0;

const PROPAGATION_POLICIES = ['Foreground', 'Background', 'Orphan'];

function assertValid({ propagationPolicy, orphanDependents, gracePeriodSeconds, dryRun }: DeleteOptions): void {
  const errors = [];
  if (propagationPolicy !== undefined && orphanDependents !== undefined) {
    errors.push(fieldErrors.invalid(FieldPath.of('propagationPolicy'), propagationPolicy, 'orphanDependents and deletionPropagation cannot be both set'));
  }
  if (propagationPolicy !== undefined && !PROPAGATION_POLICIES.includes(propagationPolicy)) {
    errors.push(fieldErrors.notSupported(FieldPath.of('propagationPolicy'), propagationPolicy, [...PROPAGATION_POLICIES, 'nil']));
  }
  if (gracePeriodSeconds !== undefined && gracePeriodSeconds < 0) {
    errors.push(fieldErrors.invalid(FieldPath.of('gracePeriodSeconds'), gracePeriodSeconds, 'must be greater than or equal to 0'));
  }
  if (dryRun?.some((value) => value !== 'All')) errors.push(fieldErrors.notSupported(FieldPath.of('dryRun'), dryRun, ['All']));
  if (errors.length > 0) throw newInvalid({ group: 'meta.k8s.io', kind: 'DeleteOptions' }, '', errors);
}

function assertPreconditions({ definition, name }: Target, old: StoredObject, { preconditions }: DeleteOptions): void {
  const { uid, resourceVersion } = preconditions ?? {};
  const actual = old.object.metadata?.uid;
  if (uid !== undefined && uid !== actual) {
    throw newConflict(groupResourceOf(definition), name, `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${actual}`);
  }
  if (resourceVersion !== undefined && resourceVersion !== String(old.revision)) {
    throw newConflict(groupResourceOf(definition), name, `Precondition failed: ResourceVersion in precondition: ${resourceVersion}, ResourceVersion in object meta: ${old.revision}`);
  }
}
