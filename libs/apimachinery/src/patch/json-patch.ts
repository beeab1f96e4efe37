import { jsonKind } from '../decode/go-type';
import { newBadRequest, newInvalid, newRequestEntityTooLarge } from '../errors/new-errors';
import { statusError } from '../errors/status-error';
import { fieldErrors } from '../validation/field-error';
import { atOnce, isStep, type Steps } from '../steps/steps';
import { FieldPath } from '../validation/field-path';
import { stringifyJson } from '../json/exact-json';
import { isJsonObject, member, type JsonObject } from '../json/json-value';
import { assertNesting, MAX_NESTING, nestsDeeperThan } from './nesting';
import { createPatchDocument, PatchError, type PatchDocument } from './patch-document';

const MAX_OPERATIONS = 10_000;
/** The first may copy all that there is. */
const OPERATIONS_PER_STEP = 32;
const MAX_COPIED_BYTES = 3 * 1024 * 1024;

/** What Go's reader says of a document that is no object. */
const NO_OBJECT_TYPE =
  'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';

/**
 * RFC 6902 as Kubernetes has it: a list may be counted from its end, and `replace` also adds. All operations or none.
 * The object is not changed; what nothing touches is shared with the result.
 * @throws StatusError BadRequest when `operations` is no JSON patch, RequestEntityTooLarge when there are too many, Invalid
 * when one fails or the result is no object.
 */
export const applyJsonPatch = <T extends object>(object: T, operations: unknown): T =>
  atOnce(jsonPatchSteps(object, operations));

/** {@link applyJsonPatch} in steps. */
export function* jsonPatchSteps<T extends object>(object: T, operations: unknown): Steps<T> {
  try {
    return yield* patchedSteps(object, operations);
  } catch (error) {
    // Whichever operation failed, Kubernetes answers this one text.
    if (error instanceof PatchError)
      throw statusError('Invalid', 'the server rejected our request due to an error in our request', {});
    throw error;
  }
}

/** The same for who wants to know what has failed. @throws PatchError for an operation that fails. */
export function* patchedSteps<T extends object>(object: T, operations: unknown): Steps<T> {
  const checked = yield* operationsOf(operations);
  const document = createPatchDocument(object, MAX_COPIED_BYTES);
  for (const [index, operation] of checked.entries()) {
    if (index % OPERATIONS_PER_STEP === 0) yield;
    try {
      yield* apply(document, operation);
    } catch (error) {
      throw error instanceof PatchError && !error.isTest
        ? new PatchError(failureText(operation, error.message))
        : error;
    }
  }
  const root = document.finish();
  yield;
  if (yield* nestsDeeperThan(MAX_NESTING, root)) throw patchInvalid('', 'exceeded max depth');
  if (!isJsonObject(root)) {
    throw patchInvalid(
      stringifyJson(root),
      `couldn't get version/kind; json parse error: json: cannot unmarshal ${jsonKind(root)} into Go value of type ${NO_OBJECT_TYPE}`,
    );
  }
  return root as T;
}

/** What Kubernetes says when a patch's result is no object of its kind. */
export const patchInvalid = (value: string, problem: string) =>
  newInvalid({ group: '', kind: '' }, '', [fieldErrors.invalid(FieldPath.of('patch'), value, problem)]);

function* operationsOf(operations: unknown): Steps<JsonObject[]> {
  const cannot = (value: unknown, into: string) =>
    newBadRequest(`error decoding patch: json: cannot unmarshal ${jsonKind(value)} into Go ${into}`);
  if (!Array.isArray(operations)) throw cannot(operations, 'value of type []handlers.jsonPatchOp');
  if (operations.length > MAX_OPERATIONS) {
    throw newRequestEntityTooLarge(
      `The allowed maximum operations in a JSON patch is ${MAX_OPERATIONS}, got ${operations.length}`,
    );
  }
  for (const [index, operation] of (operations as unknown[]).entries()) {
    if (isStep(index)) yield;
    if (operation === null) continue;
    if (!isJsonObject(operation)) throw cannot(operation, 'value of type handlers.jsonPatchOp');
    for (const field of ['op', 'path', 'from']) {
      const value = member(operation, field) ?? '';
      if (typeof value !== 'string') throw cannot(value, `struct field jsonPatchOp.${field} of type string`);
    }
    yield* assertNesting(member(operation, 'value'));
  }
  return operations as JsonObject[];
}

/** What has failed, in the words of the library that Kubernetes patches with. */
function failureText(operation: JsonObject | null, problem: string): string {
  const text = (field: string): string => String((operation && member(operation, field)) ?? '');
  const [op, path] = [text('op'), text('path')];
  const isFrom = op === 'move' || op === 'copy';
  if (problem === 'missing path' || (problem === 'missing value' && isFrom)) {
    const where = isFrom ? `from path: ${text('from')}` : `path: ${op === 'replace' ? path : JSON.stringify(path)}`;
    return `${op} operation does not apply: doc is missing ${where}: missing value`;
  }
  if (problem !== 'missing value') return `error in ${op} for path: '${path}': ${problem}`;
  if (op === 'replace') return `replace operation does not apply: doc is missing key: ${path}: missing value`;
  const key = path.slice(path.lastIndexOf('/') + 1);
  return `error in ${op} for path: '${path}': Unable to ${op} nonexistent key: ${key}: missing value`;
}

function* apply(document: PatchDocument, operation: JsonObject | null): Steps<void> {
  const text = (field: 'op' | 'path' | 'from'): string => {
    const value = operation ? member(operation, field) : undefined;
    if (typeof value !== 'string') throw new PatchError(`operation missing ${field} field`);
    return value;
  };
  const path = text('path');
  const value = member(operation!, 'value') ?? null;
  switch (text('op')) {
    case 'add':
      return yield* document.add(path, value);
    case 'remove':
      return yield* document.remove(path);
    case 'replace':
      return yield* document.replace(path, value);
    case 'move': {
      const moved = document.get(text('from'));
      yield* document.remove(text('from'));
      return yield* document.add(path, moved);
    }
    case 'copy':
      return yield* document.copy(text('from'), path);
    case 'test':
      if (!(yield* document.equals(path, value))) throw new PatchError('test failed', true);
      return;
    default:
      throw new PatchError('unexpected kind');
  }
}
