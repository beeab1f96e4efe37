import type { FieldSchema } from '@kubets/proto-gen/schema';

const SCALARS: Record<string, string> = {
  bytes: '[]uint8',
  double: 'float64',
  time: 'v1.Time',
  microtime: 'v1.MicroTime',
  quantity: 'resource.Quantity',
  'int-or-string': 'intstr.IntOrString',
  struct: 'map[string]interface {}',
  any: 'interface {}',
};

/** `kubets.core.v1.PodSpec` → `PodSpec`. */
export const shortName = (message: string): string => message.slice(message.lastIndexOf('.') + 1);

/** `kubets.core.v1.PodSpec` → `v1`. */
export function versionOf(message: string): string {
  return message.split('.').at(-2) ?? '';
}

function elementType(field: FieldSchema): string {
  if (field.type !== 'message') return SCALARS[field.type] ?? field.type;
  const message = field.schema?.name ?? '';
  return `${versionOf(message)}.${shortName(message)}`;
}

/** The type's name in Kubernetes' decoding errors, which clients know. */
export function goType(field: FieldSchema): string {
  if (field.map) return `map[string]${elementType(field)}`;
  return field.repeated ? `[]${elementType(field)}` : elementType(field);
}

/** What JSON calls the value. */
export function jsonKind(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'bigint') return 'number';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}
