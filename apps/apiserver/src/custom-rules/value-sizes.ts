import { entriesOf, hasDefault, isEmbedded, itemsOf, type SchemaNode } from '../structural/schema-node';
import { escaped } from './escaped';

// How large values may be that are of a schema, and how small, as far as a request's size leaves room.
// @see https://github.com/kubernetes/apiserver (pkg/cel/common/schemas.go)

/** Of a request, in bytes. */
export const MAX_REQUEST = 3 * 1024 * 1024;

const TEXT_SIZES: ReadonlyMap<string, { least: number; most: number }> = new Map([
  ['duration', { least: 3, most: 32 }],
  ['date', { least: 12, most: 12 }],
  ['date-time', { least: 21, most: 32 }],
]);

/** Times and durations say how long they are; a character of other texts takes up to four bytes. */
export function mostCharacters(schema: SchemaNode): number {
  const { format = '', maxLength, enum: values = [] } = schema;
  const isFree = schema['x-kubernetes-int-or-string'] ?? false;
  const ofFormat = isFree ? undefined : TEXT_SIZES.get(format);
  if (ofFormat) return ofFormat.most;
  if (maxLength !== undefined) return Math.max(0, Number(maxLength)) * (!isFree && format === 'byte' ? 1 : 4);
  if (isFree || format === 'byte' || values.length === 0) return MAX_REQUEST - 2;
  return Math.max(0, ...values.map((value) => (typeof value === 'string' ? Buffer.byteLength(value) : 0)));
}

export const mostItems = ({ maxItems }: SchemaNode, least: number): number =>
  maxItems === undefined ? Math.floor((MAX_REQUEST - 2) / (least + 1)) : Math.max(0, Number(maxItems));

export const mostEntries = ({ maxProperties }: SchemaNode, least: number): number =>
  maxProperties === undefined ? Math.floor((MAX_REQUEST - 2) / (least + 6)) : Math.max(0, Number(maxProperties));

/** As many values there may be in one request. */
export const mostValues = (schema: SchemaNode): number => Math.floor(MAX_REQUEST / (leastSize(schema) + 1));

const sizes = new WeakMap<SchemaNode, number>();

/** As few bytes a value takes as JSON. */
export function leastSize(schema: SchemaNode): number {
  const known = sizes.get(schema);
  if (known !== undefined) return known;
  const size = sizeOf(schema);
  sizes.set(schema, size);
  return size;
}

function sizeOf(schema: SchemaNode): number {
  if (schema['x-kubernetes-int-or-string']) return 1;
  switch (isEmbedded(schema) ? 'object' : schema.type) {
    case 'string':
      return TEXT_SIZES.get(schema.format ?? '')?.least ?? 2;
    case 'boolean':
      return 4;
    case 'object':
      return entriesOf(schema) ? 2 : 2 + requiredSize(schema);
    case 'array':
      return itemsOf(schema) ? 2 : 0;
    default:
      return 1;
  }
}

function requiredSize({ properties = {}, required = [] }: SchemaNode): number {
  let size = 0;
  for (const name of required) {
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (property && !hasDefault(property) && escaped(name) !== undefined)
      size += Buffer.byteLength(name) + leastSize(property) + 4;
  }
  return size;
}
