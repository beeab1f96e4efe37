import { fromMicroTimestamp, fromTimestamp, Timestamp } from '@kubets/proto-gen/timestamp';
import { Struct, Value } from '@kubets/proto-gen/struct';
import type { FieldSchema } from '@kubets/proto-gen/schema';
import type { WireEncoding } from './wire-encoding';
import { ownLayoutOf } from './wire-layout';

const NOTHING = Buffer.alloc(0);

function delimited(bytes: Uint8Array, { type }: FieldSchema): unknown {
  switch (type) {
    case 'string':
    case 'quantity':
    // Bytes are base64 on the wire, too.
    case 'bytes':
      return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
    case 'time':
      return fromTimestamp(Timestamp.decode(bytes));
    case 'microtime':
      return fromMicroTimestamp(Timestamp.decode(bytes));
    case 'struct':
      return Struct.decode(bytes);
    case 'any':
    case 'int-or-string':
      return Value.decode(bytes);
    default:
      throw new Error(`a ${type} does not stand in bytes of its own`);
  }
}

function nothingIn(field: FieldSchema, isThere: boolean): unknown {
  if (isThere) return undefined;
  switch (field.type) {
    case 'message':
      return NOTHING;
    case 'any':
    case 'int-or-string':
      return null;
    case 'bool':
      return false;
    case 'int32':
    case 'int64':
    case 'double':
      return 0;
    default:
      return delimited(NOTHING, field);
  }
}

/** That of our own protos, as their generated codecs read it: what is on the wire is set, also where it is zero. */
export const OWN_ENCODING: WireEncoding = {
  layoutOf: ownLayoutOf,
  hasForms: false,
  delimited,
  nothingIn,
  isSaid: (value) => value !== undefined,
};
