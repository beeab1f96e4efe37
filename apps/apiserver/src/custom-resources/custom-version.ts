import {
  carriedSteps,
  copySteps,
  DecodeError,
  isJsonObject,
  jsonKind,
  newBadRequest,
  StatusError,
  type JsonObject,
  type KubeObject,
  type Steps,
} from '@kubets/apimachinery';
import type { CustomVersion } from '../registry/custom-version';
import { defaultBySchemaSteps } from '../structural/defaulting';
import { CoercionError, coercedMetadata, coerceEmbedded } from '../structural/embedded-metadata';
import { pruneSteps } from '../structural/prune';
import type { SchemaNode } from '../structural/schema-node';

/** How objects of a kind are read by its structural schema. */
export function customVersion(kind: string, version: string, schema: SchemaNode): CustomVersion {
  const refused = (problem: string) =>
    newBadRequest(`${kind} in version "${version}" cannot be handled as a ${kind}: ${problem}`);

  /** In place. */
  function* coerce(object: JsonObject): Steps<string[]> {
    const unknown: string[] = [];
    if ('metadata' in object) object['metadata'] = yield* coercedMetadata(object['metadata'] ?? {}, unknown);
    unknown.push(...(yield* pruneSteps(object, schema)));
    yield* coerceEmbedded(object, schema, unknown);
    return unknown;
  }

  /** What is stored is shown, though it lacks what the schema has come to say that it has. */
  function* defaultedAsFarAsPossible(object: JsonObject): Steps<boolean> {
    try {
      return yield* defaultBySchemaSteps(object, schema);
    } catch (error) {
      if (error instanceof StatusError) return true;
      throw error;
    }
  }

  /** What has been stored by something else is shown as it is, but for what the schema says of all else. */
  function* coerceAsFarAsPossible(object: JsonObject): Steps<string[]> {
    try {
      return yield* coerce(object);
    } catch (error) {
      if (error instanceof CoercionError) return [error.message];
      throw error;
    }
  }

  return {
    *show(stored) {
      yield* coerceAsFarAsPossible(stored as JsonObject);
    },

    *decode(value) {
      if (!isJsonObject(value))
        throw refused(`json: cannot unmarshal ${jsonKind(value)} into Go value of type map[string]interface {}`);
      try {
        const object = (yield* copySteps(yield* carriedSteps(value))) as JsonObject;
        const unknown = yield* coerce(object);
        return { object: object as KubeObject, unknown: unknown.map((field) => `unknown field "${field}"`) };
      } catch (error) {
        // The latter of what no JSON that is answered could hold, as a number that is infinite.
        if (error instanceof CoercionError || error instanceof DecodeError) throw refused(error.message);
        throw error;
      }
    },

    *read(stored) {
      const object = stored as JsonObject;
      const unknown = yield* coerceAsFarAsPossible(object);
      const isDefaulted = yield* defaultedAsFarAsPossible(object);
      const metadata = (stored.metadata ??= {});
      const isOld = !metadata.generation;
      if (isOld) metadata.generation = 1;
      return unknown.length > 0 || isDefaulted || isOld;
    },
  };
}
