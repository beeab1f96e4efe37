const FIRST_BYTES = 16 * 1024;
/** Shorter texts are written character by character, which is faster than a call of the platform. */
const SHORT_TEXT = 24;
const MAX_UINT32 = 2 ** 32 - 1;

/**
 * Bytes that are written from the last to the first, as Kubernetes' own encoder does it: once the content of a message is
 * written its length is known, and is written before it.
 */
export interface BackwardWriter {
  /** How many bytes there are so far: the length of a message is the difference between two of these. */
  length(): number;
  byte(value: number): void;
  /** A varint of a number that is no bigint: negative ones are as long as in Go, ten bytes. */
  varint(value: number | bigint): void;
  double(value: number): void;
  text(value: string): void;
  bytes(value: Uint8Array): void;
  /** All that was written; nothing can be written any more. */
  finish(): Buffer;
}

/** Most messages are short, and most are one after the other: few buffers serve them all. */
const spare: Buffer[] = [];
const MAX_SPARE = 4;
const MAX_SPARE_BYTES = 256 * 1024;

export function createBackwardWriter(): BackwardWriter {
  let buffer = spare.pop() ?? Buffer.allocUnsafeSlow(FIRST_BYTES);
  let start = buffer.length;

  /** Makes room before what is there, and moves on to its beginning. `buffer` may be another one afterwards. */
  function take(size: number): number {
    if (start < size) {
      const used = buffer.length - start;
      const larger = Buffer.allocUnsafeSlow(Math.max(2 * buffer.length, used + size));
      buffer.copy(larger, larger.length - used, start);
      start = larger.length - used;
      buffer = larger;
    }
    start -= size;
    return start;
  }

  /** False, and nothing is written, where the text is more than ASCII. */
  function asciiText(value: string): boolean {
    const at = take(value.length);
    for (let index = 0; index < value.length; index++) {
      const code = value.charCodeAt(index);
      if (code > 0x7f) {
        start = at + value.length;
        return false;
      }
      buffer[at + index] = code;
    }
    return true;
  }

  function byte(value: number): void {
    const at = take(1);
    buffer[at] = value;
  }

  function smallVarint(value: number): void {
    if (value < 0x80) {
      byte(value);
      return;
    }
    let size = 1;
    for (let rest = value; rest >= 0x80; rest = rest >>> 7) size++;
    let at = take(size);
    let rest = value;
    for (; rest >= 0x80; rest = rest >>> 7) buffer[at++] = (rest & 0x7f) | 0x80;
    buffer[at] = rest;
  }

  function largeVarint(value: bigint): void {
    const digits: number[] = [];
    let rest = BigInt.asUintN(64, value);
    for (; rest >= 0x80n; rest >>= 7n) digits.push(Number(rest & 0x7fn) | 0x80);
    digits.push(Number(rest));
    const at = take(digits.length);
    buffer.set(digits, at);
  }

  return {
    length: () => buffer.length - start,
    byte,
    varint(value) {
      if (typeof value === 'number' && value >= 0 && value <= MAX_UINT32) smallVarint(value);
      else largeVarint(BigInt(value));
    },
    double(value) {
      const at = take(8);
      buffer.writeDoubleLE(value, at);
    },
    text(value) {
      if (value.length <= SHORT_TEXT && asciiText(value)) return;
      const size = Buffer.byteLength(value, 'utf8');
      const at = take(size);
      buffer.write(value, at, size, 'utf8');
    },
    bytes(value) {
      const at = take(value.length);
      buffer.set(value, at);
    },
    finish() {
      const bytes = Buffer.allocUnsafeSlow(buffer.length - start);
      buffer.copy(bytes, 0, start);
      if (spare.length < MAX_SPARE && buffer.length <= MAX_SPARE_BYTES) spare.push(buffer);
      buffer = bytes;
      start = 0;
      return bytes;
    },
  };
}
