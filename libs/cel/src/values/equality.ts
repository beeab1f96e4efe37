import { atOnce, createPace, isStep, type Steps } from '@kubets/apimachinery';
import {
  Duration,
  EvaluationError,
  isList,
  isMap,
  noOverload,
  Opaque,
  Optional,
  Timestamp,
  TypeValue,
  Uint,
  type ListValue,
  type Value,
} from './value';
import { nanosOf } from './time';
import { itemKey, itemsByKey } from './unordered';

const isNumber = (value: Value): value is bigint | number | Uint =>
  typeof value === 'bigint' || typeof value === 'number' || value instanceof Uint;

const plain = (value: bigint | number | Uint): bigint | number => (value instanceof Uint ? value.value : value);

/** Beside a double, an integer is the nearest double. */
function numbers(a: bigint | number | Uint, b: bigint | number | Uint): [bigint | number, bigint | number] {
  const [left, right] = [plain(a), plain(b)];
  return typeof left === typeof right ? [left, right] : [Number(left), Number(right)];
}

/** As many values are compared for one answer: a list may hold one and the same list many times, at every depth. */
const MAX_COMPARED = 1_000_000;
/** As many are compared at once. */
const AT_ONCE = 256;

/**
 * Equality over all types: what is of different kinds is not equal, numbers are by what they are. At once, or in steps where
 * much has to be compared.
 */
export function equal(a: Value, b: Value): boolean | Steps<boolean> {
  return equalAtOnce(a, b, { left: AT_ONCE }) ?? equalInSteps(a, b, { left: MAX_COMPARED, isEnough: createPace() });
}

interface Work {
  /** As many values may be compared yet. */
  left: number;
  isEnough: (compared: number) => boolean;
}

/** Undefined where more would have to be compared than may be. */
function equalAtOnce(a: Value, b: Value, work: Pick<Work, 'left'>): boolean | undefined {
  if (work.left-- === 0) return undefined;
  if (isList(a)) {
    if (!isList(b) || a.size !== b.size) return false;
    if (a.keyedBy) return equalByKeys(a, b, work);
    for (let index = 0; index < a.size; index++) {
      const same = equalAtOnce(a.at(index), b.at(index), work);
      if (!same) return same;
    }
    return true;
  }
  if (isMap(a)) {
    if (!isMap(b) || a.size !== b.size) return false;
    for (const key of a.keys()) {
      const other = b.get(key);
      const same = other !== undefined && equalAtOnce(a.get(key)!, other, work);
      if (!same) return same;
    }
    return true;
  }
  if (a instanceof Optional && b instanceof Optional && a.value !== undefined && b.value !== undefined)
    return equalAtOnce(a.value, b.value, work);
  return equalPlain(a, b);
}

function* equalInSteps(a: Value, b: Value, work: Work): Steps<boolean> {
  if (isList(a) && isList(b) && a.size === b.size) {
    if (a.keyedBy) return yield* equalByKeysInSteps(a, b, work);
    for (let index = 0; index < a.size; index++) if (!(yield* equalPart(a.at(index), b.at(index), work))) return false;
    return true;
  }
  if (isMap(a) && isMap(b) && a.size === b.size) {
    for (const key of a.keys()) {
      const other = b.get(key);
      if (other === undefined || !(yield* equalPart(a.get(key)!, other, work))) return false;
    }
    return true;
  }
  if (a instanceof Optional && b instanceof Optional && a.value !== undefined && b.value !== undefined)
    return yield* equalPart(a.value, b.value, work);
  return equalAtOnce(a, b, work) ?? false;
}

/** Undefined where more would have to be compared than may be. */
function equalByKeys(a: ListValue, b: ListValue, work: Pick<Work, 'left'>): boolean | undefined {
  if (a.size > work.left) return undefined;
  work.left -= a.size;
  const pairs = atOnce(pairsByKey(a, b));
  for (const [item, other] of pairs ?? []) {
    const same = equalAtOnce(item, other, work);
    if (!same) return same;
  }
  return pairs !== undefined;
}

function* equalByKeysInSteps(a: ListValue, b: ListValue, work: Work): Steps<boolean> {
  spend(work, a.size);
  const pairs = yield* pairsByKey(a, b);
  if (!pairs) return false;
  for (const [item, other] of pairs) if (!(yield* equalPart(item, other, work))) return false;
  return true;
}

/** Items of two lists of one length that have a key in common; of a set, where they are equal with it, none. Undefined where one has no other. */
function* pairsByKey(a: ListValue, b: ListValue): Steps<[Value, Value][] | undefined> {
  const keys = a.keyedBy!;
  const items = yield* itemsByKey(a, keys);
  const seen = new Set<string>();
  const pairs: [Value, Value][] = [];
  for (let index = 0; index < b.size; index++) {
    if (isStep(index)) yield;
    const other = b.at(index);
    const key = itemKey(other, keys);
    const item = items.get(key);
    if (item === undefined) return undefined;
    seen.add(key);
    if (keys !== 'itself') pairs.push([item, other]);
  }
  return seen.size === items.size ? pairs : undefined;
}

function spend(work: Work, compared: number): void {
  work.left -= compared;
  if (work.left <= 0) throw new EvaluationError('values are too large to be compared');
}

function* equalPart(a: Value, b: Value, work: Work): Steps<boolean> {
  const allowed = Math.min(AT_ONCE, work.left);
  const piece = { left: allowed };
  const same = equalAtOnce(a, b, piece);
  const compared = allowed - Math.max(0, piece.left);
  spend(work, compared);
  if (work.isEnough(compared)) yield;
  return same ?? (yield* equalInSteps(a, b, work));
}

/** Of what holds no other values. */
function equalPlain(a: Value, b: Value): boolean {
  if (isNumber(a) && isNumber(b)) {
    const [left, right] = numbers(a, b);
    return left === right;
  }
  if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null) return a === b;
  if (a instanceof Uint8Array) return b instanceof Uint8Array && Buffer.compare(a, b) === 0;
  if (a instanceof Timestamp) return b instanceof Timestamp && nanosOf(a) === nanosOf(b);
  if (a instanceof Duration) return b instanceof Duration && a.nanos === b.nanos;
  if (a instanceof TypeValue) return b instanceof TypeValue && a.name === b.name;
  if (a instanceof Optional) return b instanceof Optional && a.value === b.value;
  return a instanceof Opaque && b instanceof Opaque && a.typeName === b.typeName && a.equals(b);
}

/** Below 0, 0 or above. @throws EvaluationError for what has no order. */
export function compare(a: Value, b: Value): number {
  if (isNumber(a) && isNumber(b)) {
    const [left, right] = numbers(a, b);
    if (Number.isNaN(left) || Number.isNaN(right)) throw new EvaluationError('NaN values cannot be ordered');
    return left < right ? -1 : left > right ? 1 : 0;
  }
  if (typeof a === 'string' && typeof b === 'string') return compareTexts(a, b);
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b);
  if (a instanceof Timestamp && b instanceof Timestamp) return sign(nanosOf(a) - nanosOf(b));
  if (a instanceof Duration && b instanceof Duration) return sign(a.nanos - b.nanos);
  throw noOverload();
}

/** By code points, as UTF-8 is ordered; without a copy of either. */
function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  let index = 0;
  while (index < length && a.charCodeAt(index) === b.charCodeAt(index)) index++;
  if (index === length) return a.length - b.length;
  return rank(a.charCodeAt(index)) - rank(b.charCodeAt(index));
}

/** Surrogates stand for what comes after all that is no surrogate. */
const rank = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit);

const sign = (value: bigint): number => (value < 0n ? -1 : value > 0n ? 1 : 0);
