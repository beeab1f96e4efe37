import type { FieldSchema, MessageSchema } from '@kubets/proto-gen/schema';
import type { JsonObject } from '../patch/json-value';
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

/**
 * Whether the value there is what it was in `old`, if that has such a place. Items are paired by the keys of their list;
 * in a list without keys, only when the whole list is the same.
 */
export function isUnchanged(
  steps: readonly Step[],
  root: JsonObject,
  old: JsonObject | undefined,
  rootMessage: MessageSchema,
): boolean {
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
      const item: unknown = (now as unknown[])[step];
      before = previousItem(item, step, now as unknown[], before as unknown[], field!);
      now = item;
    } else {
      now = (now as JsonObject)[step.key];
      before = (before as JsonObject)[step.key];
    }
  }
  return old !== undefined && semanticEqual(now, before);
}

function previousItem(
  item: unknown,
  index: number,
  items: unknown[],
  before: unknown[],
  { listKeys }: FieldSchema,
): unknown {
  if (!listKeys) return semanticEqual(items, before) ? before[index] : undefined;
  return before.find((other) =>
    listKeys.every((key) => semanticEqual((other as JsonObject)[key], (item as JsonObject)[key])),
  );
}
