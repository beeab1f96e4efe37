import { isJsonObject } from '../json/json-value';

/** A set of fields of more nodes is left as it is: putting it in order would hold others up. */
const MOST_NODES = 5_000;

/**
 * Managed fields in the order of their keys, as Kubernetes writes them: clients that read an object in several formats
 * compare the text.
 */
export function orderedFields(fields: unknown): unknown {
  let left = MOST_NODES;
  const ordered = (value: unknown): unknown => {
    if (!isJsonObject(value) || left <= 0) return value;
    const keys = Object.keys(value);
    left -= keys.length;
    return Object.fromEntries(keys.sort().map((key) => [key, ordered(value[key])]));
  };
  const result = ordered(fields);
  return left < 0 ? fields : result;
}
