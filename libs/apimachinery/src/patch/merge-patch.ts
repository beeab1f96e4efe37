import { newBadRequest } from '../errors/new-errors';
import { jsonKind } from '../decode/go-type';
import { assertNesting } from './nesting';
import { isJsonObject, member, setMember, type JsonObject } from './json-value';

function merge(target: unknown, patch: unknown): unknown {
  if (!isJsonObject(patch)) return patch;
  const result: JsonObject = isJsonObject(target) ? { ...target } : {};
  for (const key of Object.keys(patch)) {
    const value = patch[key];
    if (value === null) delete result[key];
    else setMember(result, key, merge(member(result, key), value));
  }
  return result;
}

/**
 * RFC 7386. Neither argument is changed; what the patch does not touch is shared with the result.
 * @throws StatusError BadRequest when the patch is no object.
 */
export function applyMergePatch<T extends object>(object: T, patch: unknown): T {
  if (!isJsonObject(patch)) {
    const problem = `json: cannot unmarshal ${jsonKind(patch)} into Go value of type map[string]interface {}`;
    throw newBadRequest(`error decoding patch: ${problem}`);
  }
  assertNesting(patch);
  return merge(object, patch) as T;
}
