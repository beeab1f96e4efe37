import { isStep, isSteps, type Steps } from '@kubets/apimachinery';
import { equal } from '../values/equality';
import type { ListValue, Value } from '../values/value';

// What lists of any length are gone through with.

/** The items from one position to before another. */
export function* copied(list: ListValue, from = 0, to = list.size): Steps<Value[]> {
  const items: Value[] = [];
  for (let index = from; index < to; index++) {
    if (isStep(index - from)) yield;
    items.push(list.at(index));
  }
  return items;
}

/** Where the first item is, or the last, that equals a value; -1 where none does. */
export function* positionIn(list: ListValue, value: Value, isLast = false): Steps<number> {
  for (let count = 0; count < list.size; count++) {
    if (isStep(count)) yield;
    const index = isLast ? list.size - 1 - count : count;
    const same = equal(list.at(index), value);
    if (isSteps(same) ? yield* same : same) return index;
  }
  return -1;
}
