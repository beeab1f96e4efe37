/**
 * The little of SPDY/3.1 that a client needs whose streams carry bytes: https://www.chromium.org/spdy/spdy-protocol.
 * What the server says of streams in headers is not read, so their compression need not be undone.
 */
const CONTROL_AND_VERSION = 0x8003;
const SYN_STREAM = 1;
const RST_STREAM = 3;
const PING = 6;
const FIN = 1;
const HEAD_BYTES = 8;
const MAX_CONTROL_BYTES = 64 * 1024;
const MAX_DATA_BYTES = 0xff_ffff;

/** Opens a stream; `isFirst` for the first of a connection. */
export function streamFrame(streamId: number, headers: Record<string, string>, isFirst: boolean): Buffer {
  const block = inHeaderStream(headerBlock(headers), isFirst);
  const fields = Buffer.alloc(10);
  fields.writeUInt32BE(streamId, 0);
  return controlFrame(SYN_STREAM, Buffer.concat([fields, block]));
}

export function dataFrames(streamId: number, data: Buffer): Buffer {
  const frames: Buffer[] = [];
  for (let from = 0; from < data.length; from += MAX_DATA_BYTES)
    frames.push(
      dataHead(streamId, 0, Math.min(MAX_DATA_BYTES, data.length - from)),
      data.subarray(from, from + MAX_DATA_BYTES),
    );
  return Buffer.concat(frames);
}

/** Says that nothing more comes on a stream in this direction. */
export const endFrame = (streamId: number): Buffer => dataHead(streamId, FIN, 0);

export const pingFrame = (payload: Buffer): Buffer => controlFrame(PING, payload);

function controlFrame(type: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt16BE(CONTROL_AND_VERSION, 0);
  head.writeUInt16BE(type, 2);
  head.writeUInt32BE(payload.length, 4);
  return Buffer.concat([head, payload]);
}

function dataHead(streamId: number, flags: number, length: number): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt32BE(streamId, 0);
  head.writeUInt32BE(length, 4);
  head[4] = flags;
  return head;
}

function headerBlock(headers: Record<string, string>): Buffer {
  const words = Object.entries(headers).flat();
  const count = Buffer.alloc(4);
  count.writeUInt32BE(words.length / 2);
  return Buffer.concat([count, ...words.flatMap((word) => [uint32(Buffer.byteLength(word)), Buffer.from(word)])]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/**
 * Headers are one zlib stream over the whole connection. Stored blocks are part of such a stream like any other, end on a
 * byte, and need neither state nor the dictionary that SPDY allows for. The empty one ends what a reader may
 * hand out: Go's looks for the next block before it hands out this one, and breaks off where none has come.
 */
const inHeaderStream = (bytes: Buffer, isFirst: boolean): Buffer =>
  Buffer.concat([...(isFirst ? [ZLIB_HEAD] : []), storedBlock(bytes), storedBlock(Buffer.alloc(0))]);

const ZLIB_HEAD = Buffer.from([0x78, 0x01]);

function storedBlock(bytes: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt16LE(bytes.length, 1);
  head.writeUInt16LE(~bytes.length & 0xffff, 3);
  return Buffer.concat([head, bytes]);
}

export interface FrameListener {
  /** Some of a stream's bytes: a long frame comes in pieces. */
  data(streamId: number, bytes: Buffer): void;
  /** The other side takes no more on it. */
  reset(streamId: number): void;
  ping(payload: Buffer): void;
}

/** Takes a connection's bytes as they come. @throws Error for what is no frame of SPDY/3.1. */
export function createFrameReader(listener: FrameListener): (chunk: Buffer) => void {
  let unread: Buffer = Buffer.alloc(0);
  let current: { streamId: number; left: number } | undefined;

  function readData(bytes: Buffer): Buffer {
    const { streamId, left } = current!;
    const piece = bytes.subarray(0, left);
    if (piece.length > 0) listener.data(streamId, piece);
    current = piece.length < left ? { streamId, left: left - piece.length } : undefined;
    return bytes.subarray(piece.length);
  }

  /** What is left of `bytes` after a frame's head; undefined while it is not whole. */
  function readHead(bytes: Buffer): Buffer | undefined {
    if (bytes.length < HEAD_BYTES) return undefined;
    const length = bytes.readUIntBE(5, 3);
    if (bytes[0]! < 0x80) {
      current = { streamId: bytes.readUInt32BE(0), left: length };
      return bytes.subarray(HEAD_BYTES);
    }
    if (bytes.readUInt16BE(0) !== CONTROL_AND_VERSION || length > MAX_CONTROL_BYTES)
      throw new Error('the connection does not speak SPDY/3.1');
    if (bytes.length < HEAD_BYTES + length) return undefined;
    readControl(bytes.readUInt16BE(2), bytes.subarray(HEAD_BYTES, HEAD_BYTES + length));
    return bytes.subarray(HEAD_BYTES + length);
  }

  function readControl(type: number, payload: Buffer): void {
    if (type === PING) listener.ping(payload);
    if (type === RST_STREAM && payload.length >= 4) listener.reset(payload.readUInt32BE(0));
  }

  return (chunk) => {
    let bytes = unread.length > 0 ? Buffer.concat([unread, chunk]) : chunk;
    for (;;) {
      const rest = current ? readData(bytes) : readHead(bytes);
      if (rest === undefined || (rest.length === 0 && !(current && current.left === 0))) {
        unread = rest ?? bytes;
        return;
      }
      bytes = rest;
    }
  };
}
