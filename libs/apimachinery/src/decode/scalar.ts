import { isInt64 } from '@kubets/proto-gen/int64';
import type { FieldSchema } from '@kubets/proto-gen/schema';
import { rfc3339 } from '../meta/time';
import { parseQuantity, quantityProblem } from '../quantity/quantity';
import { parseGoTime, RFC3339, RFC3339_MICRO, type GoTime } from './go-time';
import { goType, jsonKind } from './go-type';

/** Where a scalar stands, for the text of an error. */
export interface ScalarPlace {
  /** The enclosing type: `ServicePort`. */
  struct: string;
  /** The path without indices: `spec.ports.port`. */
  path: string;
  /** The number, as it was written. */
  text?: string;
}

/** A value that its field cannot hold; becomes a BadRequest at the top. */
export class DecodeError extends Error {}

/** `json: cannot unmarshal string into Go struct field ServicePort.spec.ports.port of type int32`. */
export function typeMismatch(value: unknown, field: FieldSchema, place: ScalarPlace, element = false): DecodeError {
  const isNumber = typeof value === 'number' || typeof value === 'bigint';
  const kind =
    isNumber && /^(?:int|double)/.test(field.type)
      ? `number ${place.text ?? String(value).replace('e+', 'e')}`
      : jsonKind(value);
  return new DecodeError(
    `json: cannot unmarshal ${kind} into Go struct field ${place.struct}.${place.path} of type ${goType(field, element)}`,
  );
}

const MAX_INT32 = 2 ** 31 - 1;

const isInt32 = (value: unknown): boolean =>
  typeof value === 'number' && Number.isInteger(value) && value <= MAX_INT32 && value >= -MAX_INT32 - 1;

/** Beyond 2^53 only a bigint is exact: a number of that size was a float in the text, which is no integer to Kubernetes. */
function isExactInt64(value: unknown): boolean {
  return typeof value === 'number' ? Number.isSafeInteger(value) : typeof value === 'bigint' && isInt64(value);
}

function decodeDouble(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  return Number.isFinite(value) ? value : NO_VALUE;
}

/** Go's zero of a time, which stands for none: the beginning of the year 1. */
const NO_TIME_MS = -62_135_596_800_000;

function parseTime(value: string, micro: boolean): string | undefined {
  const { instantMs, fraction } = goTime(value, micro);
  if (instantMs === NO_TIME_MS && /^0*$/.test(fraction)) return undefined;
  const date = new Date(instantMs);
  // Texts of times, and the wire's, have years of four digits.
  if (date.getUTCFullYear() < 0 || date.getUTCFullYear() > 9999)
    throw new DecodeError(`parsing time "${value}": year outside of range [0,9999]`);
  const whole = rfc3339(date);
  return micro ? `${whole.slice(0, -1)}.${fraction}Z` : whole;
}

function goTime(value: string, micro: boolean): GoTime {
  try {
    return parseGoTime(value, micro ? RFC3339_MICRO : RFC3339);
  } catch (error) {
    throw new DecodeError((error as Error).message);
  }
}

function parseBase64(value: string): string {
  const stripped = value.replace(/[\r\n]/g, '');
  const bad = stripped.search(/[^A-Za-z0-9+/]/);
  const body = bad < 0 ? stripped : stripped.slice(0, bad);
  const padding = stripped.slice(body.length);
  const expected = '='.repeat((4 - (body.length % 4)) % 4);
  if (body.length % 4 === 1 || padding !== expected) {
    // Of a text that ends too early, Go tells where its last four characters begin.
    const at = padding === '' ? body.length - (body.length % 4) : body.length;
    throw new DecodeError(`illegal base64 data at input byte ${at}`);
  }
  return stripped;
}

/** The same few quantities come again and again, and they are short. */
const MAX_CACHED = 1000;
const MAX_CACHED_LENGTH = 32;
const canonical = new Map<string, string>();

function canonicalQuantity(text: string): string {
  const known = canonical.get(text);
  if (known !== undefined) return known;
  const problem = quantityProblem(text);
  if (problem) throw new DecodeError(problem);
  const result = parseQuantity(text).toString();
  if (canonical.size >= MAX_CACHED) canonical.clear();
  if (text.length <= MAX_CACHED_LENGTH) canonical.set(text, result);
  return result;
}

/** Answer of {@link decodeScalar} for a value of another type. */
export const NO_VALUE = Symbol('no value');

/** One scalar, checked and in its canonical form. */
export function decodeScalar(value: unknown, field: FieldSchema): unknown {
  switch (field.type) {
    case 'string':
      return typeof value === 'string' ? value : NO_VALUE;
    case 'bool':
      return typeof value === 'boolean' ? value : NO_VALUE;
    case 'int32':
      return isInt32(value) ? value : NO_VALUE;
    case 'int64':
      return isExactInt64(value) ? value : NO_VALUE;
    case 'double':
      return decodeDouble(value);
    case 'bytes':
      return typeof value === 'string' ? parseBase64(value) : NO_VALUE;
    case 'time':
    case 'microtime':
      return typeof value === 'string' ? parseTime(value, field.type === 'microtime') : NO_VALUE;
    case 'quantity':
      return canonicalQuantity(typeof value === 'object' ? '{}' : String(value).trim());
    case 'int-or-string':
      return typeof value === 'string' || isInt32(value) ? value : NO_VALUE;
    default:
      throw new Error(`a ${field.type} is no scalar`);
  }
}
