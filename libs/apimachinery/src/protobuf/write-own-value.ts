import { Struct, Value } from '@kubets/proto-gen/struct';
import { toTimestamp } from '@kubets/proto-gen/timestamp';
import type { FieldSchema } from '@kubets/proto-gen/schema';
import type { BackwardWriter } from './backward-writer';
import { DELIMITED, TYPE_BITS, VARINT, tagOf, writeContent } from './write-value';

/** A value as our own protos have it, with its tag, and its length where it has one. @throws Error for one that the field cannot hold. */
export function writeOwnField(writer: BackwardWriter, tag: number, field: FieldSchema, value: unknown): void {
  const before = writer.length();
  writeOwnContent(writer, field, value);
  if ((tag & TYPE_BITS) === DELIMITED) writer.varint(writer.length() - before);
  writer.varint(tag);
}

function writeOwnContent(writer: BackwardWriter, field: FieldSchema, value: unknown): void {
  switch (field.type) {
    case 'struct':
      return writer.bytes(Struct.encode(value as object).finish());
    case 'any':
    case 'int-or-string':
      return writer.bytes(Value.encode(value).finish());
    case 'time':
    case 'microtime':
      return writeTimestamp(writer, String(value));
    // Bytes are base64 here, too, and quantities are texts.
    case 'bytes':
    case 'quantity':
      return writeContent(writer, { ...field, type: 'string' }, value);
    default:
      return writeContent(writer, field, value);
  }
}

function writeTimestamp(writer: BackwardWriter, text: string): void {
  const { seconds, nanos } = toTimestamp(text);
  for (const [number, value] of [
    [2, nanos],
    [1, seconds],
  ] as const) {
    if (value === 0) continue;
    writer.varint(value);
    writer.varint(tagOf(number, VARINT));
  }
}
