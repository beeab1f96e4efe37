import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { schema, type FieldSchema } from '@kubets/proto-gen/schema';

type Json = Record<string, unknown>;

const MAGIC = Buffer.from('k8s\0');

/** A valid object in Kubernetes' own protobuf encoding, as Go clients send it. Written by the schema alone. */
export function kubernetesProtobuf(object: Json, message: string): Buffer {
  const typeMeta = new BinaryWriter()
    .tag(1, WireType.LengthDelimited)
    .string(String(object.apiVersion))
    .tag(2, WireType.LengthDelimited)
    .string(String(object.kind))
    .finish();
  const envelope = new BinaryWriter()
    .tag(1, WireType.LengthDelimited)
    .bytes(typeMeta)
    .tag(2, WireType.LengthDelimited)
    .bytes(messageBytes(object, message))
    .finish();
  return Buffer.concat([MAGIC, envelope]);
}

function messageBytes(object: Json, message: string): Uint8Array {
  const writer = new BinaryWriter();
  for (const [name, field] of Object.entries(schema.message(message)?.fields ?? {})) {
    if (object[name] === undefined || object[name] === null || name === 'apiVersion' || name === 'kind') continue;
    writeAt(writer, field.nativePath?.split('.').map(Number) ?? [field.number], field, object[name]);
  }
  return writer.finish();
}

/** An embedded struct is a message of its own; said in parts, which is one message to whoever reads it. */
function writeAt(writer: BinaryWriter, [number = 1, ...inner]: number[], field: FieldSchema, value: unknown): void {
  if (inner.length > 0) {
    const nested = new BinaryWriter();
    writeAt(nested, inner, field, value);
    writer.tag(number, WireType.LengthDelimited).bytes(nested.finish());
  } else if (field.map || field.stringLists) {
    for (const [key, member] of Object.entries(value as Json)) {
      const entry = new BinaryWriter().tag(1, WireType.LengthDelimited).string(key);
      if (field.stringLists)
        entry
          .tag(2, WireType.LengthDelimited)
          .bytes(
            (member as string[])
              .reduce((list, text) => list.tag(1, WireType.LengthDelimited).string(text), new BinaryWriter())
              .finish(),
          );
      else writeValue(entry, 2, field, member);
      writer.tag(number, WireType.LengthDelimited).bytes(entry.finish());
    }
  } else if (field.repeated) for (const element of value as unknown[]) writeValue(writer, number, field, element);
  else writeValue(writer, number, field, value);
}

function writeValue(writer: BinaryWriter, number: number, field: FieldSchema, value: unknown): void {
  const wrapped = (text: string) => new BinaryWriter().tag(1, WireType.LengthDelimited).string(text).finish();
  const delimited = (bytes: Uint8Array) => void writer.tag(number, WireType.LengthDelimited).bytes(bytes);
  switch (field.type) {
    case 'int32':
    case 'int64':
      return void writer.tag(number, WireType.Varint).int64(value as number);
    case 'bool':
      return void writer.tag(number, WireType.Varint).bool(value as boolean);
    case 'double':
      return void writer.tag(number, WireType.Bit64).double(value as number);
    case 'string':
      return delimited(Buffer.from(value as string));
    case 'bytes':
      return delimited(Buffer.from(value as string, 'base64'));
    case 'time':
    case 'microtime':
      return delimited(
        new BinaryWriter()
          .tag(1, WireType.Varint)
          .int64(Math.trunc(Date.parse(value as string) / 1000))
          .finish(),
      );
    case 'quantity':
      return delimited(wrapped(value as string));
    case 'int-or-string':
      return delimited(
        typeof value === 'number'
          ? new BinaryWriter().tag(2, WireType.Varint).int32(value).finish()
          : new BinaryWriter()
              .tag(1, WireType.Varint)
              .int32(1)
              .tag(3, WireType.LengthDelimited)
              .string(value as string)
              .finish(),
      );
    case 'struct':
    case 'any':
      return delimited(wrapped(JSON.stringify(value)));
    case 'message':
      return delimited(messageBytes(value as Json, field.message!));
  }
}
