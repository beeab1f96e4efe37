// An int64 is a number as long as a number holds it exactly, and a bigint beyond: nearly all of them are small, and code
// that computes with one has to say what it does with the rest. Both compare with < and > as one would think.
import type { BinaryReader } from '@bufbuild/protobuf/wire';

export type Int64 = number | bigint;

export const MAX_INT64 = 2n ** 63n - 1n;
export const MIN_INT64 = -(2n ** 63n);

export const isInt64 = (value: bigint): boolean => value >= MIN_INT64 && value <= MAX_INT64;

/** The number if it is one exactly, else the bigint. */
export function fromBigInt(value: bigint): Int64 {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** What {@link BinaryReader.int64} has read; text only where the platform has no bigint. */
export function fromInt64(value: ReturnType<BinaryReader['int64']>): Int64 {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : BigInt(value);
}

/** The nearest number, for what needs one and cares about the size alone: bytes, ids that are checked to be small. */
export const toNumber = (value: Int64): number => Number(value);

/** 68 years. In milliseconds and nanoseconds, too, it is a whole number far from where those overflow. */
const LONGEST_SECONDS = 2 ** 31 - 1;

/** Seconds to wait or to count with: what is beyond 68 years is as good as for ever, on either side. */
export const toSeconds = (value: Int64): number => Math.max(-LONGEST_SECONDS, Math.min(LONGEST_SECONDS, Number(value)));

/** One more, exactly; stays at the highest value that the wire holds. */
export function increment(value: Int64): Int64 {
  const next = BigInt(value) + 1n;
  return fromBigInt(next > MAX_INT64 ? MAX_INT64 : next);
}
