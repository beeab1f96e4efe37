import { defaultSteps, zeroSteps, type KubeObject, type Steps } from '@kubets/apimachinery';
import { schemaOf, type ResourceDefinition, type ServedVersion } from '../registry/resource';
import { storageVersionOf } from './request-scope';

/** Writes what absent fields stand for: what the schema says first, then what follows from other fields. In place, in steps. */
export function* defaultObject(object: KubeObject, version: ServedVersion): Steps<void> {
  if (!version.custom) yield* defaultSteps(object, schemaOf(version));
  yield;
  const rest = version.defaults?.(object);
  if (rest) yield* rest;
}

/**
 * Writes into an object in storage version what its JSON always has, where nothing is: what was made without these. In place, in
 * steps. Answers whether something was lacking.
 */
export const completeObject = (object: KubeObject, definition: ResourceDefinition): Steps<boolean> =>
  zeroSteps(object, schemaOf(storageVersionOf(definition)));
