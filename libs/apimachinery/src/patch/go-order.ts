import type { FieldSchema, MessageSchema } from '@kubets/proto-gen/schema';
import { isJsonObject, member, setMember, type JsonObject } from '../json/json-value';
import { isStep, type Steps } from '../steps/steps';

const byName = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/**
 * A copy with its members in the order in which Kubernetes' JSON has them: those of a struct as its type does, those of a
 * map by name. What a patch has gone into (`touched`, a tree of the objects on its way) is a map to it. In steps.
 */
export function* goOrdered(value: object, message: MessageSchema | undefined, touched: JsonObject = {}): Steps<object> {
  if (!isJsonObject(value)) return value;
  return yield* orderedMembers(value, (name) => message && (member(message.fields, name) as FieldSchema | undefined), {
    names: message && Object.keys(message.fields),
    touched,
    isTouched: true,
  });
}

interface Order {
  /** Of the type's fields. */
  names: readonly string[] | undefined;
  touched: JsonObject;
  isTouched: boolean;
}

function* orderedMembers(
  value: JsonObject,
  fieldOf: (name: string) => FieldSchema | undefined,
  { names, touched, isTouched }: Order,
): Steps<JsonObject> {
  const ordered: JsonObject = {};
  const all = Object.keys(value);
  const place = new Map(names?.map((name, index) => [name, index]));
  const inType = (name: string) => place.get(name) ?? Infinity;
  const keys = isTouched || !names ? all.sort(byName) : all.sort((a, b) => inType(a) - inType(b) || byName(a, b));
  for (const key of keys) {
    if (isStep()) yield;
    const inner = value[key];
    const isLeaf = typeof inner !== 'object' || inner === null;
    setMember(ordered, key, isLeaf ? inner : yield* orderedValue(inner, fieldOf(key), member(touched, key)));
  }
  return ordered;
}

function* orderedValue(value: object, field: FieldSchema | undefined, touched: unknown): Steps<unknown> {
  if (Array.isArray(value)) {
    const single = field && { ...field, repeated: undefined };
    const inner = isJsonObject(touched) ? touched : {};
    const ordered: unknown[] = [];
    for (const [index, item] of (value as unknown[]).entries()) {
      if (isStep()) yield;
      const isLeaf = typeof item !== 'object' || item === null;
      ordered.push(isLeaf ? item : yield* orderedValue(item, single, member(inner, String(index))));
    }
    return ordered;
  }
  if (!isJsonObject(value)) return value;
  const isTouched = isJsonObject(touched);
  const inner = isTouched ? touched : {};
  if (field?.map) {
    const entry = { ...field, map: undefined };
    return yield* orderedMembers(value, () => entry, { names: undefined, touched: inner, isTouched });
  }
  const message = field?.schema;
  return yield* orderedMembers(value, (name) => message && (member(message.fields, name) as FieldSchema | undefined), {
    names: message && Object.keys(message.fields),
    touched: inner,
    isTouched,
  });
}

/** The objects and lists on the way to what a JSON patch's operations change, as a tree. */
export function touchedBy(operations: unknown): JsonObject {
  const tree: JsonObject = {};
  for (const operation of Array.isArray(operations) ? (operations as unknown[]) : []) {
    for (const name of ['path', 'from']) {
      const path = isJsonObject(operation) ? operation[name] : undefined;
      if (typeof path !== 'string') continue;
      let node = tree;
      for (const token of path.split('/').slice(1, -1)) {
        const next = member(node, token);
        const child: JsonObject = isJsonObject(next) ? next : {};
        setMember(node, token, child);
        node = child;
      }
    }
  }
  return tree;
}
