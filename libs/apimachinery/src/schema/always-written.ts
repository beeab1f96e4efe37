import { isStructByValue, type FieldSchema } from '@kubets/proto-gen/schema';

/** Makes what JSON has of a field that is always written and that nobody set, as Go writes it; undefined for the other fields. */
export function zeroMaker(field: FieldSchema): (() => unknown) | undefined {
  if (!field.alwaysWritten) return undefined;
  if (field.type === 'message' && isStructByValue(field)) return () => ({});
  const zero = zeroOf(field);
  return () => zero;
}

function zeroOf(field: FieldSchema): unknown {
  // Pointers, and lists and maps without content, are null.
  if (field.repeated || field.map || field.zeroIsSet) return null;
  switch (field.type) {
    case 'string':
      return '';
    case 'bool':
      return false;
    case 'int32':
    case 'int64':
    case 'double':
      return 0;
    case 'int-or-string':
      return field.byValue ? 0 : null;
    case 'quantity':
      return field.byValue ? '0' : null;
    default:
      return null;
  }
}
