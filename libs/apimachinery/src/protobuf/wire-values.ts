import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import type { FieldSchema, MessageSchema } from '@kubets/proto-gen/schema';
import { newRequestEntityTooLarge } from '../errors/new-errors';
import { MAX_TEXT_VALUES } from '../json/depth';
import { formMessageOf } from './native-form';
import { isNested, ownLayoutOf, wireLayoutOf, type WireLayout } from './wire-layout';

/** What is nested deeper is left to whoever decodes it, and refuses it. */
const MAX_DEPTH = 400;

/** How an encoding lays messages out, and what a value of free form holds in it. */
interface Encoding {
  layoutOf(message: MessageSchema): WireLayout;
  free(count: Count, reader: BinaryReader, field: FieldSchema): void;
}

/** Counts values as their bytes are walked over: fields, items and entries, and those in them. */
interface Count {
  /** @throws StatusError 413 when there are too many. */
  add(values?: number): void;
}

function createCount(): Count {
  let counted = 0;
  return {
    add(values = 1) {
      counted += values;
      if (counted > MAX_TEXT_VALUES) throw newRequestEntityTooLarge(`limit is ${MAX_TEXT_VALUES} values`);
    },
  };
}

const endOf = (reader: BinaryReader): number => {
  const length = reader.uint32();
  return Math.min(reader.pos + length, reader.len);
};

/** As the reader's own, which makes an array of what it has skipped. */
function skip(reader: BinaryReader, type: WireType): void {
  if (type !== WireType.LengthDelimited) return void reader.skip(type);
  const end = reader.uint32() + reader.pos;
  if (end > reader.len) throw new RangeError('premature EOF');
  reader.pos = end;
}

function countMessage(
  count: Count,
  reader: BinaryReader,
  end: number,
  layout: WireLayout,
  encoding: Encoding,
  depth: number,
): void {
  while (reader.pos < end) {
    const [number, type] = reader.tag();
    count.add();
    const entry = layout.get(number);
    if (!entry || type !== WireType.LengthDelimited || depth > MAX_DEPTH) skip(reader, type);
    else if (isNested(entry)) countMessage(count, reader, endOf(reader), entry, encoding, depth + 1);
    else if (entry.field.map) countEntry(count, reader, endOf(reader), entry.field, encoding, depth + 1);
    else countValue(count, reader, entry.field, encoding, depth + 1);
  }
}

/** An entry of a map is one value, which stands in its second field. */
function countEntry(
  count: Count,
  reader: BinaryReader,
  end: number,
  field: FieldSchema,
  encoding: Encoding,
  depth: number,
): void {
  while (reader.pos < end) {
    const [number, type] = reader.tag();
    if (number === 2 && type === WireType.LengthDelimited) countValue(count, reader, field, encoding, depth);
    else skip(reader, type);
  }
}

function countValue(count: Count, reader: BinaryReader, field: FieldSchema, encoding: Encoding, depth: number): void {
  if (field.type === 'message')
    countMessage(count, reader, endOf(reader), encoding.layoutOf(field.schema!), encoding, depth);
  else if (field.nativeForm && encoding === KUBERNETES)
    countMessage(count, reader, endOf(reader), wireLayoutOf(formMessageOf(field)), encoding, depth);
  else if (field.type === 'struct' || field.type === 'any') encoding.free(count, reader, field);
  else skip(reader, WireType.LengthDelimited);
}

/** google.protobuf's messages for free form: which of their fields lead to which. */
const FREE = {
  struct: new Map([[1, 'entry']]),
  entry: new Map([[2, 'any']]),
  any: new Map([
    [5, 'struct'],
    [6, 'list'],
  ]),
  list: new Map([[1, 'any']]),
} as unknown as Record<FreeMessage, Map<number, FreeMessage>>;
type FreeMessage = 'struct' | 'entry' | 'any' | 'list';

function countFree(count: Count, reader: BinaryReader, end: number, message: FreeMessage, depth = 0): void {
  while (reader.pos < end) {
    const [number, type] = reader.tag();
    const inner = type === WireType.LengthDelimited && depth <= MAX_DEPTH ? FREE[message].get(number) : undefined;
    if (inner === undefined) skip(reader, type);
    else {
      if (inner !== 'any' || message === 'list') count.add();
      countFree(count, reader, endOf(reader), inner, depth + 1);
    }
  }
}

const SIGNS = new Set([...'{[,'].map((sign) => sign.charCodeAt(0)));

/** Kubernetes' encoding holds free form as JSON text. */
function countText(count: Count, reader: BinaryReader): void {
  let values = 0;
  for (const byte of reader.bytes()) if (SIGNS.has(byte)) values++;
  count.add(values);
}

const KUBERNETES: Encoding = { layoutOf: wireLayoutOf, free: countText };
const OWN: Encoding = {
  layoutOf: ownLayoutOf,
  free: (count, reader, field) => countFree(count, reader, endOf(reader), field.type as 'struct' | 'any'),
};

/**
 * That a message of Kubernetes' own encoding holds no more values than a JSON text may.
 * @throws StatusError 413; Error for bytes that are no message.
 */
export function assertFewValues(bytes: Uint8Array, message: MessageSchema): void {
  const reader = new BinaryReader(bytes);
  countMessage(createCount(), reader, reader.len, wireLayoutOf(message), KUBERNETES, 0);
}

/** The same for a request of ours, of which the message in the field `object` is one of the schema. */
export function assertFewValuesInRequest(bytes: Uint8Array, object: { number: number; message: MessageSchema }): void {
  const reader = new BinaryReader(bytes);
  const request: WireLayout = new Map([
    [object.number, { name: 'object', field: { number: object.number, type: 'message', schema: object.message } }],
  ]);
  countMessage(createCount(), reader, reader.len, request, OWN, 0);
}
