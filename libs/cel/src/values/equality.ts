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
  type Value,
} from './value';
import { nanosOf } from './time';

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

/** Equality over all types: what is of different kinds is not equal, numbers are by what they are. */
export function equal(a: Value, b: Value, work = { left: MAX_COMPARED }): boolean {
  if (work.left-- === 0) throw new EvaluationError('values are too large to be compared');
  if (isNumber(a) && isNumber(b)) {
    const [left, right] = numbers(a, b);
    return left === right;
  }
  if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null) return a === b;
  if (isList(a)) {
    if (!isList(b) || a.size !== b.size) return false;
    for (let index = 0; index < a.size; index++) if (!equal(a.at(index), b.at(index), work)) return false;
    return true;
  }
  if (isMap(a)) {
    if (!isMap(b) || a.size !== b.size) return false;
    for (const key of a.keys()) {
      const other = b.get(key);
      if (other === undefined || !equal(a.get(key)!, other, work)) return false;
    }
    return true;
  }
  if (a instanceof Uint8Array) return b instanceof Uint8Array && Buffer.compare(a, b) === 0;
  if (a instanceof Timestamp) return b instanceof Timestamp && nanosOf(a) === nanosOf(b);
  if (a instanceof Duration) return b instanceof Duration && a.nanos === b.nanos;
  if (a instanceof TypeValue) return b instanceof TypeValue && a.name === b.name;
  if (a instanceof Optional) {
    if (!(b instanceof Optional)) return false;
    return a.value === undefined || b.value === undefined ? a.value === b.value : equal(a.value, b.value, work);
  }
  return a instanceof Opaque && b instanceof Opaque && a.typeName === b.typeName && a.equals(b);
}

/** Below 0, 0 or above. @throws EvaluationError for what has no order. */
export function compare(a: Value, b: Value): number {
  if (isNumber(a) && isNumber(b)) {
    const [left, right] = numbers(a, b);
    if (Number.isNaN(left) || Number.isNaN(right)) throw new EvaluationError('NaN values cannot be ordered');
    return left < right ? -1 : left > right ? 1 : 0;
  }
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b));
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b);
  if (a instanceof Timestamp && b instanceof Timestamp) return sign(nanosOf(a) - nanosOf(b));
  if (a instanceof Duration && b instanceof Duration) return sign(a.nanos - b.nanos);
  throw noOverload();
}

const sign = (value: bigint): number => (value < 0n ? -1 : value > 0n ? 1 : 0);
