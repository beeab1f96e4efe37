import { RE2JS } from 're2js';
import {
  BOOL, BYTES, DOUBLE, DURATION, INT, listOf, mapOf, optionalOf, parameter, STRING, TIMESTAMP, TYPE, UINT,
} from '../types/type'; // prettier-ignore
import { durationText, inZone, parseDuration, parseTimestamp, timestampText } from '../values/time';
import {
  Duration,
  EvaluationError,
  isList,
  isMap,
  Optional,
  Timestamp,
  TypeValue,
  typeNameOf,
  Uint,
  type Value,
} from '../values/value';
import { global, method, type Library, type Overload } from './declaration';
import { int } from './operators';
import { byText, sizeOf } from './sizes';

const A = parameter('A');
const SIZED = [STRING, BYTES, listOf(A), mapOf(A, parameter('B'))];
const size = (value: Value) => BigInt(sizeOf(value));

const compiled = new Map<string, RE2JS>();

/** A pattern of RE2, which takes a time that grows with the text. @throws EvaluationError. */
export function pattern(text: string): RE2JS {
  const known = compiled.get(text);
  if (known) return known;
  try {
    const made = RE2JS.compile(text);
    if (compiled.size > 1_000) compiled.clear();
    compiled.set(text, made);
    return made;
  } catch (error) {
    throw new EvaluationError((error as Error).message);
  }
}

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

function parseInteger(text: string): bigint {
  if (!/^[+-]?\d+$/.test(text) || text.length > 30)
    throw new EvaluationError(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  return BigInt(text.replace(/^\+/, ''));
}

function parseDouble(text: string): number {
  if (!/^[+-]?(?:(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|inf(?:inity)?|nan)$/i.test(text))
    throw new EvaluationError(`strconv.ParseFloat: parsing ${JSON.stringify(text)}: invalid syntax`);
  if (/nan/i.test(text)) return NaN;
  return /inf/i.test(text) ? (text.startsWith('-') ? -Infinity : Infinity) : Number(text);
}

function parseBool(text: string): boolean {
  if (['true', 'True', 'TRUE', 't', '1'].includes(text)) return true;
  if (['false', 'False', 'FALSE', 'f', '0'].includes(text)) return false;
  throw new EvaluationError(`strconv.ParseBool: parsing ${JSON.stringify(text)}: invalid syntax`);
}

function utf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new EvaluationError('invalid UTF-8 in bytes, cannot convert to string');
  }
}

const goDouble = (value: number): string =>
  Number.isNaN(value)
    ? 'NaN'
    : !Number.isFinite(value)
      ? value > 0
        ? '+Inf'
        : '-Inf'
      : String(value).replace(/e([+-])(\d)$/, 'e$10$2');

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
  global('int', [STRING], INT, (text: string) => int(parseInteger(text))),
  global('int', [TIMESTAMP], INT, (time: Timestamp) => time.seconds),
  global('int', [DURATION], INT, (duration: Duration) => duration.nanos),
  global('uint', [INT], UINT, unsigned),
  global('uint', [DOUBLE], UINT, toUint),
  global('uint', [STRING], UINT, (text: string) => unsigned(parseInteger(text))),
  global('double', [INT], DOUBLE, Number),
  global('double', [UINT], DOUBLE, (value: Uint) => Number(value.value)),
  global('double', [STRING], DOUBLE, parseDouble),
  ...[INT, UINT, DOUBLE, BOOL, BYTES, TIMESTAMP, DURATION].map((type) =>
    global('string', [type], STRING, textOf, byText),
  ),
  global('bytes', [STRING], BYTES, (text: string) => Buffer.from(text), byText),
  global('bool', [STRING], BOOL, parseBool),
  global('timestamp', [STRING], TIMESTAMP, parseTimestamp),
  global('timestamp', [INT], TIMESTAMP, (seconds: bigint) => new Timestamp(seconds, 0)),
  global('duration', [STRING], DURATION, parseDuration),
  global('duration', [INT], DURATION, (nanos: bigint) => new Duration(nanos)),
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

const OPTIONAL = optionalOf(A);

/** The functions that every expression has. */
export const standard: Library = {
  functions: [
    ...conversions,
    ...SIZED.flatMap((type) => [global('size', [type], INT, size), method('size', [type], INT, size)]),
    method('contains', [STRING, STRING], BOOL, (text: string, part: string) => text.includes(part), byText),
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
        (text: string, regex: string) => pattern(regex).test(text),
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
