import type { FieldSchema } from '@kubets/proto-gen/schema';
import { rfc3339 } from '../meta/time';
import { parseQuantity, quantityProblem } from '../quantity/quantity';
import { goType, jsonKind } from './go-type';

/** Where a scalar stands, for the text of an error. */
export interface ScalarPlace {
  /** The enclosing type: `ServicePort`. */
  struct: string;
  /** The path without indices: `spec.ports.port`. */
  path: string;
}

/** A value that its field cannot hold; becomes a BadRequest at the top. */
export class DecodeError extends Error {}

/** `json: cannot unmarshal string into Go struct field ServicePort.spec.ports.port of type int32`. */
export function typeMismatch(value: unknown, field: FieldSchema, place: ScalarPlace, element = false): DecodeError {
  const kind = typeof value === 'number' && /^int/.test(field.type) ? `number ${value}` : jsonKind(value);
  const type = element ? goType({ ...field, repeated: undefined, map: undefined }) : goType(field);
  return new DecodeError(`json: cannot unmarshal ${kind} into Go struct field ${place.struct}.${place.path} of type ${type}`);
}

const MAX_INT32 = 2 ** 31 - 1;

function isInteger(value: unknown, type: string): value is number {
  if (typeof value !== 'number' || !Number.isInteger(value)) return false;
  return type === 'int64' || (value <= MAX_INT32 && value >= -MAX_INT32 - 1);
}

const RFC3339 = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

function parseTime(value: unknown, micro: boolean): string {
  if (typeof value !== 'string') {
    throw new DecodeError(`json: cannot unmarshal ${jsonKind(value)} into Go value of type string`);
  }
  const match = RFC3339.exec(value);
  const instant = match ? Date.parse(`${match[1]}${match[3]}`) : NaN;
  if (!match || Number.isNaN(instant)) {
    const layout = micro ? '2006-01-02T15:04:05.000000Z07:00' : '2006-01-02T15:04:05Z07:00';
    throw new DecodeError(`parsing time "${value}" as "${layout}": cannot parse "${value}" as "2006"`);
  }
  const whole = rfc3339(new Date(instant));
  if (!micro) return whole;
  const fraction = (match[2] ?? '.').slice(1, 7).padEnd(6, '0');
  return `${whole.slice(0, -1)}.${fraction}Z`;
}

function parseBase64(value: string): string {
  const stripped = value.replace(/[\r\n]/g, '');
  const bad = stripped.search(/[^A-Za-z0-9+/]/);
  const body = bad < 0 ? stripped : stripped.slice(0, bad);
  const padding = stripped.slice(body.length);
  const expected = '='.repeat((4 - (body.length % 4)) % 4);
  if (body.length % 4 === 1 || padding !== expected) {
    throw new DecodeError(`illegal base64 data at input byte ${Math.min(body.length, stripped.length)}`);
  }
  return stripped;
}

function parseQuantityValue(value: unknown, field: FieldSchema, place: ScalarPlace): string {
  if (typeof value !== 'string' && typeof value !== 'number') throw typeMismatch(value, field, place, true);
  const text = String(value).trim();
  const problem = quantityProblem(text);
  if (problem) throw new DecodeError(problem);
  return parseQuantity(text).toString();
}

/** One scalar, checked and in its canonical form. */
export function decodeScalar(value: unknown, field: FieldSchema, place: ScalarPlace): unknown {
  switch (field.type) {
    case 'string':
      if (typeof value === 'string') return value;
      break;
    case 'bool':
      if (typeof value === 'boolean') return value;
      break;
    case 'int32':
    case 'int64':
      if (isInteger(value, field.type)) return value;
      break;
    case 'double':
      if (typeof value === 'number') return value;
      break;
    case 'bytes':
      if (typeof value === 'string') return parseBase64(value);
      break;
    case 'time':
    case 'microtime':
      return parseTime(value, field.type === 'microtime');
    case 'quantity':
      return parseQuantityValue(value, field, place);
    case 'int-or-string':
      if (typeof value === 'string' || isInteger(value, 'int32')) return value;
      throw new DecodeError(`json: cannot unmarshal ${jsonKind(value)} into Go value of type int32`);
    case 'struct':
      if (jsonKind(value) === 'object') return value;
      break;
    default:
      return value;
  }
  throw typeMismatch(value, field, place, true);
}
