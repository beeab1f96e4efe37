import { isStep, type Steps } from '@kubets/apimachinery';
import {
  BOOL, BYTES, DOUBLE, DURATION, INT, listOf, mapOf, optionalOf, parameter, STRING, TIMESTAMP, TYPE, typeText, UINT, type Type,
} from '../types/type'; // prettier-ignore
import { durationText, inZone, parseDuration, parseTimestamp, timestampAt, timestampText } from '../values/time';
import {
  Duration,
  EvaluationError,
  isList,
  isMap,
  Items,
  Optional,
  Timestamp,
  TypeValue,
  typeNameOf,
  Uint,
  type ListValue,
  type Value,
} from '../values/value';
import { global, method, type Library, type Overload } from './declaration';
import { int, MAX_INT, MIN_INT } from './operators';
import { matchesPattern } from './pattern';
import { byItems, byText, sizeOf } from './sizes';
import { positionOf } from './text-search';

const A = parameter('A');
const SIZED = [STRING, BYTES, listOf(A), mapOf(A, parameter('B'))];
const size = (value: Value) => BigInt(sizeOf(value));

const overflow = () => new EvaluationError('integer overflow');

function toInt(value: number): bigint {
  if (!Number.isFinite(value) || value >= 2 ** 63 || value <= -(2 ** 63)) throw overflow();
  return BigInt(Math.trunc(value));
}

function toUint(value: number): Uint {
  if (!Number.isFinite(value) || value >= 2 ** 64 || value < 0) throw new EvaluationError('unsigned integer overflow');
  return new Uint(BigInt(Math.trunc(value)));
}

function unsigned(value: bigint): Uint {
  if (value < 0n || value >= 1n << 64n) throw new EvaluationError('unsigned integer overflow');
  return new Uint(value);
}

const unreadable = (type: Type): EvaluationError =>
  new EvaluationError(`type conversion error from 'string' to '${typeText(type)}'`);

const DIGITS = 30;

function readInt(text: string): bigint {
  const value = /^[+-]?\d+$/.test(text) && text.length <= DIGITS ? BigInt(text.replace(/^\+/, '')) : undefined;
  if (value === undefined || value > MAX_INT || value < MIN_INT) throw unreadable(INT);
  return value;
}

function readUint(text: string): Uint {
  const value = /^\d+$/.test(text) && text.length <= DIGITS ? BigInt(text) : undefined;
  if (value === undefined || value >= 1n << 64n) throw unreadable(UINT);
  return new Uint(value);
}

function readDouble(text: string): number {
  if (/^[+-]?nan$/i.test(text)) return NaN;
  if (/^[+-]?inf(?:inity)?$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  const value = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/.test(text) ? Number(text) : NaN;
  if (!Number.isFinite(value)) throw unreadable(DOUBLE);
  return value;
}

function readBool(text: string): boolean {
  if (['true', 'True', 'TRUE', 't', '1'].includes(text)) return true;
  if (['false', 'False', 'FALSE', 'f', '0'].includes(text)) return false;
  throw unreadable(BOOL);
}

/** @throws EvaluationError that tells of the type, whatever is wrong. */
const read =
  <T extends Value>(type: Type, parse: (text: string) => T) =>
  (text: string): T => {
    try {
      return parse(text);
    } catch {
      throw unreadable(type);
    }
  };

function utf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new EvaluationError('invalid UTF-8 in bytes, cannot convert to string');
  }
}

/** The shortest text that reads as the number, as Go writes it. */
function goDouble(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const [digits = '', exponent = ''] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(value);
  return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

/** With so many digits, halves rounded to even. */
export function decimalText(value: number, digits: number): string {
  if (!Number.isFinite(value)) return goDouble(value);
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const size = Math.abs(value);
  const exact = size >= 1e21 ? `${BigInt(size)}.${'0'.repeat(100)}` : size.toFixed(100);
  if (digits >= 100) return sign + exact.padEnd(exact.length + digits - 100, '0');
  const end = exact.indexOf('.') + (digits > 0 ? digits + 1 : 0);
  const cut = exact.slice(0, end);
  const isTie = /^\.?50*$/.test(exact.slice(end));
  return sign + (size >= 1e21 || (isTie && /[02468]\.?$/.test(cut)) ? cut : size.toFixed(digits));
}

export const textOf = (value: Value): string => {
  if (typeof value === 'number') return goDouble(value);
  if (value instanceof Uint) return String(value.value);
  if (value instanceof Timestamp) return timestampText(value);
  if (value instanceof Duration) return durationText(value);
  return value instanceof Uint8Array ? utf8(value) : String(value as string | bigint | boolean);
};

const same = (value: Value) => value;

const conversions: [string, Overload][] = [
  ...[INT, UINT, DOUBLE, STRING, BYTES, BOOL, TIMESTAMP, DURATION].map((type) => global(type.kind, [type], type, same)),
  global('int', [UINT], INT, (value: Uint) => int(value.value)),
  global('int', [DOUBLE], INT, toInt),
  global('int', [STRING], INT, readInt),
  global('int', [TIMESTAMP], INT, (time: Timestamp) => time.seconds),
  global('int', [DURATION], INT, (duration: Duration) => duration.nanos),
  global('uint', [INT], UINT, unsigned),
  global('uint', [DOUBLE], UINT, toUint),
  global('uint', [STRING], UINT, readUint),
  global('double', [INT], DOUBLE, Number),
  global('double', [UINT], DOUBLE, (value: Uint) => Number(value.value)),
  global('double', [STRING], DOUBLE, readDouble),
  ...[INT, UINT, DOUBLE, BOOL, BYTES, TIMESTAMP, DURATION].map((type) =>
    global('string', [type], STRING, textOf, byText),
  ),
  global('bytes', [STRING], BYTES, (text: string) => Buffer.from(text), byText),
  global('bool', [STRING], BOOL, readBool),
  global('timestamp', [STRING], TIMESTAMP, read(TIMESTAMP, parseTimestamp)),
  global('timestamp', [INT], TIMESTAMP, timestampAt),
  global('duration', [STRING], DURATION, read(DURATION, parseDuration)),
  global('type', [A], TYPE, (value: Value) => new TypeValue(typeNameOf(value))),
];

const FIELDS: Record<string, (date: Date, nanos: number) => number> = {
  getFullYear: (date) => date.getUTCFullYear(),
  getMonth: (date) => date.getUTCMonth(),
  getDate: (date) => date.getUTCDate(),
  getDayOfMonth: (date) => date.getUTCDate() - 1,
  getDayOfWeek: (date) => date.getUTCDay(),
  getDayOfYear: (date) => Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000),
  getHours: (date) => date.getUTCHours(),
  getMinutes: (date) => date.getUTCMinutes(),
  getSeconds: (date) => date.getUTCSeconds(),
  getMilliseconds: (_, nanos) => Math.floor(nanos / 1_000_000),
};

const DURATIONS: Record<string, bigint> = {
  getHours: 3_600_000_000_000n,
  getMinutes: 60_000_000_000n,
  getSeconds: 1_000_000_000n,
  getMilliseconds: 1_000_000n,
};

const isZero = (value: Value): boolean => {
  if (value === null || value === false || value === '' || value === 0 || value === 0n) return true;
  if (value instanceof Uint) return value.value === 0n;
  if (value instanceof Duration) return value.nanos === 0n;
  return (
    typeof value === 'object' && (isList(value) || isMap(value) || value instanceof Uint8Array) && sizeOf(value) === 0
  );
};

function present(optional: Optional): Value {
  if (optional.value === undefined) throw new EvaluationError('optional.none() dereference');
  return optional.value;
}

/** What there is. */
function* unwrapped(list: ListValue): Steps<Value> {
  const found: Value[] = [];
  for (let index = 0; index < list.size; index++) {
    if (isStep(index)) yield;
    const item = list.at(index);
    if (item instanceof Optional && item.value !== undefined) found.push(item.value);
  }
  return new Items(found);
}

function* contains(text: string, part: string): Steps<Value> {
  return (yield* positionOf(text, part)) >= 0;
}

const OPTIONAL = optionalOf(A);

/** The functions that every expression has. */
export const standard: Library = {
  functions: [
    ...conversions,
    ...SIZED.flatMap((type) => [global('size', [type], INT, size), method('size', [type], INT, size)]),
    method('contains', [STRING, STRING], BOOL, contains, byText),
    method(
      'startsWith',
      [STRING, STRING],
      BOOL,
      (text: string, part: string) => text.startsWith(part),
      ([, part]) => byText([part!]),
    ),
    method(
      'endsWith',
      [STRING, STRING],
      BOOL,
      (text: string, part: string) => text.endsWith(part),
      ([, part]) => byText([part!]),
    ),
    ...[global, method].map((declare) =>
      declare(
        'matches',
        [STRING, STRING],
        BOOL,
        matchesPattern,
        ([text, regex]) => Math.ceil((sizeOf(text!) + 1) * 0.1) * Math.max(1, Math.ceil(sizeOf(regex!) * 0.25)),
      ),
    ),
    ...Object.entries(FIELDS).flatMap(([name, read]) => [
      method(name, [TIMESTAMP], INT, (time: Timestamp) => field(time, 'UTC', read)),
      method(name, [TIMESTAMP, STRING], INT, (time: Timestamp, zone: string) => field(time, zone, read)),
    ]),
    ...Object.entries(DURATIONS).map(([name, unit]) =>
      method(name, [DURATION], INT, (duration: Duration) => duration.nanos / unit),
    ),
    global('optional.of', [A], OPTIONAL, (value: Value) => Optional.of(value)),
    global('optional.ofNonZeroValue', [A], OPTIONAL, (value: Value) =>
      isZero(value) ? Optional.none : Optional.of(value),
    ),
    global('optional.none', [], OPTIONAL, () => Optional.none),
    global('optional.unwrap', [listOf(OPTIONAL)], listOf(A), unwrapped, byItems),
    method('unwrapOpt', [listOf(OPTIONAL)], listOf(A), unwrapped, byItems),
    method('hasValue', [OPTIONAL], BOOL, (optional: Optional) => optional.value !== undefined),
    method('value', [OPTIONAL], A, present),
    method('or', [OPTIONAL, OPTIONAL], OPTIONAL, (a: Optional, b: Optional) => (a.value === undefined ? b : a)),
    method('orValue', [OPTIONAL, A], A, (optional: Optional, other: Value) => optional.value ?? other),
  ],
};

function field(time: Timestamp, zone: string, read: (date: Date, nanos: number) => number): bigint {
  const { date, nanos } = inZone(time, zone);
  return BigInt(read(date, nanos));
}
