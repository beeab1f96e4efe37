import {
  encodeKubernetesMessage,
  encodeMessageSteps,
  goJson,
  stringifyJson,
  type KubeObject,
} from '@kubets/apimachinery';
import type { StoredObject } from '@kubets/store';
import { schemaOf, type ResourceDefinition, type ServedVersion } from '../registry/resource';
import type { KeptFormat } from './encode-ahead';
import { apiVersionIn, storageVersionOf } from './request-scope';

/** The object as clients of a version see it. May be the shared object itself: do not change it. */
export function objectInVersion(
  stored: StoredObject,
  definition: ResourceDefinition,
  version: ServedVersion,
): KubeObject {
  if (!version.fromStorage) return stored.object;
  return toServed(stored.copy(), definition, version);
}

/** The object's JSON in a version; the stored bytes themselves wherever possible. */
export function jsonInVersion(stored: StoredObject, definition: ResourceDefinition, version: ServedVersion): Buffer {
  if (!version.fromStorage) return stored.json;
  return stored.encoding(`json:${version.message}`, () =>
    goJson(Buffer.from(stringifyJson(objectInVersion(stored, definition, version)))),
  );
}

/**
 * The object's own bytes in Kubernetes' protobuf encoding, which stand in lists as they are. Made once per object.
 * @throws Error when it is not what its kind says.
 */
export function protobufInVersion(
  stored: StoredObject,
  definition: ResourceDefinition,
  version: ServedVersion,
): Buffer {
  return stored.encoding(protobufName(version), () =>
    encodeKubernetesMessage(objectInVersion(stored, definition, version), schemaOf(version)),
  );
}

const protobufName = (version: ServedVersion): string => `kubernetes-protobuf:${version.message}`;

/** That format, for who makes the bytes of a large object ahead. */
export const protobufFormat = (definition: ResourceDefinition, version: ServedVersion): KeptFormat => ({
  name: protobufName(version),
  steps: (stored) => encodeMessageSteps(objectInVersion(stored, definition, version), schemaOf(version)),
});

/** A private object in storage version → the served version. */
export function toServed(object: KubeObject, definition: ResourceDefinition, version: ServedVersion): KubeObject {
  const served = version.fromStorage ? version.fromStorage(object) : object;
  return withType(served, definition, version);
}

/** A private object in a served version → storage version. */
export function toStorage(object: KubeObject, definition: ResourceDefinition, version: ServedVersion): KubeObject {
  const converted = version.toStorage ? version.toStorage(object) : object;
  return withType(converted, definition, storageVersionOf(definition));
}

function withType(object: KubeObject, definition: ResourceDefinition, version: ServedVersion): KubeObject {
  object.apiVersion = apiVersionIn(definition, version);
  object.kind = definition.kind;
  return object;
}
