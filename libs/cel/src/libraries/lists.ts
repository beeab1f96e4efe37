import { global, method, type Library } from '../functions/declaration';
import { byItems } from '../functions/sizes';
import {
  BOOL,
  BYTES,
  DOUBLE,
  DURATION,
  DYN,
  INT,
  listOf,
  optionalOf,
  parameter,
  STRING,
  TIMESTAMP,
  UINT,
  type Type,
} from '../types/type';
import { compare, equal } from '../values/equality';
import {
  Duration,
  EvaluationError,
  isList,
  Items,
  Optional,
  typeNameOf,
  Uint,
  type ListValue,
  type Value,
} from '../values/value';

const A = parameter('A');
const LIST = listOf(A);
const ORDERED: Type[] = [INT, UINT, DOUBLE, BOOL, STRING, BYTES, TIMESTAMP, DURATION];

function isSorted(list: ListValue): boolean {
  for (let index = 1; index < list.size; index++) if (compare(list.at(index - 1), list.at(index)) > 0) return false;
  return true;
}

function extreme(name: string, isBetter: (order: number) => boolean): (list: ListValue) => Value {
  return (list) => {
    if (list.size === 0) throw new EvaluationError(`${name} called on empty list`);
    let best = list.at(0);
    for (const item of list) if (isBetter(compare(item, best))) best = item;
    return best;
  };
}

function sum(list: ListValue): Value {
  let total: Value | undefined;
  for (const item of list)
    total = total === undefined ? added(ZERO.get(typeNameOf(item)) ?? item, item) : added(total, item);
  return total ?? 0n;
}

const ZERO = new Map<string, Value>([
  ['int', 0n],
  ['uint', new Uint(0n)],
  ['double', 0],
  ['google.protobuf.Duration', new Duration(0n)],
]);

function added(a: Value, b: Value): Value {
  if (typeof a === 'number' && typeof b === 'number') return a + b;
  if (typeof a === 'bigint' && typeof b === 'bigint') return within(a + b, 63n);
  if (a instanceof Uint && b instanceof Uint) return new Uint(within(a.value + b.value, 64n));
  if (a instanceof Duration && b instanceof Duration) return new Duration(within(a.nanos + b.nanos, 63n));
  throw new EvaluationError('no such overload');
}

function within(value: bigint, bits: bigint): bigint {
  if (value >= 1n << bits || value < (bits === 64n ? 0n : -(1n << bits))) throw new EvaluationError('integer overflow');
  return value;
}

const indexOf = (list: ListValue, value: Value): bigint => BigInt([...list].findIndex((item) => equal(item, value)));
const lastIndexOf = (list: ListValue, value: Value): bigint =>
  BigInt([...list].findLastIndex((item) => equal(item, value)));

/** As many items may come of one list. */
const MAX_ITEMS = 1_000_000;

function range(count: bigint): ListValue {
  if (count < 0n) throw new EvaluationError(`lists.range: size must be non-negative, got ${count}`);
  if (count > BigInt(MAX_ITEMS)) throw new EvaluationError('range is too large');
  return new Items(Array.from({ length: Number(count) }, (_, index) => BigInt(index)));
}

function distinct(list: ListValue): ListValue {
  const found: Value[] = [];
  for (const item of list) if (!found.some((one) => equal(one, item))) found.push(item);
  return new Items(found);
}

function slice(list: ListValue, from: bigint, to: bigint): ListValue {
  if (from < 0n || to < 0n) throw new EvaluationError(`cannot slice(${from}, ${to}), negative indexes not supported`);
  if (from > to)
    throw new EvaluationError(`cannot slice(${from}, ${to}), start index must be less than or equal to end index`);
  if (to > BigInt(list.size)) throw new EvaluationError(`cannot slice(${from}, ${to}), list is length ${list.size}`);
  return new Items([...list].slice(Number(from), Number(to)));
}

function flatten(list: ListValue, depth = 1n): ListValue {
  if (depth < 0n) throw new EvaluationError('level must be non-negative');
  const flat: Value[] = [];
  const add = (items: ListValue, left: bigint): void => {
    for (const item of items) {
      if (isList(item) && left > 0n) add(item, left - 1n);
      else if (flat.push(item) > MAX_ITEMS) throw new EvaluationError('list is too large');
    }
  };
  add(list, depth);
  return new Items(flat);
}

const itemOf = (list: ListValue, index: number): Optional =>
  list.size === 0 ? Optional.none : Optional.of(list.at(index));

const squared = ([list]: Value[]): number => Math.max(1, isList(list) ? list.size ** 2 : 1);

/** Kubernetes' functions of lists, and cel-go's. */
export const lists: Library = {
  functions: [
    ...ORDERED.flatMap((type) => [
      method('isSorted', [listOf(type)], BOOL, isSorted, byItems),
      method(
        'min',
        [listOf(type)],
        type,
        extreme('min', (order) => order < 0),
        byItems,
      ),
      method(
        'max',
        [listOf(type)],
        type,
        extreme('max', (order) => order > 0),
        byItems,
      ),
      method('sort', [listOf(type)], listOf(type), (list: ListValue) => new Items([...list].sort(compare)), squared),
    ]),
    method('sum', [listOf(INT)], INT, sum, byItems),
    method('sum', [listOf(UINT)], UINT, sum, byItems),
    method('sum', [listOf(DOUBLE)], DOUBLE, sum, byItems),
    method('sum', [listOf(DURATION)], DURATION, sum, byItems),
    method('indexOf', [LIST, A], INT, indexOf, byItems),
    method('lastIndexOf', [LIST, A], INT, lastIndexOf, byItems),
    method('includes', [LIST, A], BOOL, (list: ListValue, value: Value) => indexOf(list, value) >= 0n, byItems),
    method('distinct', [LIST], LIST, distinct, squared),
    method('reverse', [LIST], LIST, (list: ListValue) => new Items([...list].reverse()), byItems),
    method('slice', [LIST, INT, INT], LIST, slice, byItems),
    method('flatten', [listOf(LIST)], LIST, flatten, byItems),
    method('flatten', [listOf(DYN), INT], listOf(DYN), flatten, byItems),
    method('first', [LIST], optionalOf(A), (list: ListValue) => itemOf(list, 0)),
    method('last', [LIST], optionalOf(A), (list: ListValue) => itemOf(list, list.size - 1)),
    global('lists.range', [INT], listOf(INT), range, ([count]) => Math.max(1, Number(count))),
  ],
};

const includesAll = (list: ListValue, other: ListValue): boolean =>
  [...other].every((item) => [...list].some((one) => equal(one, item)));
const product = ([a, b]: Value[]): number => Math.max(1, (isList(a) ? a.size : 1) * (isList(b) ? b.size : 1));

/** cel-go's functions of lists whose order does not matter. */
export const sets: Library = {
  functions: [
    global('sets.contains', [LIST, LIST], BOOL, includesAll, product),
    global(
      'sets.equivalent',
      [LIST, LIST],
      BOOL,
      (a: ListValue, b: ListValue) => includesAll(a, b) && includesAll(b, a),
      product,
    ),
    global(
      'sets.intersects',
      [LIST, LIST],
      BOOL,
      (a: ListValue, b: ListValue) => [...a].some((item) => [...b].some((one) => equal(one, item))),
      product,
    ),
  ],
};
