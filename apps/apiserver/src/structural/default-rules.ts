import {
  copySteps,
  errorsFound,
  fieldErrors,
  type FieldError,
  type FieldPath,
  type FoundErrors,
  type JsonObject,
  type Steps,
} from '@kubets/apimachinery';
import { schemaErrors } from './check-value';
import { CoercionError, coercedMetadata, coerceEmbedded, embeddedErrors } from './embedded-metadata';
import { jsonEqual } from './json-equal';
import { pruneSteps } from './prune';
import { hasDefault, isEmbedded, itemsOf, META_FIELDS, reaches, type SchemaNode } from './schema-node';

/** Of defaults inside of an object's own type and metadata there is more to say than their schema does. */
interface Place {
  path: FieldPath;
  /** How the value is reached in an embedded object, where it stands in its metadata or type. */
  inMetadata?: string[];
}

/** In steps: what is wrong with the defaults in a structural schema: they have to be what an object may hold, and nothing more. */
export function* defaultErrors(schema: SchemaNode, path: FieldPath): Steps<FieldError[]> {
  return reaches(schema, hasDefault) ? yield* errorsFound(search(schema, { path }, true)) : [];
}

function* search(schema: SchemaNode, place: Place, isRoot = false): FoundErrors {
  yield;
  const { path, inMetadata } = place;
  if (hasDefault(schema))
    yield* inMetadata ? metadataDefault(schema, inMetadata, path) : ownDefault(schema, path, isRoot);
  const items = itemsOf(schema);
  if (items)
    yield* search(items, { path: path.child('items'), ...(inMetadata ? { inMetadata: [...inMetadata, '0'] } : {}) });
  for (const [name, child] of Object.entries(schema.properties ?? {})) {
    const isMeta = (isRoot || isEmbedded(schema)) && META_FIELDS.has(name);
    const trail = inMetadata && !isEmbedded(schema) ? [...inMetadata, name] : isMeta ? [name] : undefined;
    yield* search(child, { path: path.child('properties').key(name), ...(trail ? { inMetadata: trail } : {}) });
  }
}

function* ownDefault(own: SchemaNode, path: FieldPath, isRoot: boolean): FoundErrors {
  // A whole object has a type and metadata as one within another has.
  const schema = isRoot ? { ...own, 'x-kubernetes-embedded-resource': true } : own;
  const at = path.child('default');
  const value: unknown = yield* copySteps(schema.default as unknown);
  if (typeof value === 'object' && value !== null) {
    const pruned = yield* copySteps(value);
    yield* pruneSteps(pruned, schema, isEmbedded(schema));
    if (!(yield* jsonEqual(pruned, value)))
      yield fieldErrors.invalid(at, schema.default, 'must not have unknown fields');
    try {
      yield* coerceEmbedded(value as JsonObject, schema, []);
    } catch (error) {
      if (!(error instanceof CoercionError)) throw error;
      return yield fieldErrors.invalid(at, schema.default, error.message);
    }
  }
  const embedded = yield* embeddedErrors(value, schema, at.toString());
  if (embedded.length > 0) return yield* embedded;
  yield* yield* schemaErrors(schema.default as unknown, schema, { base: at.toString() });
}

function* metadataDefault(schema: SchemaNode, trail: string[], path: FieldPath): FoundErrors {
  const at = path.child('default');
  const wrapped = trail.reduceRight<unknown>(
    (value, step) => (step === '0' ? [value] : { [step]: value }),
    schema.default,
  );
  const { metadata, kind, apiVersion } = wrapped as { metadata?: unknown; kind?: unknown; apiVersion?: unknown };
  for (const text of [kind, apiVersion])
    if (text !== undefined && typeof text !== 'string')
      return yield fieldErrors.invalid(at, schema.default, 'must result in valid metadata: must be a string');
  if (metadata !== undefined) {
    try {
      yield* coercedMetadata(metadata, []);
    } catch (error) {
      if (!(error instanceof CoercionError)) throw error;
      return yield fieldErrors.invalid(at, schema.default, `must result in valid metadata: ${error.message}`);
    }
  }
  yield* yield* schemaErrors(schema.default as unknown, schema, { base: at.toString() });
}
