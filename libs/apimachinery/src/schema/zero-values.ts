import type { FieldSchema } from '@kubets/proto-gen/schema';

/** Whether a field is not there, or holds the zero that stands for that: an empty text or list says nothing where Go has no pointer. */
export function isAbsent(value: unknown, field: FieldSchema): boolean {
  if (value === undefined || value === null) return true;
  if (field.zeroIsSet || field.type === 'int-or-string') return false;
  return value === '' || value === 0 || value === false;
}

/**
 * Whether a value is the zero value of a field that says nothing by it (`hostNetwork: false`, `clusterIP: ""`): it stands
 * on Kubernetes' protobuf wire where nobody set it, and is left out of its JSON.
 */
export function isMeaninglessZero(value: unknown, field: FieldSchema): boolean {
  if ((value !== '' && value !== 0 && value !== false) || field.required) return false;
  return field.type !== 'int-or-string' && field.type !== 'any' && !field.zeroIsSet;
}
