import {
  BOOL, BYTES, DOUBLE, Duration, DURATION, DYN, Entries, INT, isList, isMap, Items, listOf, mapOf, NULL, Opaque, Optional,
  optionalOf, STRING, Timestamp, TIMESTAMP, TypeValue, Uint, UINT, type Type, type Value,
} from '@kubets/cel'; // prettier-ignore
import { messageOf, messagesOf, textOf, type Field, type Message } from './text-format';

/** What the data have that this environment has not: messages, enumerations, functions of a test's own. */
export class NotHere extends Error {}

const text = (field: Field): string => String(field as string | Buffer);
const number = (field: Field): number => {
  const word = text(field);
  return /^-?inf/i.test(word) ? (word.startsWith('-') ? -Infinity : Infinity) : Number(word.replace(/f$/, ''));
};

const VALUES: Record<string, (field: Field) => Value> = {
  null_value: () => null,
  bool_value: (field) => text(field) === 'true',
  int64_value: (field) => bigint(text(field)),
  uint64_value: (field) => new Uint(bigint(text(field))),
  double_value: number,
  string_value: text,
  bytes_value: (field) => field as Buffer,
  type_value: (field) => new TypeValue(text(field)),
  list_value: (field) => new Items(messagesOf(field as Message, 'values').map(valueOf)),
  map_value: (field) =>
    new Entries(
      messagesOf(field as Message, 'entries').map((entry): [Value, Value] => [
        valueOf(messageOf(entry, 'key')),
        valueOf(messageOf(entry, 'value')),
      ]),
    ),
  object_value: (field) => messageValue(field as Message),
};

const bigint = (word: string): bigint => (word.startsWith('-') ? -BigInt(word.slice(1)) : BigInt(word));

/** A `cel.expr.Value`. */
export function valueOf(message: Message | undefined): Value {
  const [kind, fields] = [...(message ?? [])][0] ?? [];
  const read = kind === undefined ? undefined : VALUES[kind];
  if (!read) throw new NotHere(`value of ${kind ?? 'nothing'}`);
  return read(fields![0]!);
}

function messageValue(message: Message): Value {
  const [url, fields] = [...message][0]!;
  const of = fields[0] as Message;
  const [seconds, nanos] = [bigint(textOf(of, 'seconds') ?? '0'), Number(textOf(of, 'nanos') ?? 0)];
  if (url.endsWith('/google.protobuf.Timestamp')) return new Timestamp(seconds, nanos);
  if (url.endsWith('/google.protobuf.Duration')) return new Duration(seconds * 1_000_000_000n + BigInt(nanos));
  throw new NotHere(url);
}

const PRIMITIVES: Record<string, Type> = { BOOL, INT64: INT, UINT64: UINT, DOUBLE, STRING, BYTES };
const WELL_KNOWN: Record<string, Type> = { TIMESTAMP, DURATION, ANY: DYN };
const MESSAGES: Record<string, Type> = { 'google.protobuf.Timestamp': TIMESTAMP, 'google.protobuf.Duration': DURATION };

/** A `cel.expr.Type`. */
export function typeOf(message: Message | undefined): Type {
  const [kind, fields] = [...(message ?? [])][0] ?? [];
  const [field] = fields ?? [];
  const named = (types: Record<string, Type>): Type => {
    const found = types[text(field!)];
    if (!found) throw new NotHere(`type ${text(field!)}`);
    return found;
  };
  switch (kind) {
    case 'primitive':
      return named(PRIMITIVES);
    case 'well_known':
      return named(WELL_KNOWN);
    case 'message_type':
      return named(MESSAGES);
    case 'dyn':
      return DYN;
    case 'null':
      return NULL;
    case 'list_type':
      return listOf(typeOf(messageOf(field as Message, 'elem_type')));
    case 'map_type':
      return mapOf(typeOf(messageOf(field as Message, 'key_type')), typeOf(messageOf(field as Message, 'value_type')));
    case 'abstract_type':
      if (textOf(field as Message, 'name') === 'optional_type')
        return optionalOf(typeOf(messageOf(field as Message, 'parameter_types')));
      throw new NotHere('abstract type');
    default:
      throw new NotHere(`type of ${kind ?? 'nothing'}`);
  }
}

/** A value with its kind, so that what is not the same is told apart: `1` of int, uint and double. */
export function shape(value: Value): unknown {
  if (typeof value === 'bigint') return { int: String(value) };
  if (typeof value === 'number') return { double: String(value) };
  if (value instanceof Uint) return { uint: String(value.value) };
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString('hex') };
  if (value instanceof Timestamp) return { timestamp: `${value.seconds}.${value.nanos}` };
  if (value instanceof Duration) return { duration: String(value.nanos) };
  if (value instanceof TypeValue) return { type: value.name };
  if (value instanceof Optional) return { optional: value.value === undefined ? [] : [shape(value.value)] };
  if (value instanceof Opaque) return { other: value.typeName };
  if (isList(value)) return [...value].map(shape);
  if (!isMap(value)) return value;
  const entries = [...value.keys()].map((key) => [shape(key), shape(value.get(key)!)]);
  return { map: entries.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) };
}
