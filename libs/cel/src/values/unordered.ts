import { isStep, type Steps } from '@kubets/apimachinery';
import type { ItemKeys } from '../types/type';
import { nanosOf } from './time';
import { Duration, EvaluationError, isList, isMap, Timestamp, Uint, type ListValue, type Value } from './value';

// Lists whose order says nothing (x-kubernetes-list-type set and map): what is equal, and what is added, goes by keys.

/** @throws EvaluationError for an item of a set that is a list or a map. */
export function itemKey(item: Value, keys: ItemKeys): string {
  if (keys !== 'itself') return keys.map((name) => scalarKey(isMap(item) ? (item.get(name) ?? null) : null)).join();
  if (isList(item) || isMap(item))
    throw new EvaluationError('listSet operations are only supported on lists of scalar values');
  return scalarKey(item);
}

/** Of each type its own: 1 and 1.0 are two items. */
function scalarKey(value: Value): string {
  if (value === null || typeof value !== 'object') return `${typeof value} ${JSON.stringify(String(value))}`;
  if (value instanceof Uint) return `uint ${value.value}`;
  if (value instanceof Uint8Array) return `bytes ${Buffer.from(value).toString('base64')}`;
  if (value instanceof Timestamp) return `timestamp ${nanosOf(value)}`;
  if (value instanceof Duration) return `duration ${value.nanos}`;
  return '?';
}

/** The items by their keys, in steps; of those with one key the last. */
export function* itemsByKey(list: ListValue, keys: ItemKeys): Steps<Map<string, Value>> {
  const items = new Map<string, Value>();
  for (let index = 0; index < list.size; index++) {
    if (isStep(index)) yield;
    const item = list.at(index);
    items.set(itemKey(item, keys), item);
  }
  return items;
}

/** In steps: those of `a` where they stand, as `b` has them if it does and they have keys, and then what only `b` has. */
export function* united(a: ListValue, b: ListValue, keys: ItemKeys): Steps<Value[]> {
  const items = yield* itemsByKey(a, keys);
  for (let index = 0; index < b.size; index++) {
    if (isStep(index)) yield;
    const item = b.at(index);
    const key = itemKey(item, keys);
    if (keys !== 'itself' || !items.has(key)) items.set(key, item);
  }
  return [...items.values()];
}
