import {
  decodeSteps,
  FieldPath,
  fieldErrors,
  isDns1035Label,
  isJsonObject,
  isPathSegmentName,
  objectMetaErrors,
  StatusError,
  type FieldError,
  type JsonObject,
  type Steps,
} from '@kubets/apimachinery';
import type { ObjectMeta } from '@kubets/proto-gen/meta/v1';
import { schema as messages } from '@kubets/proto-gen/schema';
import { isEmbedded, itemsOf, memberOf, propertyOf, reaches, type SchemaNode } from './schema-node';

const OBJECT_META = 'kubets.meta.v1.ObjectMeta';

/** Something in a body that cannot be what it has to be, with the words for it. */
export class CoercionError extends Error {}

/**
 * In steps: the metadata of an object, as any other object's: types checked, unknown fields named in `unknown`.
 * @throws CoercionError in Kubernetes' words.
 */
export function* coercedMetadata(metadata: unknown, unknown: string[], at = 'metadata'): Steps<ObjectMeta> {
  try {
    const decoded = yield* decodeSteps<ObjectMeta>(metadata, messages.of(OBJECT_META), { unknownFields: 'warn' });
    for (const problem of decoded.unknown) unknown.push(`${at}.${problem.slice('unknown field "'.length, -1)}`);
    return decoded.object;
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    throw new CoercionError(error.message.slice(error.message.indexOf(': ') + 2));
  }
}

/** Checks and prunes, in place and in steps, what objects inside of an object have in common. @throws CoercionError. */
export function* coerceEmbedded(object: JsonObject, schema: SchemaNode, unknown: string[]): Steps<void> {
  for (const { value, path } of embeddedIn(object, schema)) {
    yield;
    for (const name of ['apiVersion', 'kind'])
      if (name in value && typeof value[name] !== 'string')
        throw new CoercionError(`${path}.${name}: Invalid value: ${shown(value[name])}: must be a string`);
    if (!('metadata' in value)) continue;
    try {
      value['metadata'] = yield* coercedMetadata(value['metadata'], unknown, `${path}.metadata`);
    } catch (error) {
      if (!(error instanceof CoercionError)) throw error;
      throw new CoercionError(`${path}.metadata: Invalid value: ${shown(value['metadata'])}: ${error.message}`);
    }
  }
}

const shown = (value: unknown): string => JSON.stringify(value) ?? 'null';

/** What is wrong with objects inside of an object, in steps. */
export function* embeddedErrors(object: unknown, schema: SchemaNode | undefined, path = ''): Steps<FieldError[]> {
  const errors: FieldError[] = [];
  for (const { value, path: at } of embeddedIn(object, schema, path)) {
    yield;
    const field = FieldPath.of(at);
    for (const name of ['apiVersion', 'kind'])
      if (!(name in value)) errors.push(fieldErrors.required(field.child(name)));
    errors.push(...typeErrors(value, field));
    const { metadata } = value;
    if (!isJsonObject(metadata)) continue;
    const { namespace } = metadata as ObjectMeta;
    errors.push(
      ...(yield* objectMetaErrors(
        { ...metadata, name: (metadata['name'] as string | undefined) || 'fakename' },
        {
          namespaced: Boolean(namespace),
          validName: isPathSegmentName,
          path: field.child('metadata'),
          anyFinalizer: true,
        },
      )),
    );
  }
  return errors;
}

function typeErrors({ apiVersion, kind }: JsonObject, field: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const [versionAt, kindAt] = [field.child('apiVersion'), field.child('kind')];
  if (apiVersion === '') errors.push(fieldErrors.invalid(versionAt, '', 'must not be empty'));
  else if (typeof apiVersion === 'string' && apiVersion.split('/').length > 2)
    errors.push(fieldErrors.invalid(versionAt, apiVersion, `unexpected GroupVersion string: ${apiVersion}`));
  if (kind === '') errors.push(fieldErrors.invalid(kindAt, '', 'must not be empty'));
  else if (typeof kind === 'string') {
    const problems = isDns1035Label(kind.toLowerCase());
    const detail = `may have mixed case, but should otherwise match: ${problems.join(',')}`;
    if (problems.length > 0) errors.push(fieldErrors.invalid(kindAt, kind, detail));
  }
  return errors;
}

/** The objects inside of a value, that is of those that the schema says are whole ones. */
function* embeddedIn(
  value: unknown,
  schema: SchemaNode | undefined,
  path = '',
): Generator<{ value: JsonObject; path: string }> {
  if (!reaches(schema, isEmbedded) || typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const [index, item] of (value as unknown[]).entries())
      yield* embeddedIn(item, itemsOf(schema), `${path}[${index}]`);
    return;
  }
  const object = value as JsonObject;
  if (isEmbedded(schema)) yield { value: object, path };
  for (const [name, member] of Object.entries(object)) {
    const at = propertyOf(schema, name) ? (path === '' ? name : `${path}.${name}`) : `${path}[${name}]`;
    yield* embeddedIn(member, memberOf(schema, name), at);
  }
}
