import { defaultSteps, type KubeObject, type Steps } from '@kubets/apimachinery';
import { schemaOf, type ServedVersion } from '../registry/resource';

/** Writes what absent fields stand for: what the schema says first, then what follows from other fields. In place, in steps. */
export function* defaultObject(object: KubeObject, version: ServedVersion): Steps<void> {
  yield* defaultSteps(object, schemaOf(version));
  version.defaults?.(object);
}
