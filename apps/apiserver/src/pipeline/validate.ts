import { isDns1123Subdomain, newInvalid, validateObjectMeta, validateObjectMetaUpdate, type FieldError, type KubeObject } from '@kubets/apimachinery';
import type { ResourceDefinition, StrategyContext } from '../registry/resource';
import type { RequestContext } from './engine';

/** @throws StatusError 422 with all errors of a new object. */
export function validateNew(definition: ResourceDefinition, object: KubeObject, strategy: StrategyContext, context: RequestContext): void {
  refuse(definition, object, [...metadataErrors(definition, object), ...(definition.validateCreate?.(object, strategy) ?? []), ...definition.validate(object, strategy)]);
  for (const warning of definition.warnings?.(object, undefined) ?? []) context.warn(warning);
}

/** @throws StatusError 422 with all errors of a changed object. */
export function validateChanged(definition: ResourceDefinition, object: KubeObject, old: KubeObject, strategy: StrategyContext, context: RequestContext): void {
  refuse(definition, object, [
    ...validateObjectMetaUpdate(object.metadata ?? {}, old.metadata ?? {}),
    ...metadataErrors(definition, object),
    ...definition.validate(object, strategy),
    ...(definition.validateUpdate?.(object, old, strategy) ?? []),
  ]);
  for (const warning of definition.warnings?.(object, old) ?? []) context.warn(warning);
}

/** @throws StatusError 422 for a change through the status subresource. */
export function validateStatus(definition: ResourceDefinition, object: KubeObject, old: KubeObject, strategy: StrategyContext): void {
  refuse(definition, object, [
    ...validateObjectMetaUpdate(object.metadata ?? {}, old.metadata ?? {}),
    ...(definition.status?.validateUpdate?.(object, old, strategy) ?? []),
  ]);
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
