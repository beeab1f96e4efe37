import {
  FieldPath,
  fieldErrors,
  isJsonObject,
  isStep,
  type FieldError,
  type JsonObject,
  type Steps,
} from '@kubets/apimachinery';
import { entriesOf, itemsOf, propertyOf, reaches, type SchemaNode } from './schema-node';

const isKeyed = (schema: SchemaNode): boolean =>
  schema['x-kubernetes-list-type'] === 'set' || schema['x-kubernetes-list-type'] === 'map';

/** In steps: what stands twice in lists whose items are known by their value or by keys. */
export function* listTypeErrors(object: JsonObject, schema: SchemaNode): Steps<FieldError[]> {
  const errors: FieldError[] = [];
  yield* search(object, schema, undefined, errors);
  return errors;
}

function* search(
  value: unknown,
  schema: SchemaNode | undefined,
  path: FieldPath | undefined,
  errors: FieldError[],
): Steps<void> {
  if (!schema || !reaches(schema, isKeyed)) return;
  if (Array.isArray(value)) {
    const items = value as unknown[];
    if (path && isKeyed(schema)) errors.push(...(yield* listErrors(items, schema, path)));
    for (const [index, item] of items.entries()) {
      if (isStep(index)) yield;
      yield* search(item, itemsOf(schema), path!.index(index), errors);
    }
    return;
  }
  if (!isJsonObject(value)) return;
  for (const [index, name] of Object.keys(value).entries()) {
    if (isStep(index)) yield;
    const property = propertyOf(schema, name);
    const at = property ? (path?.child(name) ?? FieldPath.of(name)) : (path ?? FieldPath.of('')).key(name);
    yield* search(value[name], property ?? entriesOf(schema), at, errors);
  }
}

function* listErrors(items: unknown[], schema: SchemaNode, path: FieldPath): Steps<FieldError[]> {
  if (schema['x-kubernetes-list-type'] === 'set') return yield* duplicates(items, items, path);
  const bad = items.findIndex((item) => item !== null && !isJsonObject(item));
  if (bad >= 0)
    return [fieldErrors.invalid(path.index(bad), items[bad], 'must be an object for an array of list-type map')];
  const names = schema['x-kubernetes-list-map-keys'] ?? [];
  const keys = items.map((item) =>
    Object.fromEntries(
      names.filter((name) => isJsonObject(item) && name in item).map((name) => [name, (item as JsonObject)[name]]),
    ),
  );
  return yield* duplicates(keys, keys, path);
}

/** Each value that stands there more than once is told of once, where it stands the second time. */
function* duplicates(values: readonly unknown[], shown: readonly unknown[], path: FieldPath): Steps<FieldError[]> {
  const seen = new Map<unknown, number>();
  const errors: FieldError[] = [];
  for (const [index, value] of values.entries()) {
    if (isStep(index)) yield;
    const id = typeof value === 'object' && value !== null ? `json ${sortedJson(value)}` : value;
    const times = seen.get(id) ?? 0;
    if (times === 1) errors.push(fieldErrors.duplicate(path.index(index), shown[index]));
    seen.set(id, times + 1);
  }
  return errors;
}

/** The same text for values that are equal. */
const sortedJson = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'bigint'
      ? String(inner)
      : isJsonObject(inner)
        ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
        : inner,
  );
