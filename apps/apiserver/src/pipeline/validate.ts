import {
  isDns1123Subdomain,
  mergeByPlace,
  newInvalid,
  validateBySchema,
  validateObjectMeta,
  validateObjectMetaUpdate,
  type FieldError,
  type KubeObject,
} from '@kubets/apimachinery';
import { schemaOf, type ResourceDefinition, type StrategyContext } from '../registry/resource';
import { storageVersionOf } from './request-scope';
import type { RequestContext } from './request';

/** @throws StatusError 422 with all errors of a new object. */
export function validateNew(
  definition: ResourceDefinition,
  object: KubeObject,
  strategy: StrategyContext,
  context: Pick<RequestContext, 'warn'>,
): void {
  refuse(definition, object, [...metadataErrors(definition, object), ...errorsOfNew(definition, object, strategy)]);
  for (const warning of definition.warnings?.(object, undefined) ?? []) context.warn(warning);
}

/** @throws StatusError 422 with all errors of a changed object. */
export function validateChanged(
  definition: ResourceDefinition,
  object: KubeObject,
  old: KubeObject,
  strategy: StrategyContext,
  context: Pick<RequestContext, 'warn'>,
): void {
  refuse(definition, object, [
    ...validateObjectMetaUpdate(object.metadata ?? {}, old.metadata ?? {}),
    ...metadataErrors(definition, object),
    ...errorsOfChanged(definition, object, old, strategy),
  ]);
  for (const warning of definition.warnings?.(object, old) ?? []) context.warn(warning);
}

/** @throws StatusError 422 for a change through the status subresource. */
export function validateStatus(
  definition: ResourceDefinition,
  object: KubeObject,
  old: KubeObject,
  strategy: StrategyContext,
): void {
  const errors = definition.status?.validateUpdate?.(object, old, strategy) ?? [];
  refuse(definition, object, [
    ...validateObjectMetaUpdate(object.metadata ?? {}, old.metadata ?? {}),
    ...withSchemaErrors(definition, object, errors, old),
  ]);
}

/** All errors of a new object outside its metadata: the schema's and the kind's own. */
export function errorsOfNew(
  definition: ResourceDefinition,
  object: KubeObject,
  strategy: StrategyContext,
): FieldError[] {
  return withSchemaErrors(definition, object, [
    ...(definition.validateCreate?.(object, strategy) ?? []),
    ...(definition.validate?.(object, strategy) ?? []),
  ]);
}

/** The same of a changed object. */
export function errorsOfChanged(
  definition: ResourceDefinition,
  object: KubeObject,
  old: KubeObject,
  strategy: StrategyContext,
): FieldError[] {
  return withSchemaErrors(
    definition,
    object,
    [...(definition.validate?.(object, strategy) ?? []), ...(definition.validateUpdate?.(object, old, strategy) ?? [])],
    old,
  );
}

function withSchemaErrors(
  definition: ResourceDefinition,
  object: KubeObject,
  errors: FieldError[],
  old?: KubeObject,
): FieldError[] {
  const message = schemaOf(storageVersionOf(definition));
  return mergeByPlace(validateBySchema(object, message, old), errors, message);
}

function metadataErrors(definition: ResourceDefinition, object: KubeObject): FieldError[] {
  const { namespaced, validateName: validName = isDns1123Subdomain } = definition;
  return validateObjectMeta(object.metadata, { namespaced, validName });
}

function refuse(definition: ResourceDefinition, object: KubeObject, errors: FieldError[]): void {
  if (errors.length === 0) return;
  const { group, kind } = definition;
  throw newInvalid({ group, kind }, object.metadata?.name ?? '', errors);
}
