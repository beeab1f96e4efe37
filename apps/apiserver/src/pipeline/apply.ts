import {
  applySteps,
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
import { planChange } from './change-object';
import { objectInVersion, toStorage } from './convert';
import { createDecoded } from './create';
import { assertNamespace, assertType, typeOf, UNKNOWN_FIELDS } from './decode-incoming';
import { defaultObject } from './default-object';
import {
  apiVersionOf,
  groupResourceOf,
  type Engine,
  type IncomingObject,
  type RequestContext,
  type Target,
  type WriteOptions,
} from './engine';
import { unreachableMembers, type AppliedFields } from './field-ownership';
import { guaranteedUpdate, type UpdateOutcome } from './guaranteed-update';
import { authorizationOf } from './requested-verb';
import { giveTurn, inTurns } from './turns';

export interface ApplyOptions extends WriteOptions {
  /** Takes over fields that others own. */
  force: boolean;
}

/** PATCH with `application/apply-patch+yaml`: server-side apply. Creates what does not exist. */
export async function applyObject(
  engine: Engine,
  target: Target,
  incoming: IncomingObject,
  options: ApplyOptions,
  context: RequestContext,
): Promise<UpdateOutcome> {
  const { definition, version } = target;
  if (!options.fieldManager) {
    const missing = fieldErrors.required(FieldPath.of('fieldManager'), 'is required for apply patch');
    throw newInvalid({ group: 'meta.k8s.io', kind: 'PatchOptions' }, '', [missing]);
  }
  await giveTurn();
  const config = await inTurns(decodeConfig(incoming, target, options, context));
  await giveTurn();
  const apiVersion = apiVersionOf(definition.group, version.version);
  const manager = {
    manager: options.fieldManager,
    apiVersion,
    ...(target.subresource ? { subresource: target.subresource } : {}),
  };

  /** The configuration merged into what is there, in storage version. */
  const apply = async (live: KubeObject | undefined): Promise<{ wanted: KubeObject; applied: AppliedFields }> => {
    const steps = applySteps({
      live,
      config,
      message: schemaOf(version),
      manager,
      force: options.force,
      now: engine.now(),
      ignored: unreachableMembers(target, config),
    });
    const { object, managedFields } = await inTurns(steps);
    await giveTurn();
    const merged = structuredClone(object);
    defaultObject(merged, version);
    return { wanted: toStorage(merged, definition, version), applied: { managedFields } };
  };

  return guaranteedUpdate(engine, context, {
    target,
    dryRun: options.dryRun,
    async change(old) {
      await giveTurn();
      const { wanted, applied } = await apply(objectInVersion(old, definition, version));
      await giveTurn();
      return planChange(engine, context, { target, options, old, wanted, applied });
    },
    ...(target.subresource
      ? {}
      : {
          async createInstead() {
            await context.authorize({ ...authorizationOf(target, 'create'), name: target.name });
            const { resourceVersion, uid } = config.metadata ?? {};
            if (resourceVersion || uid)
              throw newConflict(
                groupResourceOf(definition),
                target.name,
                'the object does not exist, so it cannot have a uid or resourceVersion',
              );
            const { wanted, applied } = await apply(undefined);
            await giveTurn();
            return createDecoded(engine, target, wanted, options, context, applied);
          },
        }),
  });
}

function* decodeConfig(
  incoming: IncomingObject,
  target: Target,
  { fieldValidation }: ApplyOptions,
  context: RequestContext,
): Steps<KubeObject> {
  const { version, name } = target;
  const sent = typeOf(incoming.value);
  if (!sent.apiVersion || !sent.kind)
    throw newBadRequest(`apply patch: ${sent.kind ? 'apiVersion' : 'kind'} must be set`);
  assertType(incoming.value, target);
  yield;
  const { object, unknown } = yield* decodeSteps<KubeObject>(incoming.value, schemaOf(version), {
    unknownFields: UNKNOWN_FIELDS[fieldValidation],
    ...(incoming.duplicates ? { duplicates: incoming.duplicates } : {}),
  });
  if (fieldValidation === 'Warn') for (const problem of unknown) context.warn(problem);
  object.metadata ??= {};
  const metadata = object.metadata;
  metadata.name ||= name;
  if (metadata.name !== name)
    throw newBadRequest(`the name of the object (${metadata.name}) does not match the name on the URL (${name})`);
  assertNamespace(object, target);
  return object;
}
