import type { FieldSchema, MessageSchema } from '@kubets/proto-gen/schema';

const SCALARS: Record<string, string> = {
  bytes: '[]uint8',
  double: 'float64',
  time: 'v1.Time',
  microtime: 'v1.MicroTime',
  quantity: 'resource.Quantity',
  // Its own reader tries an int32 where there is no string.
  'int-or-string': 'int32',
  struct: 'map[string]interface {}',
  any: 'interface {}',
};

/** `kubets.core.v1.PodSpec` → `PodSpec`. */
export const shortName = (message: string): string => message.slice(message.lastIndexOf('.') + 1);

/** `kubets.core.v1.PodSpec` → `v1`. */
export function versionOf(message: string): string {
  return message.split('.').at(-2) ?? '';
}

function elementType(field: FieldSchema, isRead: boolean): string {
  // What reads a time reads a text first.
  if (isRead && (field.type === 'time' || field.type === 'microtime')) return 'string';
  if (field.type !== 'message') return SCALARS[field.type] ?? field.type;
  const message = field.schema?.name ?? '';
  return `${versionOf(message)}.${shortName(message)}`;
}

/** The type in `[]v1.IPFamily` or `map[string]v1.ExtraValue`; undefined of a list or map that has a name of its own. */
const elementIn = (named: string): string | undefined => /^(?:\[\]|map\[[^\]]*\])(.+)$/.exec(named)?.[1];

/**
 * The type's name in Kubernetes' decoding errors, which clients know.
 * @param isElement of an item of the list, or a value of the map
 */
export function goType(field: FieldSchema, isElement = false): string {
  const { goType: named, repeated, map, stringLists } = field;
  const isWhole = !isElement || (!repeated && !map && !stringLists);
  if (named !== undefined && isWhole) return named;
  const element = (named !== undefined && elementIn(named)) || elementType(field, isElement);
  if (isWhole && map) return `map[string]${element}`;
  return isWhole && repeated ? `[]${element}` : element;
}

/** What JSON calls the value. */
export function jsonKind(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'bigint') return 'number';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

/** What is wrong with a body that an object of the type cannot be read from. */
export function handledText({ name }: MessageSchema, problem: string): string {
  const kind = shortName(name);
  return `${kind} in version "${versionOf(name)}" cannot be handled as a ${kind}: ${problem}`;
}
