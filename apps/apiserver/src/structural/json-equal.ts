import { isJsonObject, isStep, type Steps } from '@kubets/apimachinery';

/** In steps: whether two pieces of JSON say the same; a member that is null is not one that is absent. */
export function* jsonEqual(a: unknown, b: unknown): Steps<boolean> {
  const waiting: [unknown, unknown][] = [[a, b]];
  let index = 0;
  for (let pair = waiting.pop(); pair; pair = waiting.pop()) {
    if (isStep(index++)) yield;
    const [left, right] = pair;
    if (Array.isArray(left)) {
      if (!Array.isArray(right) || left.length !== right.length) return false;
      for (let at = 0; at < left.length; at++) {
        if (isStep(index++)) yield;
        if (left[at] !== right[at]) waiting.push([left[at], right[at]]);
      }
    } else if (isJsonObject(left)) {
      if (!isJsonObject(right)) return false;
      let surplus = 0;
      for (const key in right) if (right[key] !== undefined) surplus++;
      for (const key in left) {
        if (isStep(index++)) yield;
        if (left[key] === undefined) continue;
        surplus--;
        if (left[key] !== right[key]) waiting.push([left[key], right[key]]);
      }
      if (surplus !== 0) return false;
    } else if (!Object.is(left, right)) return false;
  }
  return true;
}
