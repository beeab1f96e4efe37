import { fieldErrors, type FieldError, type FieldPath } from '@kubets/apimachinery';
import { hasDefault, itemsOf, type SchemaNode } from '../../structural/schema-node';

const MAP_TYPES = ['atomic', 'granular'];
const LIST_TYPES = ['atomic', 'set', 'map'];

/** What is wrong with how objects are merged. */
export function* mapErrors(schema: SchemaNode, path: FieldPath): Generator<FieldError> {
  const { type = '' } = schema;
  const mapType = schema['x-kubernetes-map-type'];
  if (schema['x-kubernetes-preserve-unknown-fields'] === false)
    yield fieldErrors.invalid(path.child('x-kubernetes-preserve-unknown-fields'), false, 'must be true or undefined');
  if (mapType === undefined) return;
  if (type !== 'object')
    yield wrongType(path.child('type'), type, 'must be object if x-kubernetes-map-type is specified');
  if (!MAP_TYPES.includes(mapType))
    yield fieldErrors.notSupported(path.child('x-kubernetes-map-type'), mapType, MAP_TYPES);
}

const wrongType = (path: FieldPath, type: string, detail: string): FieldError =>
  type === '' ? fieldErrors.required(path, detail) : fieldErrors.invalid(path, type, detail);

/** What is wrong with how lists are merged. */
export function* listErrors(schema: SchemaNode, path: FieldPath): Generator<FieldError> {
  const { type = '' } = schema;
  const listType = schema['x-kubernetes-list-type'];
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  const items = itemsOf(schema);
  const at = path.child('x-kubernetes-list-type');
  if (listType !== undefined && type !== 'array')
    yield wrongType(path.child('type'), type, 'must be array if x-kubernetes-list-type is specified');
  else if (listType === 'set' && items) yield* setItemErrors(items, path.child('items'));
  if (listType !== undefined && !LIST_TYPES.includes(listType))
    yield fieldErrors.notSupported(at, listType, LIST_TYPES);
  if (keys.length > 0 && listType !== 'map') {
    const detail = 'must be map if x-kubernetes-list-map-keys is non-empty';
    yield listType === undefined ? fieldErrors.required(at, detail) : fieldErrors.invalid(at, listType, detail);
  }
  if (listType === 'map') yield* keyedListErrors(schema, keys, path);
  if (items && (listType === 'set' || listType === 'map'))
    yield* itemErrors(items, listType, keys, path.child('items'));
}

const ITEM_OF_SET = 'must be atomic as item of a list with x-kubernetes-list-type=set';

function* setItemErrors(items: SchemaNode, path: FieldPath): Generator<FieldError> {
  const listType = items['x-kubernetes-list-type'];
  if (items.type === 'array' && listType !== undefined && listType !== 'atomic')
    yield fieldErrors.invalid(path.child('x-kubernetes-list-type'), listType, ITEM_OF_SET);
  if (items.type === 'object' && items['x-kubernetes-map-type'] !== 'atomic')
    yield fieldErrors.invalid(path.child('x-kubernetes-map-type'), listType ?? null, ITEM_OF_SET);
}

function* keyedListErrors(schema: SchemaNode, keys: string[], path: FieldPath): Generator<FieldError> {
  const items = itemsOf(schema);
  const keysAt = path.child('x-kubernetes-list-map-keys');
  const itemsAt = path.child('items');
  if (keys.length === 0) yield fieldErrors.required(keysAt, 'must not be empty if x-kubernetes-list-type is map');
  if (schema.items === undefined)
    yield fieldErrors.required(itemsAt, 'must have a schema if x-kubernetes-list-type is map');
  else if (!items)
    yield fieldErrors.invalid(itemsAt, schema.items, 'must only have a single schema if x-kubernetes-list-type is map');
  if (!items) return;
  if (items.type !== 'object')
    return yield fieldErrors.invalid(
      itemsAt.child('type'),
      items.type ?? '',
      "must be object if parent array's x-kubernetes-list-type is map",
    );
  const seen = new Set<string>();
  for (const key of keys) {
    const property = items.properties?.[key];
    if (!property) yield fieldErrors.invalid(keysAt, keys, 'entries must all be names of item properties');
    else if (property.type === 'array' || property.type === 'object')
      yield fieldErrors.invalid(
        itemsAt.child('properties').key(key).child('type'),
        items.type,
        "must be a scalar type if parent array's x-kubernetes-list-type is map",
      );
    if (seen.has(key)) yield fieldErrors.invalid(keysAt, keys, 'must not contain duplicate entries');
    seen.add(key);
  }
}

/** Items are told apart by what is always there. */
function* itemErrors(items: SchemaNode, listType: string, keys: string[], path: FieldPath): Generator<FieldError> {
  if (items.nullable)
    yield fieldErrors.forbidden(
      path.child('nullable'),
      `cannot be nullable when x-kubernetes-list-type is ${listType}`,
    );
  for (const key of listType === 'map' ? keys : []) {
    const property = items.properties?.[key];
    if (!property) continue;
    const at = path.child('properties').key(key);
    if (!items.required?.includes(key) && !hasDefault(property))
      yield fieldErrors.required(
        at.child('default'),
        'this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property',
      );
    if (property.nullable)
      yield fieldErrors.forbidden(
        at.child('nullable'),
        'this property is in x-kubernetes-list-map-keys, so it cannot be nullable',
      );
  }
}
