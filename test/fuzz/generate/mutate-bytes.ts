import type { Draw } from './draw';

const LONGEST_VARINT = Buffer.from('ffffffffffffffffff01', 'hex');
const TOO_LONG_VARINT = Buffer.from('ffffffffffffffffffffffff01', 'hex');

/** Protobuf that nests itself `depth` deep in field `number`. */
export function nestedMessage(depth: number, number = 1): Buffer {
  const tag = (number << 3) | 2;
  let bytes = Buffer.alloc(0);
  for (let i = 0; i < depth; i++) bytes = Buffer.concat([varint(tag), varint(bytes.length), bytes]);
  return bytes;
}

export function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = BigInt(value); ; rest >>= 7n) {
    if (rest < 128n) return Buffer.from([...bytes, Number(rest)]);
    bytes.push(Number(rest & 127n) | 128);
  }
}

/** Changes bytes as a broken or a hostile client would. */
export function mutateBytes(draw: Draw, bytes: Buffer): Buffer {
  const at = draw.int(bytes.length + 1);
  const insert = (part: Buffer) => Buffer.concat([bytes.subarray(0, at), part, bytes.subarray(at)]);
  return draw.weighted<() => Buffer>([
    [5, () => flipBits(draw, bytes)],
    [2, () => bytes.subarray(0, at)],
    [2, () => insert(draw.bytes(draw.pick([1, 2, 8])))],
    [1, () => insert(LONGEST_VARINT)],
    [1, () => insert(TOO_LONG_VARINT)],
    [1, () => insert(Buffer.from([0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f]))], // a length far beyond the end
    [1, () => insert(Buffer.from([0x0b, 0x0b, 0x0b]))], // groups that do not end
    [1, () => insert(Buffer.from([0xff, 0xfe, 0xc0, 0xaf, 0xed, 0xa0, 0x80]))], // no UTF-8
    [1, () => Buffer.concat([bytes, nestedMessage(draw.pick([30, 99, 101, 500]), draw.pick([1, 2, 3, 17]))])],
    [1, () => Buffer.concat([bytes, bytes.subarray(at)])],
    [1, () => Buffer.concat([bytes, varint(draw.int(536870911) * 8 + draw.int(8)), draw.bytes(4)])],
    [1, () => Buffer.concat([bytes.subarray(at), bytes.subarray(0, at)])],
  ])();
}

function flipBits(draw: Draw, bytes: Buffer): Buffer {
  const flipped = Buffer.from(bytes);
  if (flipped.length > 0)
    for (let i = draw.pick([1, 1, 3, 20]); i > 0; i--) flipped[draw.int(flipped.length)]! ^= 1 << draw.int(8);
  return flipped;
}
