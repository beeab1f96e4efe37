// google.protobuf.Timestamp as Kubernetes writes times in JSON: RFC 3339 in UTC, whole seconds for a Time
// and six digits for a MicroTime. The generated code calls these in place of ts-proto's own, which go
// through Date and so lose microseconds and print milliseconds.
import { BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire';

export interface Timestamp {
  seconds: number;
  nanos: number;
}

export const Timestamp = {
  encode(message: Timestamp, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.seconds !== 0) writer.uint32(8).int64(message.seconds);
    if (message.nanos !== 0) writer.uint32(16).int32(message.nanos);
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): Timestamp {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const end = length === undefined ? reader.len : reader.pos + length;
    const message = { seconds: 0, nanos: 0 };
    while (reader.pos < end) {
      const tag = reader.uint32();
      if (tag === 8) message.seconds = Number(reader.int64());
      else if (tag === 16) message.nanos = reader.int32();
      else reader.skip(tag & 7);
    }
    return message;
  },
};

/** The moment that an RFC 3339 text names, to the nanosecond. Throws a RangeError when the text is not a time. */
export function toTimestamp(text: string): Timestamp {
  const millis = Date.parse(text);
  if (Number.isNaN(millis)) throw new RangeError(`"${text}" is not an RFC 3339 time`);
  const fraction = /\.(\d+)/.exec(text)?.[1];
  return { seconds: Math.floor(millis / 1000), nanos: fraction ? Number(fraction.slice(0, 9).padEnd(9, '0')) : 0 };
}

/** RFC 3339 in whole seconds, as Kubernetes writes a Time: "2026-01-31T09:30:00Z". */
export function fromTimestamp(time: Timestamp): string {
  return `${secondsText(time)}Z`;
}

/** RFC 3339 with six digits, as Kubernetes writes a MicroTime: "2026-01-31T09:30:00.123456Z". */
export function fromMicroTimestamp(time: Timestamp): string {
  const micros = Math.floor(time.nanos / 1000);
  return `${secondsText(time)}.${String(micros).padStart(6, '0')}Z`;
}

function secondsText(time: Timestamp): string {
  return new Date(time.seconds * 1000).toISOString().slice(0, 19);
}
