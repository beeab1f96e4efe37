import { atOnce, type KubeObject } from '@kubets/apimachinery';
import { resourcePrefix, resourcePrefixOf, StoredObject, UnreadableObjectError } from '@kubets/store';
import type { ReadStored } from '../cache/resource-cache';
import type { ResourceKey } from '../registry/object-reader';
import type { ResourceDefinition, ServedVersion } from '../registry/resource';
import { toStorage } from './convert';
import { completeObject, defaultObject } from './default-object';
import { apiVersionIn, storageVersionOf } from './request-scope';

export interface StoredVersions {
  /**
   * What lies in the store, in the storage version of its resource, starting from the version in which it was stored: a build
   * with another storage version, or another server beside this one, may have written it.
   */
  read: ReadStored;
  /** Knows the versions of one more resource; of one that it knows, those that it has now. */
  add(definition: ResourceDefinition): void;
  /** Forgets a resource that is served no more. */
  remove(resource: ResourceKey): void;
}

export function createStoredVersions(definitions: readonly ResourceDefinition[]): StoredVersions {
  const byPrefix = new Map<string, ResourceDefinition>();
  const add = (definition: ResourceDefinition) =>
    void byPrefix.set(resourcePrefix(definition.group, definition.plural), definition);
  definitions.forEach(add);
  return {
    add,
    remove: ({ group, plural }) => void byPrefix.delete(resourcePrefix(group, plural)),
    read(key, value, revision, found) {
      const definition = byPrefix.get(resourcePrefixOf(key) ?? '');
      const convert = definition && ((object: KubeObject) => inStorageVersion(key, object, definition));
      return StoredObject.fromForeignValue(key, value, revision, convert, found);
    },
  };
}

function inStorageVersion(key: string, object: KubeObject, definition: ResourceDefinition): KubeObject {
  if (definition.conversion) return inOwnVersion(key, object, definition);
  const storage = storageVersionOf(definition);
  if (object.apiVersion === apiVersionIn(definition, storage)) {
    const isOther = storage.custom ? atOnce(storage.custom.read(object)) : false;
    return atOnce(completeObject(object, definition)) || isOther ? { ...object } : object;
  }
  const stored = versionOf(key, object, definition);
  // Absent fields stand for what they stood for when it was written.
  if (stored.custom) atOnce(stored.custom.read(object));
  else atOnce(defaultObject(object, stored));
  // What converts may answer its argument, and the store has to see that this is not what it holds.
  const converted = { ...toStorage(object, definition, stored) };
  atOnce(completeObject(converted, definition));
  return converted;
}

/** What has to be converted by somebody else stays in the version in which it was stored until a request needs it. */
function inOwnVersion(key: string, object: KubeObject, definition: ResourceDefinition): KubeObject {
  const { custom } = versionOf(key, object, definition);
  return custom && atOnce(custom.read(object)) ? { ...object } : object;
}

/** @throws UnreadableObjectError for an object of a version that there is not. */
function versionOf(key: string, { apiVersion }: KubeObject, definition: ResourceDefinition): ServedVersion {
  const found = definition.versions.find((one) => apiVersionIn(definition, one) === apiVersion);
  if (found) return found;
  throw new UnreadableObjectError(key, `${definition.plural} have no version ${apiVersion}`);
}
