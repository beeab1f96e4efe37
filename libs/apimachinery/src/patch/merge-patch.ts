import { atOnce, isStep, STRIDE, type Steps } from '../steps/steps';
import { newBadRequest } from '../errors/new-errors';
import { jsonKind } from '../decode/go-type';
import { assertNesting } from './nesting';
import { isJsonObject, member, setMember, type JsonObject } from '../json/json-value';
import { areWide, copyMembers } from '../json/wide-objects';

function* merge(target: unknown, patch: JsonObject): Steps<JsonObject> {
  const result: JsonObject = isJsonObject(target) ? yield* copyMembers(target, {}) : {};
  const keys = Object.keys(patch);
  if (areWide(keys)) yield;
  for (const [index, key] of keys.entries()) {
    if (isStep(index)) yield;
    const value = patch[key];
    if (value === null) delete result[key];
    else setMember(result, key, isJsonObject(value) ? yield* merge(member(result, key), value) : value);
  }
  return sorted(result);
}

/** What a patch has gone into has its members by name, as in Go, which shows in the order of what is told of them; very wide objects stay as they are. */
function sorted(object: JsonObject): JsonObject {
  const keys = Object.keys(object);
  if (keys.length > STRIDE) return object;
  const result: JsonObject = {};
  for (const key of keys.sort()) setMember(result, key, object[key]);
  return result;
}

/**
 * RFC 7386. Neither argument is changed; what the patch does not touch is shared with the result.
 * @throws StatusError BadRequest when the patch is no object.
 */
export const applyMergePatch = <T extends object>(object: T, patch: unknown): T =>
  atOnce(mergePatchSteps(object, patch));

/** {@link applyMergePatch} in steps. */
export function* mergePatchSteps<T extends object>(object: T, patch: unknown): Steps<T> {
  if (patch === null) throw newBadRequest('Invalid JSON Patch');
  if (!isJsonObject(patch)) {
    const problem = `json: cannot unmarshal ${jsonKind(patch)} into Go value of type map[string]interface {}`;
    throw newBadRequest(`error decoding patch: ${problem}`);
  }
  yield* assertNesting(patch);
  return (yield* merge(object, patch)) as T;
}
