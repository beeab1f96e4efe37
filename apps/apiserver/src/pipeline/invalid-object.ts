import { newConflict, type StatusError } from '@kubets/apimachinery';
import type { StoredObject } from '@kubets/store';
import type { ResourceDefinition } from '../registry/resource';
import { groupResourceOf } from './request-scope';

/** 409 for an object in the store that is not what it was expected to be, in the words of Kubernetes' own store. */
export function invalidObject(
  definition: ResourceDefinition,
  { key }: Pick<StoredObject, 'key'>,
  detail: string,
): StatusError {
  const name = key.slice(key.lastIndexOf('/') + 1);
  return newConflict(
    groupResourceOf(definition),
    name,
    `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: ${detail}`,
  );
}
