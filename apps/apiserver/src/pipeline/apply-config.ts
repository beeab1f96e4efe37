import {
  duplicateEntries,
  jsonKind,
  mistypedFields,
  newBadRequest,
  type KubeObject,
  type Steps,
} from '@kubets/apimachinery';
import { schemaOf } from '../registry/resource';
import { assertNamespace } from './decode-incoming';
import { decodeInVersion } from './decode-version';
import type { ApplyRequest } from './request';
import { apiVersionIn, groupIn } from './request-scope';

/**
 * In steps: what is applied, checked but as it was sent: what says nothing elsewhere, as false, 0, [] and null, is owned by
 * who applies it.
 * @throws StatusError 400 for what is no object of the kind, or has fields that nobody could own. Kubernetes answers 500
 * to the latter.
 */
export function* checkedConfig(request: ApplyRequest): Steps<KubeObject> {
  const { version, name, body } = request;
  const { fieldValidation } = request.options;
  assertType(request);
  yield;
  const message = schemaOf(version);
  const config = body.value as KubeObject;
  const mistyped = yield* mistypedFields(config, message);
  if (mistyped.length > 0) throw newBadRequest(untypedMessage(request, namespaceIn(config), mistyped));
  const { object, unknown } = yield* decodeInVersion(body.value, version, {
    unknownFields: 'warn',
    ...(body.duplicates ? { duplicates: body.duplicates } : {}),
  });
  // What is in order but empty is not in what is decoded.
  if (config.metadata?.managedFields) throw newBadRequest('metadata.managedFields must be nil');
  const metadata = object.metadata ?? {};
  if (metadata.name && metadata.name !== name)
    throw newBadRequest(`the name of the object (${metadata.name}) does not match the name on the URL (${name})`);
  // What the schema does not have or cannot tell apart has no owner, whatever the request says of unknown fields.
  const untyped = undeclaredFields(unknown);
  untyped.push(...(yield* duplicateEntries(config, message)));
  if (untyped.length > 0) throw newBadRequest(untypedMessage(request, metadata.namespace, untyped));
  assertNamespace(object, request);
  const doubled = unknown.filter((problem) => !isUnknown(problem));
  if (fieldValidation === 'Strict' && doubled.length > 0) {
    const problems = ['yaml: unmarshal errors:', ...doubled].join('\n  ');
    throw newBadRequest(`error strict decoding patch: error converting YAML to JSON: ${problems}`);
  }
  if (fieldValidation === 'Warn') for (const problem of doubled) request.warn(problem);
  return config;
}

/** @throws StatusError 400 unless the body says that it is what the path names. */
function assertType({ definition, version, body }: ApplyRequest): void {
  if (body.value !== null && !isMapping(body.value)) {
    const problem = `json: cannot unmarshal ${jsonKind(body.value)} into Go value of type map[string]interface {}`;
    throw newBadRequest(`error decoding patch: error unmarshaling JSON: while decoding JSON: ${problem}`);
  }
  const { apiVersion, kind } = isObject(body.value) ? body.value : {};
  if (apiVersion === apiVersionIn(definition, version) && kind === definition.kind) return;
  const isVersion = typeof apiVersion === 'string' && apiVersion.split('/').length <= 2;
  const groupVersion = isVersion && apiVersion.includes('/') ? apiVersion : `/${isVersion ? apiVersion : ''}`;
  throw newBadRequest(`invalid object type: ${groupVersion}, Kind=${typeof kind === 'string' ? kind : ''}`);
}

function namespaceIn({ metadata }: KubeObject): string | undefined {
  const namespace: unknown = isObject(metadata) ? metadata['namespace'] : undefined;
  return typeof namespace === 'string' ? namespace : undefined;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const isMapping = (value: unknown): boolean => isObject(value) && !Array.isArray(value);

const UNKNOWN = 'unknown field ';
const isUnknown = (problem: string) => problem.startsWith(UNKNOWN);
/** `unknown field "spec.foo"` → `.spec.foo` */
const fieldIn = (problem: string) => `.${problem.slice(UNKNOWN.length + 1, -1)}`;

/** Of what decoding has told of: the fields that nobody could own. */
export const undeclaredFields = (problems: readonly string[]): string[] =>
  problems.filter(isUnknown).map((problem) => `${fieldIn(problem)}: field not declared in schema`);

function untypedMessage(
  { definition, version, name }: ApplyRequest,
  namespace: string | undefined,
  problems: string[],
): string {
  const kind = `${groupIn(definition, version)}/${version.version}, Kind=${definition.kind}`;
  const all = problems.length === 1 ? problems[0] : `errors:\n${problems.map((problem) => `  ${problem}`).join('\n')}`;
  return `failed to create typed patch object (${namespace ?? ''}/${name}; ${kind}): ${all}`;
}
