import type { FieldSchema, MessageSchema } from '@kubets/proto-gen/schema';
import { isJsonObject, member as ownMember, type JsonObject } from '../json/json-value';
import { decodeScalar, NO_VALUE } from './scalar';

/** What has more values, or nests deeper, is not looked at to its end. */
const MOST_VALUES = 2000;
const MOST_LEVELS = 32;

/** Times as decoding leaves them, but for a leap day. */
const TIME =
  /^[1-9]\d{3}-(?:(?:0[13578]|1[02])-31|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8]))T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{6})?Z$/;

/** How many values may still be looked at; below none once it is not certain any more. */
interface Walk {
  left: number;
}

/**
 * Whether decoding the value would certainly refuse nothing, found out at once and without making anything: true of nearly
 * every small object that has been decoded before. False says nothing.
 */
export function isSurelyDecodable(value: unknown, message: MessageSchema): boolean {
  try {
    return isJsonObject(value) && isMessage(value, message, 0, { left: MOST_VALUES });
  } catch {
    // Who asks decodes it then, and is told what is wrong.
    return false;
  }
}

function isMessage(value: JsonObject, { fields }: MessageSchema, level: number, walk: Walk): boolean {
  if (level > MOST_LEVELS) return false;
  for (const name in value) {
    if (--walk.left < 0) return false;
    const one = value[name];
    const field = ownMember(fields, name) as FieldSchema | undefined;
    if (field === undefined || one === undefined || one === null) continue;
    if (!isMember(one, field, level, walk)) return false;
  }
  return true;
}

function isMember(value: unknown, field: FieldSchema, level: number, walk: Walk): boolean {
  if (field.nativeForm) return false;
  if (field.map) {
    if (!isJsonObject(value)) return false;
    for (const key in value)
      if (value[key] !== null && (--walk.left < 0 || !isOne(value[key], field, level, walk))) return false;
    return true;
  }
  if (!field.repeated) return isOne(value, field, level, walk);
  if (!Array.isArray(value)) return false;
  for (const item of value as unknown[]) if (--walk.left < 0 || !isOne(item, field, level, walk)) return false;
  return true;
}

function isOne(value: unknown, field: FieldSchema, level: number, walk: Walk): boolean {
  switch (field.type) {
    case 'message':
      return isJsonObject(value) && isMessage(value, field.schema!, level + 1, walk);
    case 'string':
      return typeof value === 'string';
    case 'time':
    case 'microtime':
      return typeof value === 'string' && TIME.test(value);
    case 'struct':
      return !field.stringLists && isJsonObject(value) && isFree(value, level, walk);
    case 'any':
      return isFree(value, level, walk);
    default:
      return decodeScalar(value, field) !== NO_VALUE;
  }
}

function isFree(value: unknown, level: number, walk: Walk): boolean {
  if (typeof value !== 'object' || value === null)
    return typeof value !== 'bigint' && (typeof value !== 'number' || Number.isFinite(value));
  if (level > MOST_LEVELS) return false;
  for (const key in value) if (--walk.left < 0 || !isFree((value as JsonObject)[key], level + 1, walk)) return false;
  return true;
}
