import type { FieldSchema, MessageSchema } from '@kubets/proto-gen/schema';
import { isJsonObject, type JsonObject } from '../json/json-value';

type Form = NonNullable<FieldSchema['nativeForm']>;

const known = new WeakMap<FieldSchema, MessageSchema>();

/** The message of Kubernetes' own that has a field for each of the things that the value may be in JSON. */
export function formMessageOf(field: FieldSchema): MessageSchema {
  let message = known.get(field);
  if (!message) known.set(field, (message = { name: field.nativeForm!, fields: formFields(field) }));
  return message;
}

function formFields({ nativeForm, formSchema }: FieldSchema): Record<string, FieldSchema> {
  const schema = (number: number): FieldSchema => ({ number, type: 'message', schema: formSchema! });
  switch (nativeForm) {
    case 'schema-or-bool':
      return { isAllowed: { number: 1, type: 'bool' }, schema: schema(2) };
    case 'schema-or-array':
      return { schema: schema(1), list: { ...schema(2), repeated: true } };
    default:
      return { schema: schema(1), list: { number: 2, type: 'string', repeated: true } };
  }
}

/** The value as that message. */
export function toForm(value: unknown, form: Form): JsonObject {
  if (isJsonObject(value)) return { isAllowed: true, schema: value };
  return form === 'schema-or-bool' ? { isAllowed: value } : { list: value };
}

/** What that message is in JSON. */
export function fromForm({ isAllowed = false, schema, list = [] }: JsonObject, form: Form): unknown {
  if (form === 'schema-or-bool') return schema ?? isAllowed;
  return (list as unknown[]).length > 0 ? list : (schema ?? list);
}
