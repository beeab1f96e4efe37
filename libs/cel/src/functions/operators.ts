import { isStep, isSteps, type Steps } from '@kubets/apimachinery';
import {
  BOOL, BYTES, DOUBLE, DURATION, DYN, INT, listOf, mapOf, optionalOf, parameter, STRING, TIMESTAMP, UINT, type Type,
} from '../types/type'; // prettier-ignore
import { compare, equal } from '../values/equality';
import { nanosOf, plus } from '../values/time';
import {
  Duration,
  EvaluationError,
  Items,
  isList,
  isMap,
  Optional,
  typeNameOf,
  Uint,
  type Timestamp,
  type ListValue,
  type MapValue,
  type Value,
} from '../values/value';
import { global, type Library } from './declaration';
import { united } from '../values/unordered';
import { copied, positionIn } from './list-steps';
import { sizeOf } from './sizes';

const A = parameter('A');
const B = parameter('B');
const LIST = listOf(A);
const MAP = mapOf(A, B);

export const MIN_INT = -(1n << 63n);
export const MAX_INT = (1n << 63n) - 1n;
const MAX_UINT = (1n << 64n) - 1n;

export function int(value: bigint): bigint {
  if (value > MAX_INT || value < MIN_INT) throw new EvaluationError('integer overflow');
  return value;
}

function uint(value: bigint): Uint {
  if (value > MAX_UINT || value < 0n) throw new EvaluationError('unsigned integer overflow');
  return new Uint(value);
}

function duration(nanos: bigint): Duration {
  if (nanos > MAX_INT || nanos < MIN_INT) throw new EvaluationError('integer overflow');
  return new Duration(nanos);
}

const nonZero = (value: bigint, message: string): bigint => {
  if (value === 0n) throw new EvaluationError(message);
  return value;
};

/** The rest as Go has it: with the sign of what is divided. */
const arithmetic = (
  name: string,
  ofBig: (a: bigint, b: bigint) => bigint,
  ofDouble?: (a: number, b: number) => number,
) => [
  global(name, [INT, INT], INT, (a: bigint, b: bigint) => int(ofBig(a, b))),
  global(name, [UINT, UINT], UINT, (a: Uint, b: Uint) => uint(ofBig(a.value, b.value))),
  ...(ofDouble ? [global(name, [DOUBLE, DOUBLE], DOUBLE, ofDouble)] : []),
];

const tenth = (args: Value[]): number => Math.ceil(args.reduce<number>((sum, arg) => sum + sizeOf(arg), 0) * 0.1);
const ORDERED: Type[] = [BOOL, INT, UINT, DOUBLE, STRING, BYTES, TIMESTAMP, DURATION];
const NUMBERS: Type[] = [INT, UINT, DOUBLE];

const relation = (name: string, holds: (order: number) => boolean) => {
  const call = (a: Value, b: Value) => holds(compare(a, b));
  return [
    ...ORDERED.map((type) => global(name, [type, type], BOOL, call, shorter)),
    ...NUMBERS.flatMap((a) => NUMBERS.filter((b) => a !== b).map((b) => global(name, [a, b], BOOL, call))),
  ];
};

/** Texts are compared until they end or differ. */
const shorter = ([a, b]: Value[]): number => Math.max(1, Math.ceil(Math.min(sizeOf(a!), sizeOf(b!)) * 0.1));

function* concatenated(a: ListValue, b: ListValue): Steps<Value> {
  if (a.keyedBy) return new Items(yield* united(a, b, a.keyedBy), a.keyedBy);
  const items = yield* copied(a);
  for (let index = 0; index < b.size; index++) {
    if (isStep(index)) yield;
    items.push(b.at(index));
  }
  return new Items(items);
}

function indexed(list: ListValue, index: Value): Value {
  if (typeof index !== 'bigint' && typeof index !== 'number' && !(index instanceof Uint))
    throw new EvaluationError(`unsupported index type '${typeNameOf(index)}' in list`);
  const at = index instanceof Uint ? Number(index.value) : Number(index);
  if (!Number.isInteger(at)) throw new EvaluationError(`unsupported index value ${String(index)} in list`);
  if (at < 0 || at >= list.size) throw new EvaluationError(`index out of bounds: ${at}`);
  return list.at(at);
}

/** `container[key]`, whatever the two turn out to be. @throws EvaluationError. */
export function itemAt(container: Value, key: Value): Value {
  if (isList(container)) return indexed(container, key);
  if (container instanceof Optional) return optionalAt(container, key);
  if (key === null) throw new EvaluationError('invalid qualifier type: types.Null');
  if (isMap(container)) return valueAt(container, key);
  throw new EvaluationError(`no such key: ${keyText(key)}`);
}

const keyText = (key: Value): string => String(key instanceof Uint ? key.value : (key as string | bigint));

function valueAt(map: MapValue, key: Value): Value {
  const value = map.get(key);
  if (value === undefined) throw new EvaluationError(`no such key: ${keyText(key)}`);
  return value;
}

function optionalAt(container: ListValue | MapValue | Optional, key: Value): Optional {
  const holder = container instanceof Optional ? container.value : container;
  if (holder === undefined) return Optional.none;
  if (isList(holder)) {
    const at = Number(key as bigint);
    return at >= 0 && at < holder.size ? Optional.of(holder.at(at)) : Optional.none;
  }
  const value = (holder as MapValue).get(key);
  return value === undefined ? Optional.none : Optional.of(value);
}

function* contains(value: Value, list: ListValue): Steps<Value> {
  return (yield* positionIn(list, value)) >= 0;
}

const differ = (a: Value, b: Value): boolean | Steps<boolean> => {
  const same = equal(a, b);
  return isSteps(same) ? negated(same) : !same;
};

function* negated(same: Steps<boolean>): Steps<boolean> {
  return !(yield* same);
}

/** What is written as an operator. `&&`, `||` and `? :` are not functions: they need not look at everything. */
export const operators: Library = {
  functions: [
    ...arithmetic(
      '_+_',
      (a, b) => a + b,
      (a, b) => a + b,
    ),
    ...arithmetic(
      '_-_',
      (a, b) => a - b,
      (a, b) => a - b,
    ),
    ...arithmetic(
      '_*_',
      (a, b) => a * b,
      (a, b) => a * b,
    ),
    ...arithmetic(
      '_/_',
      (a, b) => a / nonZero(b, 'division by zero'),
      (a, b) => a / b,
    ),
    ...arithmetic('_%_', (a, b) => {
      if (a === MIN_INT && b === -1n) throw new EvaluationError('integer overflow');
      return a % nonZero(b, 'modulus by zero');
    }),
    global('_+_', [STRING, STRING], STRING, (a: string, b: string) => a + b, tenth),
    global('_+_', [BYTES, BYTES], BYTES, (a: Uint8Array, b: Uint8Array) => Buffer.concat([a, b]), tenth),
    global('_+_', [LIST, LIST], LIST, concatenated, (args) => args.reduce<number>((sum, arg) => sum + sizeOf(arg), 1)),
    global('_+_', [TIMESTAMP, DURATION], TIMESTAMP, (a: Timestamp, b: Duration) => plus(a, b.nanos)),
    global('_+_', [DURATION, TIMESTAMP], TIMESTAMP, (a: Duration, b: Timestamp) => plus(b, a.nanos)),
    global('_+_', [DURATION, DURATION], DURATION, (a: Duration, b: Duration) => duration(a.nanos + b.nanos)),
    global('_-_', [TIMESTAMP, DURATION], TIMESTAMP, (a: Timestamp, b: Duration) => plus(a, -b.nanos)),
    global('_-_', [TIMESTAMP, TIMESTAMP], DURATION, (a: Timestamp, b: Timestamp) => duration(nanosOf(a) - nanosOf(b))),
    global('_-_', [DURATION, DURATION], DURATION, (a: Duration, b: Duration) => duration(a.nanos - b.nanos)),
    global('-_', [INT], INT, (a: bigint) => int(-a)),
    global('-_', [DOUBLE], DOUBLE, (a: number) => -a),
    global('!_', [BOOL], BOOL, (a: boolean) => !a),
    global('_==_', [A, A], BOOL, equal, shorter),
    global('_!=_', [A, A], BOOL, differ, shorter),
    ...relation('_<_', (order) => order < 0),
    ...relation('_<=_', (order) => order <= 0),
    ...relation('_>_', (order) => order > 0),
    ...relation('_>=_', (order) => order >= 0),
    global('@in', [A, LIST], BOOL, contains, ([, list]) => sizeOf(list!)),
    global('@in', [A, MAP], BOOL, (key: Value, map: MapValue) => map.get(key) !== undefined),
    global('_[_]', [LIST, INT], A, itemAt),
    global('_[_]', [MAP, A], B, itemAt),
    global('_[_]', [optionalOf(LIST), INT], optionalOf(A), itemAt),
    global('_[_]', [optionalOf(MAP), A], optionalOf(B), itemAt),
    global('_[?_]', [LIST, INT], optionalOf(A), optionalAt),
    global('_[?_]', [MAP, A], optionalOf(B), optionalAt),
    global('_[?_]', [optionalOf(LIST), INT], optionalOf(A), optionalAt),
    global('_[?_]', [optionalOf(MAP), A], optionalOf(B), optionalAt),
    global('dyn', [A], DYN, (a: Value) => a),
  ],
};
