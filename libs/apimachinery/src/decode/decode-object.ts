import { schema, type FieldSchema, type MessageSchema } from '@kubets/proto-gen/schema';
import { newBadRequest } from '../errors/new-errors';
import type { StatusError } from '../errors/status-error';
import { member as ownMember, setMember, type JsonObject } from '../patch/json-value';
import { jsonKind, shortName, versionOf } from './go-type';
import { DecodeError, decodeScalar, typeMismatch, type ScalarPlace } from './scalar';

export interface DecodeOptions {
  /** strict: refused; warn: reported and dropped; ignore: dropped. */
  unknownFields: 'strict' | 'warn' | 'ignore';
  /** Paths that {@link parseJson} found twice; reported like unknown fields. */
  duplicates?: string[];
}

export interface Decoded<T> {
  object: T;
  /** `unknown field "spec.foo"`, `duplicate field "spec.replicas"`; empty with `ignore`. */
  unknown: string[];
}

interface Context {
  unknown: string[] | undefined;
}

const join = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);

function decodeElement(value: unknown, field: FieldSchema, place: ScalarPlace, path: string, context: Context): unknown {
  if (field.type !== 'message') return decodeScalar(value, field, place);
  const message = schema.message(field.message ?? '');
  if (!message) throw new Error(`no schema for message ${field.message}`);
  if (jsonKind(value) !== 'object') throw typeMismatch(value, field, place, true);
  return decodeMessage(value as JsonObject, message, place.path, path, context);
}

function decodeList(value: unknown, field: FieldSchema, place: ScalarPlace, path: string, context: Context): unknown[] | undefined {
  if (!Array.isArray(value)) throw typeMismatch(value, field, place);
  if (value.length === 0 && !field.required) return undefined;
  return value.map((item, index) => {
    if (item === null && field.type === 'message') return {};
    return decodeElement(item, field, place, `${path}[${index}]`, context);
  });
}

function decodeMap(value: unknown, field: FieldSchema, place: ScalarPlace, path: string, context: Context): JsonObject | undefined {
  if (jsonKind(value) !== 'object') throw typeMismatch(value, field, place);
  const entries = Object.entries(value as JsonObject);
  if (entries.length === 0 && !field.required) return undefined;
  const result: JsonObject = {};
  for (const [key, item] of entries) {
    // A null in a map of strings is Go's zero value, so the key stays.
    const decoded = item === null ? (field.type === 'string' || field.type === 'bytes' ? '' : undefined) : decodeElement(item, field, place, join(path, key), context);
    if (decoded !== undefined) setMember(result, key, decoded);
  }
  return result;
}

function decodeMessage(value: JsonObject, message: MessageSchema, barePath: string, path: string, context: Context): JsonObject {
  const result: JsonObject = {};
  const struct = shortName(message.name);
  for (const key of Object.keys(value)) {
    const field = ownMember(message.fields, key) as FieldSchema | undefined;
    const member = value[key];
    if (field === undefined) {
      context.unknown?.push(`unknown field "${join(path, key)}"`);
      continue;
    }
    if (member === null || member === undefined) continue;
    const place: ScalarPlace = { struct, path: join(barePath, key) };
    const memberPath = join(path, key);
    const decode = field.map ? decodeMap : field.repeated ? decodeList : decodeElement;
    const decoded = decode(member, field, place, memberPath, context);
    if (decoded !== undefined) result[key] = decoded;
  }
  return result;
}

/** The refusal of a strict request, listing every unknown and duplicate field. */
export function strictDecodingError(problems: string[], message?: string): StatusError {
  const text = `strict decoding error: ${problems.join(', ')}`;
  return newBadRequest(message === undefined ? text : handledText(message, text));
}

function handledText(message: string, problem: string): string {
  const kind = shortName(message);
  return `${kind} in version "${versionOf(message)}" cannot be handled as a ${kind}: ${problem}`;
}

/**
 * Turns parsed JSON into an object of `message` (`kubets.core.v1.Pod`): types checked, times and quantities in
 * canonical form, nulls, empty optional lists and maps and unknown fields dropped. The input is not changed.
 * @throws StatusError BadRequest with Kubernetes' words.
 */
export function decodeObject<T>(value: unknown, message: string, options: DecodeOptions): Decoded<T> {
  const root = schema.message(message);
  if (!root) throw new Error(`no schema for message ${message}`);
  const unknown = options.unknownFields === 'ignore' ? undefined : (options.duplicates ?? []).map((path) => `duplicate field "${path}"`);
  let object: JsonObject;
  try {
    if (jsonKind(value) !== 'object') {
      throw new DecodeError(`json: cannot unmarshal ${jsonKind(value)} into Go value of type ${versionOf(message)}.${shortName(message)}`);
    }
    object = decodeMessage(value as JsonObject, root, '', '', { unknown });
  } catch (error) {
    if (error instanceof DecodeError) throw newBadRequest(handledText(message, error.message));
    throw error;
  }
  if (options.unknownFields === 'strict' && unknown && unknown.length > 0) throw strictDecodingError(unknown, message);
  return { object: object as T, unknown: unknown ?? [] };
}
