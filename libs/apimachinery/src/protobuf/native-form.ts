import type { FieldSchema } from '@kubets/proto-gen/schema';
import type { Steps } from '../steps/steps';
import type { BackwardWriter } from './backward-writer';
import { DELIMITED, tagOf, VARINT, writeText } from './write-value';

type Form = NonNullable<FieldSchema['nativeForm']>;
type WriteSchema = (number: number, schema: unknown) => Steps<void>;

/**
 * A value of JSON that is one of several things, as the message that has a field for each: a schema (1) or schemas (2),
 * true or false (1) or a schema (2), a schema (1) or texts (2).
 */
export function* writeForm(
  writer: BackwardWriter,
  number: number,
  form: Form,
  value: unknown,
  writeSchema: WriteSchema,
): Steps<void> {
  const before = writer.length();
  if (form === 'schema-or-bool') {
    if (typeof value !== 'boolean') yield* writeSchema(2, value);
    // Kubernetes' decoder of JSON takes a schema for true.
    writer.byte(value === false ? 0 : 1);
    writer.varint(tagOf(1, VARINT));
  } else if (Array.isArray(value)) {
    for (let index = value.length - 1; index >= 0; index--) {
      if (form === 'schema-or-array') yield* writeSchema(2, value[index]);
      else writeText(writer, 2, String(value[index]));
    }
  } else yield* writeSchema(1, value);
  writer.varint(writer.length() - before);
  writer.varint(tagOf(number, DELIMITED));
}
