import { defaultBySchema, type KubeObject } from '@kubets/apimachinery';
import { schemaOf, type ServedVersion } from '../registry/resource';

/** Writes what absent fields stand for: what the schema says first, then what follows from other fields. In place. */
export function defaultObject(object: KubeObject, version: ServedVersion): void {
  defaultBySchema(object, schemaOf(version));
  version.defaults?.(object);
}
