import {
  applySteps,
  copySteps,
  decodeSteps,
  fieldErrors,
  FieldPath,
  newBadRequest,
  newConflict,
  newInvalid,
  type KubeObject,
  type Steps,
} from '@kubets/apimachinery';
import { schemaOf } from '../registry/resource';
import { beforeUpdate } from './before-update';
import { objectInVersion, toStorage } from './convert';
import { createDecoded } from './create';
import { assertNamespace, assertType, typeOf, UNKNOWN_FIELDS } from './decode-incoming';
import { defaultObject } from './default-object';
import { apiVersionOf, groupResourceOf, type RequestScope } from './request-scope';
import { unreachableMembers, type AppliedFields } from './field-ownership';
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
  await giveTurn();
  const config = await inTurns(decodeConfig(request));
  await giveTurn();
  const apiVersion = apiVersionOf(definition.group, version.version);
  const manager = {
    manager: options.fieldManager,
    apiVersion,
    ...(subresource ? { subresource } : {}),
  };

  /** The configuration merged into what is there, in storage version. */
  const apply = async (live: KubeObject | undefined): Promise<{ wanted: KubeObject; applied: AppliedFields }> => {
    const steps = applySteps({
      live,
      config,
      message: schemaOf(version),
      manager,
      force: options.force,
      now: scope.now(),
      ignored: unreachableMembers(request, config),
    });
    const { object, managedFields } = await inTurns(steps);
    await giveTurn();
    const merged = await inTurns(copySteps(object));
    await inTurns(defaultObject(merged, version));
    return { wanted: toStorage(merged, definition, version), applied: { managedFields } };
  };

  return guaranteedUpdate(scope, request, {
    dryRun: options.dryRun,
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
            const { resourceVersion, uid } = config.metadata ?? {};
            if (resourceVersion || uid)
              throw newConflict(
                groupResourceOf(definition),
                name,
                'the object does not exist, so it cannot have a uid or resourceVersion',
              );
            const { wanted, applied } = await apply(undefined);
            await giveTurn();
            return createDecoded(scope, request, wanted, applied);
          },
        }),
  });
}

function* decodeConfig(request: ApplyRequest): Steps<KubeObject> {
  const { version, name, body } = request;
  const { fieldValidation } = request.options;
  const sent = typeOf(body.value);
  if (!sent.apiVersion || !sent.kind)
    throw newBadRequest(`apply patch: ${sent.kind ? 'apiVersion' : 'kind'} must be set`);
  assertType(body.value, request);
  yield;
  const { object, unknown } = yield* decodeSteps<KubeObject>(body.value, schemaOf(version), {
    unknownFields: UNKNOWN_FIELDS[fieldValidation],
    ...(body.duplicates ? { duplicates: body.duplicates } : {}),
  });
  if (fieldValidation === 'Warn') for (const problem of unknown) request.warn(problem);
  object.metadata ??= {};
  const metadata = object.metadata;
  metadata.name ||= name;
  if (metadata.name !== name)
    throw newBadRequest(`the name of the object (${metadata.name}) does not match the name on the URL (${name})`);
  assertNamespace(object, request);
  return object;
}
