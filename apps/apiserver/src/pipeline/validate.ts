import {
  isDns1123Subdomain,
  mergeByPlace,
  newInvalid,
  settleSteps,
  objectMetaErrors,
  validateObjectMetaUpdate,
  validationSteps,
  type FieldError,
  type KubeObject,
  type Steps,
} from '@kubets/apimachinery';
import { schemaOf, type ResourceDefinition, type StrategyContext } from '../registry/resource';
import { storageVersionOf } from './request-scope';
import type { RequestContext } from './request';

/** In steps. @throws StatusError 422 with all errors of a new object. */
export function* validateNew(
  definition: ResourceDefinition,
  object: KubeObject,
  strategy: StrategyContext,
  context: Pick<RequestContext, 'warn'>,
): Steps<void> {
  const metadata = yield* metadataErrors(definition, object);
  yield;
  refuse(definition, object, metadata, yield* errorsOfNew(definition, object, strategy));
  for (const warning of definition.warnings?.(object, undefined) ?? []) context.warn(warning);
}

/** In steps. @throws StatusError 422 with all errors of a changed object. */
export function* validateChanged(
  definition: ResourceDefinition,
  object: KubeObject,
  old: KubeObject,
  strategy: StrategyContext,
  context: Pick<RequestContext, 'warn'>,
): Steps<void> {
  const change = validateObjectMetaUpdate(object.metadata ?? {}, old.metadata ?? {});
  const metadata = yield* metadataErrors(definition, object);
  yield;
  refuse(definition, object, change, metadata, yield* errorsOfChanged(definition, object, old, strategy));
  for (const warning of definition.warnings?.(object, old) ?? []) context.warn(warning);
}

/** In steps. @throws StatusError 422 for a change through the status subresource. */
export function* validateStatus(
  definition: ResourceDefinition,
  object: KubeObject,
  old: KubeObject,
  strategy: StrategyContext,
): Steps<void> {
  const change = validateObjectMetaUpdate(object.metadata ?? {}, old.metadata ?? {});
  const errors = definition.status?.validateUpdate?.(object, old, strategy) ?? [];
  yield;
  refuse(definition, object, change, yield* withSchemaErrors(definition, object, errors, old));
}

/** All errors of a new object outside its metadata: the schema's and the kind's own; in steps. */
export function* errorsOfNew(
  definition: ResourceDefinition,
  object: KubeObject,
  strategy: StrategyContext,
): Steps<FieldError[]> {
  const ofNew = yield* settleSteps(definition.validateCreate?.(object, strategy) ?? []);
  yield;
  const always = yield* settleSteps(definition.validate?.(object, strategy) ?? []);
  yield;
  return yield* withSchemaErrors(definition, object, ofNew.concat(always));
}

/** The same of a changed object. */
export function* errorsOfChanged(
  definition: ResourceDefinition,
  object: KubeObject,
  old: KubeObject,
  strategy: StrategyContext,
): Steps<FieldError[]> {
  const always = yield* settleSteps(definition.validate?.(object, strategy) ?? []);
  yield;
  const ofChange = yield* settleSteps(definition.validateUpdate?.(object, old, strategy) ?? []);
  yield;
  return yield* withSchemaErrors(definition, object, always.concat(ofChange), old);
}

function* withSchemaErrors(
  definition: ResourceDefinition,
  object: KubeObject,
  errors: FieldError[],
  old?: KubeObject,
): Steps<FieldError[]> {
  const message = schemaOf(storageVersionOf(definition));
  return yield* mergeByPlace(yield* validationSteps(object, message, old), errors, message);
}

function metadataErrors(definition: ResourceDefinition, object: KubeObject): Steps<FieldError[]> {
  const { namespaced, validateName: validName = isDns1123Subdomain } = definition;
  return objectMetaErrors(object.metadata, { namespaced, validName });
}

function refuse(definition: ResourceDefinition, object: KubeObject, ...errors: FieldError[][]): void {
  const all = errors.flat();
  if (all.length === 0) return;
  const { group, kind } = definition;
  throw newInvalid({ group, kind }, object.metadata?.name ?? '', all);
}
