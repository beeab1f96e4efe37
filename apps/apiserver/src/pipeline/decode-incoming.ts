import { decodeSteps, jsonKind, newBadRequest, type KubeObject, type Steps } from '@kubets/apimachinery';
import { schemaOf } from '../registry/resource';
import { toStorage } from './convert';
import { defaultObject } from './default-object';
import { keepReset } from './field-ownership';
import { apiVersionOf } from './request-scope';
import type { Target, WriteRequest } from './request';

export const UNKNOWN_FIELDS = { Strict: 'strict', Warn: 'warn', Ignore: 'ignore' } as const;

/** Body → object in storage version, in steps: types checked, unknown fields handled, defaulted, converted. */
export function* decodeIncoming(request: WriteRequest): Steps<KubeObject> {
  const { definition, version, body, options } = request;
  assertType(body.value, request);
  yield;
  const message = schemaOf(version);
  const typed = body.as && (yield* body.as(message));
  const duplicates = typed ? () => typed.problems : body.duplicates;
  const { object, unknown } = yield* decodeSteps<KubeObject>(typed ? typed.value : body.value, message, {
    unknownFields: UNKNOWN_FIELDS[options.fieldValidation],
    ...(duplicates ? { duplicates } : {}),
  });
  if (options.fieldValidation === 'Warn') for (const problem of unknown) request.warn(problem);
  object.metadata ??= {};
  assertNamespace(object, request);
  keepReset(object, body.value);
  yield* defaultObject(object, version);
  return toStorage(object, definition, version);
}

/** apiVersion and kind may be missing; what is there has to be what the path says. */
export function assertType(value: unknown, { definition, version }: Target): void {
  const { apiVersion, kind } = typeOf(value);
  const expected = apiVersionOf(definition.group, version.version);
  if (apiVersion && apiVersion !== expected) {
    throw newBadRequest(
      `the API version in the data (${apiVersion}) does not match the expected API version (${expected})`,
    );
  }
  if (kind && kind !== definition.kind) {
    throw newBadRequest(
      `${kind} in version "${version.version}" cannot be handled as a ${definition.kind}: the kind in the data does not match the expected kind`,
    );
  }
}

/** apiVersion and kind of a body. Kubernetes reads them whatever their case, and the last of several counts. */
export function typeOf(value: unknown): { apiVersion?: string; kind?: string } {
  const type: { apiVersion?: string; kind?: string } = {};
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return type;
  for (const key of Object.keys(value)) {
    const field = TYPE_LENGTHS.has(key.length) ? TYPE_FIELDS.get(key.toLowerCase()) : undefined;
    const text = field && (value as Record<string, unknown>)[key];
    if (!field || text === null || text === undefined) continue;
    if (typeof text !== 'string') {
      throw newBadRequest(
        `couldn't get version/kind; json parse error: json: cannot unmarshal ${jsonKind(text)} into Go struct field .${field} of type string`,
      );
    }
    type[field] = text;
  }
  return type;
}

/** What is no object has no kind, and null may stand for one without anything. @throws StatusError 400 in Kubernetes' words. */
export function assertTypeReadable(value: unknown): void {
  const kind = jsonKind(value);
  if (kind !== 'object' && kind !== 'null')
    throw newBadRequest(
      String.raw`couldn't get version/kind; json parse error: json: cannot unmarshal ${kind} into Go value of type struct { APIVersion string "json:\"apiVersion,omitempty\""; Kind string "json:\"kind,omitempty\"" }`,
    );
  typeOf(value);
}

const TYPE_FIELDS = new Map<string, 'apiVersion' | 'kind'>([
  ['apiversion', 'apiVersion'],
  ['kind', 'kind'],
]);
const TYPE_LENGTHS: ReadonlySet<number> = new Set([...TYPE_FIELDS.keys()].map((name) => name.length));

/** Fills in the namespace of the request; a different one in the body is refused. */
export function assertNamespace(object: KubeObject, { definition, namespace }: Target): void {
  const metadata = (object.metadata ??= {});
  if (!definition.namespaced) {
    if (metadata.namespace) throw newBadRequest('namespace is not allowed on this type');
    return;
  }
  metadata.namespace ||= namespace;
  if (metadata.namespace !== namespace) {
    throw newBadRequest(`the namespace of the provided object does not match the namespace sent on the request`);
  }
}
