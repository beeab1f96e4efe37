import { fieldErrors, FieldPath, newBadRequest, newConflict, newInvalid, type KubeObject } from '@kubets/apimachinery';
import { appliedObject } from './applied-object';
import { checkedConfig } from './apply-config';
import { beforeUpdate } from './before-update';
import { objectInVersion, toStorage } from './convert';
import { createDecoded } from './create';
import { groupResourceOf, type RequestScope } from './request-scope';
import type { AppliedFields } from './field-ownership';
import { guaranteedUpdate, type UpdateOutcome } from './guaranteed-update';
import type { ApplyRequest } from './request';
import { requestInfoOf } from './requested-verb';
import { giveTurn, inTurns } from './turns';

/** PATCH with `application/apply-patch+yaml`: server-side apply. Creates what does not exist. */
export async function applyObject(scope: RequestScope, request: ApplyRequest): Promise<UpdateOutcome> {
  const { definition, version, name, subresource, options } = request;
  if (!options.fieldManager) {
    const missing = fieldErrors.required(FieldPath.of('fieldManager'), 'is required for apply patch');
    throw newInvalid({ group: 'meta.k8s.io', kind: 'PatchOptions' }, '', [missing]);
  }
  await definition.loadRules?.();
  await giveTurn();
  const config = await inTurns(checkedConfig(request));
  await giveTurn();

  /** The configuration merged into what is there, in storage version. */
  const apply = async (
    live: KubeObject | undefined,
    configuration = config,
  ): Promise<{ wanted: KubeObject; applied: AppliedFields }> => {
    const steps = appliedObject(request, { config: configuration, live, now: scope.now() });
    const { object, managedFields } = await inTurns(steps);
    await giveTurn();
    return { wanted: toStorage(object, definition, version), applied: { managedFields } };
  };

  return guaranteedUpdate(scope, request, {
    dryRun: options.dryRun,
    isApply: true,
    async tryUpdate(old) {
      await giveTurn();
      const { wanted, applied } = await apply(objectInVersion(old, definition, version));
      await giveTurn();
      return beforeUpdate(scope, request, { old, wanted, applied });
    },
    ...(subresource
      ? {}
      : {
          async createInstead() {
            await request.authorize({ ...requestInfoOf({ ...request, verb: 'create' }), name });
            if (!config.metadata?.name)
              throw newBadRequest(
                `the name of the object (${name} based on URL) was undeterminable: name must be provided`,
              );
            // A resourceVersion says nothing of what does not exist: Kubernetes creates it.
            const { resourceVersion: _, ...metadata } = config.metadata;
            if (metadata.uid)
              throw newConflict(
                groupResourceOf(definition),
                name,
                `uid mismatch: the provided object specified uid ${metadata.uid}, and no existing object was found`,
              );
            const { wanted, applied } = await apply(undefined, { ...config, metadata });
            await giveTurn();
            return createDecoded(scope, request, wanted, applied);
          },
        }),
  });
}
