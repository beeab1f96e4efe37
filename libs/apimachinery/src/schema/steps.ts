import type { FieldSchema, MessageSchema } from '@kubets/proto-gen/schema';
import { stringifyJson } from '../json/exact-json';
import type { JsonObject } from '../json/json-value';
import { semanticEqual } from '../patch/semantic-equal';
import { FieldPath } from '../validation/field-path';
import { messageOf } from './reach';

/** From a value to one inside it: a field's name, an item's position or an entry's key. */
export type Step = string | number | { key: string };

export function pathOf([first, ...rest]: readonly Step[]): FieldPath {
  return rest.reduce<FieldPath>(
    (path, step) => {
      if (typeof step === 'string') return path.child(step);
      return typeof step === 'number' ? path.index(step) : path.key(step.key);
    },
    FieldPath.of(...(typeof first === 'string' ? [first] : [])),
  );
}

/** Whether the value at the end of the steps is what it was before. */
export type IsUnchanged = (steps: readonly Step[]) => boolean;

/**
 * Compares places of `root` with the same places of `old`, if that has them. Items are paired by the keys of their list; in a
 * list without keys, only when the whole list is the same. However many places are asked for, each list is gone through once.
 */
export function comparisonOf(root: JsonObject, old: JsonObject | undefined, rootMessage: MessageSchema): IsUnchanged {
  if (old === undefined) return () => false;
  const equal = rememberEqual();
  const itemsByKeys = new WeakMap<object, Map<string, unknown>>();

  function byKeys(items: unknown[], listKeys: readonly string[]): Map<string, unknown> {
    const known = itemsByKeys.get(items);
    if (known) return known;
    const found = new Map<string, unknown>();
    for (const item of items) {
      const id = idOf(item, listKeys);
      if (!found.has(id)) found.set(id, item);
    }
    itemsByKeys.set(items, found);
    return found;
  }

  function previousItem(items: unknown[], index: number, before: unknown[], { listKeys }: FieldSchema): unknown {
    if (!listKeys) return equal(items, before) ? before[index] : undefined;
    return byKeys(before, listKeys).get(idOf(items[index], listKeys));
  }

  return (steps) => {
    let now: unknown = root;
    let before: unknown = old;
    let message: MessageSchema | undefined = rootMessage;
    let field: FieldSchema | undefined;
    for (const step of steps) {
      if (before === undefined || before === null) return false;
      if (typeof step === 'string') {
        field = message!.fields[step]!;
        message = messageOf(field);
        now = (now as JsonObject)[step];
        before = (before as JsonObject)[step];
      } else if (typeof step === 'number') {
        before = previousItem(now as unknown[], step, before as unknown[], field!);
        now = (now as unknown[])[step];
      } else {
        now = (now as JsonObject)[step.key];
        before = (before as JsonObject)[step.key];
      }
    }
    return equal(now, before);
  };
}

/** What an item of a list is known by among the others: its keys, as one text. */
export const idOf = (item: unknown, listKeys: readonly string[]): string =>
  stringifyJson(listKeys.map((key) => (item as JsonObject)[key] ?? null));

/** semanticEqual, which is asked once for each value that is an object or a list. */
function rememberEqual(): (now: unknown, before: unknown) => boolean {
  const asked = new WeakMap<object, { before: unknown; isEqual: boolean }>();
  return (now, before) => {
    if (typeof now !== 'object' || now === null) return semanticEqual(now, before);
    const known = asked.get(now);
    if (known && known.before === before) return known.isEqual;
    const isEqual = semanticEqual(now, before);
    asked.set(now, { before, isEqual });
    return isEqual;
  };
}
