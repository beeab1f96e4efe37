import { fromBigInt, isInt64 } from '@kubets/proto-gen/int64';
import { MAX_FREE_DEPTH } from '../json/depth';
import { areWide } from '../json/wide-objects';
import { setMember, type JsonObject } from '../json/json-value';
import { isStep, type Steps } from '../steps/steps';
import { DecodeError } from './scalar';
import { goPath, type Trail } from './trail';

/**
 * A value of free form as every wire format carries it: not too deep, numbers finite, integers exact within 64 bits and
 * floats beyond. The same value where nothing had to be changed, which is nearly always; it is never changed in place.
 */
export function* decodeFree(value: unknown, trail: Trail): Steps<unknown> {
  return (yield* isCarried(value)) ? value : decode(value, trail, 0);
}

/** {@link decodeFree} of a whole object, in steps. @throws Error with Kubernetes' words for what no wire format carries. */
export const carriedSteps = (object: JsonObject): Steps<unknown> =>
  decodeFree(object, { parent: undefined, name: 'object' });

/** Whether nothing has to be changed and nothing is wrong; found out without a call for each value. */
function* isCarried(value: unknown): Steps<boolean> {
  const isPlain = typeof value !== 'object' || value === null;
  if (isPlain) return typeof value !== 'bigint' && (typeof value !== 'number' || Number.isFinite(value));
  let level: object[] = [value];
  let index = 0;
  for (let depth = 0; level.length > 0; depth++) {
    if (depth >= MAX_FREE_DEPTH) return false;
    const below: object[] = [];
    for (const container of level) {
      const keys = Array.isArray(container) ? undefined : Object.keys(container);
      if (keys && areWide(keys)) yield;
      const count = (keys ?? (container as unknown[])).length;
      for (let member = 0; member < count; member++) {
        if (isStep(index++)) yield;
        const one: unknown = keys ? (container as JsonObject)[keys[member]!] : (container as unknown[])[member];
        if (typeof one === 'object' && one !== null) below.push(one);
        else if (typeof one === 'bigint' || (typeof one === 'number' && !Number.isFinite(one))) return false;
      }
    }
    level = below;
  }
  return true;
}

function decode(value: unknown, trail: Trail, depth: number): unknown {
  switch (typeof value) {
    case 'bigint':
      return isInt64(value) ? fromBigInt(value) : Number(value);
    case 'number':
      if (Number.isFinite(value)) return value;
      throw new DecodeError(`json: cannot unmarshal number ${value} into Go value of type float64 at ${goPath(trail)}`);
    case 'object':
      break;
    default:
      return value;
  }
  if (value === null) return value;
  if (depth >= MAX_FREE_DEPTH)
    throw new DecodeError(`json: exceeded max depth of ${MAX_FREE_DEPTH} in ${goPath(trail)}`);
  return Array.isArray(value) ? decodeItems(value, trail, depth) : decodeMembers(value as JsonObject, trail, depth);
}

function decodeItems(items: unknown[], trail: Trail, depth: number): unknown[] {
  let result = items;
  items.forEach((item, index) => {
    const decoded = decode(item, trail, depth + 1);
    if (decoded === item) return;
    if (result === items) result = [...items];
    result[index] = decoded;
  });
  return result;
}

function decodeMembers(object: JsonObject, trail: Trail, depth: number): JsonObject {
  let result = object;
  for (const key of Object.keys(object)) {
    const decoded = decode(object[key], trail, depth + 1);
    if (decoded === object[key]) continue;
    if (result === object) result = { ...object };
    setMember(result, key, decoded);
  }
  return result;
}
