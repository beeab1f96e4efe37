import { createPace, isStep, sortSteps, type Steps } from '@kubets/apimachinery';
import { global, method, type Library } from '../functions/declaration';
import { copied, positionIn } from '../functions/list-steps';
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
import { compare } from '../values/equality';
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

function* isSorted(list: ListValue): Steps<Value> {
  for (let index = 1; index < list.size; index++) {
    if (isStep(index)) yield;
    if (compare(list.at(index - 1), list.at(index)) > 0) return false;
  }
  return true;
}

function extreme(name: string, isBetter: (order: number) => boolean): (list: ListValue) => Steps<Value> {
  return function* (list) {
    if (list.size === 0) throw new EvaluationError(`${name} called on empty list`);
    let best = list.at(0);
    for (let index = 0; index < list.size; index++) {
      if (isStep(index)) yield;
      const item = list.at(index);
      if (isBetter(compare(item, best))) best = item;
    }
    return best;
  };
}

function* sum(list: ListValue): Steps<Value> {
  let total: Value | undefined;
  for (let index = 0; index < list.size; index++) {
    if (isStep(index)) yield;
    const item = list.at(index);
    total = added(total ?? ZERO.get(typeNameOf(item)) ?? item, item);
  }
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

function* indexOf(list: ListValue, value: Value): Steps<Value> {
  return BigInt(yield* positionIn(list, value));
}

function* lastIndexOf(list: ListValue, value: Value): Steps<Value> {
  return BigInt(yield* positionIn(list, value, true));
}

function* includes(list: ListValue, value: Value): Steps<Value> {
  return (yield* positionIn(list, value)) >= 0;
}

/** As many items may come of one list. */
const MAX_ITEMS = 1_000_000;

function* range(count: bigint): Steps<Value> {
  if (count < 0n) throw new EvaluationError(`lists.range: size must be non-negative, got ${count}`);
  if (count > BigInt(MAX_ITEMS)) throw new EvaluationError('range is too large');
  const items: Value[] = [];
  for (let index = 0; index < count; index++) {
    if (isStep(index)) yield;
    items.push(BigInt(index));
  }
  return new Items(items);
}

function* distinct(list: ListValue): Steps<Value> {
  const found: Value[] = [];
  const isEnough = createPace();
  for (const item of yield* copied(list)) {
    if (isEnough(1 + found.length)) yield;
    if ((yield* positionIn(new Items(found), item)) < 0) found.push(item);
  }
  return new Items(found);
}

function* sort(list: ListValue): Steps<Value> {
  return new Items(yield* sortSteps(yield* copied(list), compare));
}

function* reverse(list: ListValue): Steps<Value> {
  return new Items((yield* copied(list)).reverse());
}

function* slice(list: ListValue, from: bigint, to: bigint): Steps<Value> {
  if (from < 0n || to < 0n) throw new EvaluationError(`cannot slice(${from}, ${to}), negative indexes not supported`);
  if (from > to)
    throw new EvaluationError(`cannot slice(${from}, ${to}), start index must be less than or equal to end index`);
  if (to > BigInt(list.size)) throw new EvaluationError(`cannot slice(${from}, ${to}), list is length ${list.size}`);
  return new Items(yield* copied(list, Number(from), Number(to)));
}

function* flatten(list: ListValue, depth = 1n): Steps<Value> {
  if (depth < 0n) throw new EvaluationError('level must be non-negative');
  const flat: Value[] = [];
  const waiting = [{ list, index: 0, left: depth }];
  for (let count = 0; waiting.length > 0; count++) {
    if (isStep(count)) yield;
    const at = waiting.at(-1)!;
    if (at.index === at.list.size) {
      waiting.pop();
      continue;
    }
    const item = at.list.at(at.index++);
    if (isList(item) && at.left > 0n) waiting.push({ list: item, index: 0, left: at.left - 1n });
    else if (flat.push(item) > MAX_ITEMS) throw new EvaluationError('list is too large');
  }
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
      method('sort', [listOf(type)], listOf(type), sort, squared),
    ]),
    method('sum', [listOf(INT)], INT, sum, byItems),
    method('sum', [listOf(UINT)], UINT, sum, byItems),
    method('sum', [listOf(DOUBLE)], DOUBLE, sum, byItems),
    method('sum', [listOf(DURATION)], DURATION, sum, byItems),
    method('indexOf', [LIST, A], INT, indexOf, byItems),
    method('lastIndexOf', [LIST, A], INT, lastIndexOf, byItems),
    method('includes', [LIST, A], BOOL, includes, byItems),
    method('distinct', [LIST], LIST, distinct, squared),
    method('reverse', [LIST], LIST, reverse, byItems),
    method('slice', [LIST, INT, INT], LIST, slice, byItems),
    method('flatten', [listOf(LIST)], LIST, flatten, byItems),
    method('flatten', [listOf(DYN), INT], listOf(DYN), flatten, byItems),
    method('first', [LIST], optionalOf(A), (list: ListValue) => itemOf(list, 0)),
    method('last', [LIST], optionalOf(A), (list: ListValue) => itemOf(list, list.size - 1)),
    global('lists.range', [INT], listOf(INT), range, ([count]) => Math.max(1, Number(count))),
  ],
};

function* includesAll(list: ListValue, other: ListValue): Steps<boolean> {
  const isEnough = createPace();
  for (let index = 0; index < other.size; index++) {
    if (isEnough(1 + list.size)) yield;
    if ((yield* positionIn(list, other.at(index))) < 0) return false;
  }
  return true;
}

function* equivalent(a: ListValue, b: ListValue): Steps<Value> {
  return (yield* includesAll(a, b)) && (yield* includesAll(b, a));
}

function* intersects(a: ListValue, b: ListValue): Steps<Value> {
  const isEnough = createPace();
  for (let index = 0; index < a.size; index++) {
    if (isEnough(1 + b.size)) yield;
    if ((yield* positionIn(b, a.at(index))) >= 0) return true;
  }
  return false;
}

const product = ([a, b]: Value[]): number => Math.max(1, (isList(a) ? a.size : 1) * (isList(b) ? b.size : 1));

/** cel-go's functions of lists whose order does not matter. */
export const sets: Library = {
  functions: [
    global('sets.contains', [LIST, LIST], BOOL, includesAll, product),
    global('sets.equivalent', [LIST, LIST], BOOL, equivalent, product),
    global('sets.intersects', [LIST, LIST], BOOL, intersects, product),
  ],
};
