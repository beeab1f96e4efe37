import {
  applySteps,
  copySteps,
  decodeSteps,
  duplicateEntries,
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
import { assertNamespace, assertType, typeOf } from './decode-incoming';
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
  const apply = async (
    live: KubeObject | undefined,
    configuration = config,
  ): Promise<{ wanted: KubeObject; applied: AppliedFields }> => {
    const steps = applySteps({
      live,
      config: configuration,
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
            if (!config.metadata?.name)
              throw newBadRequest(
                `the name of the object (${name} based on URL) was undeterminable: name must be provided`,
              );
            // A resourceVersion says nothing of what does not exist: Kubernetes creates it.
            const { resourceVersion: _, ...metadata } = config.metadata ?? {};
            if (metadata.uid)
              throw newConflict(
                groupResourceOf(definition),
                name,
                'the object does not exist, so it cannot have a uid',
              );
            const { wanted, applied } = await apply(undefined, { ...config, metadata });
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
  if (hasManagedFields(body.value)) throw newBadRequest('metadata.managedFields must be nil');
  yield;
  const message = schemaOf(version);
  const { object, unknown } = yield* decodeSteps<KubeObject>(body.value, message, {
    unknownFields: fieldValidation === 'Strict' ? 'strict' : 'warn',
    ...(body.duplicates ? { duplicates: body.duplicates } : {}),
  });
  const isUnknown = (problem: string) => problem.startsWith(UNKNOWN);
  if (fieldValidation === 'Warn')
    for (const problem of unknown.filter((problem) => !isUnknown(problem))) request.warn(problem);
  object.metadata ??= {};
  const metadata = object.metadata;
  if (metadata.name && metadata.name !== name)
    throw newBadRequest(`the name of the object (${metadata.name}) does not match the name on the URL (${name})`);
  // What the schema does not have or cannot tell apart has no owner, whatever the request says of unknown fields.
  const untyped = unknown.filter(isUnknown).map((problem) => `${fieldIn(problem)}: field not declared in schema`);
  untyped.push(...(yield* duplicateEntries(object, message)));
  if (untyped.length > 0) throw newBadRequest(untypedMessage(request, metadata.namespace, untyped));
  assertNamespace(object, request);
  return object;
}

/** Also when the list is empty, which decoding leaves out. */
function hasManagedFields(value: unknown): boolean {
  const { metadata } = value as { metadata?: unknown };
  return Array.isArray((metadata as KubeObject['metadata'] | null | undefined)?.managedFields);
}

const UNKNOWN = 'unknown field ';
/** `unknown field "spec.foo"` → `.spec.foo` */
const fieldIn = (problem: string) => `.${problem.slice(UNKNOWN.length + 1, -1)}`;

function untypedMessage(
  { definition, version, name }: ApplyRequest,
  namespace: string | undefined,
  problems: string[],
): string {
  const kind = `${definition.group}/${version.version}, Kind=${definition.kind}`;
  const all = problems.length === 1 ? problems[0] : `errors:\n${problems.map((problem) => `  ${problem}`).join('\n')}`;
  return `failed to create typed patch object (${namespace ?? ''}/${name}; ${kind}): ${all}`;
}
