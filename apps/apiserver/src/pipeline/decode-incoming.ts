import {
  decodeSteps,
  fieldErrors,
  FieldPath,
  jsonKind,
  messageOfKind,
  newBadRequest,
  newInvalid,
  type KubeObject,
  type Steps,
} from '@kubets/apimachinery';
import type { MessageSchema } from '@kubets/proto-gen/schema';
import { schemaOf } from '../registry/resource';
import type { GroupVersionKind } from './admission';
import { toStorage } from './convert';
import { decodeInVersion } from './decode-version';
import { defaultObject } from './default-object';
import { keepReset } from './field-ownership';
import { goPackageOf } from './go-type-name';
import { apiVersionOf, groupIn } from './request-scope';
import type { Target, WriteRequest } from './request';

const UNKNOWN_FIELDS = { Strict: 'strict', Warn: 'warn', Ignore: 'ignore' } as const;

/** Body → object in storage version, in steps: types checked, unknown fields handled, defaulted, converted. */
export function* decodeIncoming(request: WriteRequest): Steps<KubeObject> {
  const { definition, version, body } = request;
  assertType(body.value, request);
  yield;
  const object = version.custom ? yield* decodeCustom(request) : yield* decodeBody(request, schemaOf(version));
  object.metadata ??= {};
  assertNamespace(object, request);
  keepReset(object, body.value);
  yield* defaultObject(object, version);
  return toStorage(object, definition, version);
}

/** In steps: a body as the message that it is, whatever it calls itself; unknown fields as the request would have it. */
export function* decodeBody<T extends KubeObject>(
  { body, options, warn }: Pick<WriteRequest, 'body' | 'options' | 'warn'>,
  message: MessageSchema,
): Steps<T> {
  const typed = body.as && (yield* body.as(message));
  const duplicates = typed ? () => typed.problems : body.duplicates;
  const { object, unknown } = yield* decodeSteps<T>(typed ? typed.value : body.value, message, {
    unknownFields: UNKNOWN_FIELDS[options.fieldValidation],
    ...(duplicates ? { duplicates } : {}),
  });
  if (options.fieldValidation === 'Warn') for (const problem of unknown) warn(problem);
  return object;
}

/** The same of a custom kind, whose last of several equal keys counts. */
function* decodeCustom({ version, body, options, warn }: WriteRequest): Steps<KubeObject> {
  const { duplicates } = body;
  const { object, unknown } = yield* decodeInVersion(body.value, version, {
    unknownFields: UNKNOWN_FIELDS[options.fieldValidation],
    ...(duplicates ? { duplicates } : {}),
  });
  if (options.fieldValidation === 'Warn') for (const problem of unknown) warn(problem);
  return object;
}

/**
 * apiVersion and kind may be missing; what is there has to be what the path says.
 * @throws StatusError 400; 422 for a custom object of another kind of the version, which is read and then found to be none.
 */
function assertType(value: unknown, { definition, version }: Pick<Target, 'definition' | 'version'>): void {
  const group = groupIn(definition, version);
  assertBodyType(value, {
    group,
    kind: definition.kind,
    version: version.version,
    isCustom: version.schema !== undefined,
  });
}

export interface ExpectedType extends GroupVersionKind {
  /** Others in which the body may come, and is the same. */
  earlierVersions?: readonly string[];
  /** Of a kind that Kubernetes' own types do not have. */
  isCustom?: boolean;
}

/** The same for a body that is no object of the path's kind. */
export function assertBodyType(value: unknown, expected: ExpectedType): void {
  const { group, version, kind, earlierVersions = [], isCustom = false } = expected;
  const apiVersion = apiVersionOf(group, version);
  const sent = typeOf(value);
  const [sentVersion, sentKind] = [sent.apiVersion || apiVersion, sent.kind || kind];
  const isVersion = [version, ...earlierVersions].some((one) => apiVersionOf(group, one) === sentVersion);
  if (isVersion && sentKind === kind) return;
  if (isCustom && isVersion)
    throw newInvalid({ group, kind: sentKind }, nameIn(value), [
      fieldErrors.invalid(FieldPath.of('kind'), sentKind, `must be ${kind}`),
    ]);
  const problem = isCustom ? undefined : typeProblem({ apiVersion: sentVersion, kind: sentKind }, expected);
  if (problem === undefined)
    throw newBadRequest(
      `the API version in the data (${sentVersion}) does not match the expected API version (${apiVersion})`,
    );
  throw newBadRequest(
    `${sentKind} in version "${sentVersion.split('/').at(-1)}" cannot be handled as a ${kind}: ${problem}`,
  );
}

function nameIn(value: unknown): string {
  const name = (value as KubeObject | null)?.metadata?.name;
  return typeof name === 'string' ? name : '';
}

/** What Kubernetes' types have to say; undefined when only the version is another one. */
function typeProblem(sent: { apiVersion: string; kind: string }, { group, kind }: ExpectedType): string | undefined {
  const { apiVersion } = sent;
  if (!messageOfKind(apiVersion, sent.kind) && !(apiVersion === 'v1' && sent.kind === 'List'))
    return notRegistered(apiVersion, sent.kind);
  if (sent.kind === kind) return undefined;
  return `converting (${apiVersion.split('/').at(-1)}.${sent.kind}) to (${goPackageOf(group)}.${kind}): unknown conversion`;
}

/** What Kubernetes says of a kind that none of its types is. */
export const notRegistered = (apiVersion: string, kind: string): string =>
  `no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)} in scheme "pkg/runtime/scheme.go:111"`;

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
  const { apiVersion = '' } = typeOf(value);
  if (apiVersion.split('/').length > 2) throw newBadRequest(`unexpected GroupVersion string: ${apiVersion}`);
}

const TYPE_FIELDS = new Map<string, 'apiVersion' | 'kind'>([
  ['apiversion', 'apiVersion'],
  ['kind', 'kind'],
]);
const TYPE_LENGTHS: ReadonlySet<number> = new Set([...TYPE_FIELDS.keys()].map((name) => name.length));

/** A whole object says which one it is. @throws StatusError 400 when it does not, or is another one than the path names. */
export function assertName({ metadata }: KubeObject, { name }: Pick<Target, 'name'>): void {
  const given = metadata?.name;
  if (!given)
    throw newBadRequest(`the name of the object (${name} based on URL) was undeterminable: name must be provided`);
  if (given !== name)
    throw newBadRequest(`the name of the object (${given}) does not match the name on the URL (${name})`);
}

/** Fills in the namespace of the request, and takes one away where there is none; a different one in the body is refused. */
export function assertNamespace(object: KubeObject, { definition, namespace }: Target): void {
  const metadata = (object.metadata ??= {});
  if (!definition.namespaced) return void delete metadata.namespace;
  metadata.namespace ||= namespace;
  if (metadata.namespace !== namespace) {
    throw newBadRequest(`the namespace of the provided object does not match the namespace sent on the request`);
  }
}
