import { WireType } from '@bufbuild/protobuf/wire';
import type { FieldSchema } from '@kubets/proto-gen/schema';
import { parseJson } from '../decode/parse-json';
import { rfc3339 } from '../meta/time';
import { isMeaninglessZero } from '../schema/zero-values';
import { eachField } from './each-field';
import type { WireEncoding } from './wire-encoding';
import { wireLayoutOf } from './wire-layout';

function instant(bytes: Uint8Array): { seconds: number; nanos: number } {
  const result = { seconds: 0, nanos: 0 };
  eachField(bytes, (reader, number) => {
    if (number === 1) result.seconds = Number(reader.int64());
    else if (number === 2) result.nanos = reader.int32();
    else return false;
    return true;
  });
  return result;
}

/** A zero time is an absent one. */
function readTime(bytes: Uint8Array, micro: boolean): string | undefined {
  if (bytes.length === 0) return undefined;
  const { seconds, nanos } = instant(bytes);
  const whole = rfc3339(new Date(seconds * 1000));
  return micro ? `${whole.slice(0, -1)}.${String(Math.trunc(nanos / 1000)).padStart(6, '0')}Z` : whole;
}

function readIntOrString(bytes: Uint8Array): number | string {
  let isString = false;
  let int = 0;
  let text = '';
  eachField(bytes, (reader, number) => {
    if (number === 1) isString = reader.int32() === 1;
    else if (number === 2) int = reader.int32();
    else if (number === 3) text = reader.string();
    else return false;
    return true;
  });
  return isString ? text : int;
}

/** A message with one field, which is text or bytes: Quantity, RawExtension, FieldsV1. */
function readOnly(bytes: Uint8Array): Buffer {
  let content = Buffer.alloc(0);
  eachField(bytes, (reader, number, type) => {
    if (number !== 1 || type !== WireType.LengthDelimited) return false;
    content = Buffer.from(reader.bytes());
    return true;
  });
  return content;
}

function readJson(bytes: Uint8Array): unknown {
  const text = readOnly(bytes).toString('utf8');
  return text === '' ? undefined : parseJson(text).value;
}

function readStrings(bytes: Uint8Array): string[] {
  const strings: string[] = [];
  eachField(bytes, (reader, number) => {
    if (number !== 1) return false;
    strings.push(reader.string());
    return true;
  });
  return strings;
}

/** Values that stand in bytes of their own, but for messages. */
function readDelimited(bytes: Uint8Array, field: FieldSchema): unknown {
  if (field.stringLists) return readStrings(bytes);
  switch (field.type) {
    case 'string':
      return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
    case 'bytes':
      return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');
    case 'time':
    case 'microtime':
      return readTime(bytes, field.type === 'microtime');
    case 'quantity':
      return readOnly(bytes).toString('utf8') || undefined;
    case 'int-or-string':
      return readIntOrString(bytes);
    case 'struct':
    case 'any':
      return readJson(bytes);
    default:
      throw new Error(`a ${field.type} does not stand in bytes of its own`);
  }
}

/** What an entry of a map holds that has no value. */
const nothingIn = ({ type }: FieldSchema): unknown =>
  type === 'string' || type === 'bytes' ? '' : type === 'time' ? null : undefined;

/** Kubernetes' own: free form is JSON text, a zero time is an absent one, and zeros that say nothing are written. */
export const KUBERNETES_ENCODING: WireEncoding = {
  layoutOf: wireLayoutOf,
  hasForms: true,
  delimited: readDelimited,
  nothingIn,
  isSaid: (value, field) => value !== undefined && !isMeaninglessZero(value, field),
};
