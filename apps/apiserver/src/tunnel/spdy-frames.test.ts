import { inflateSync, constants } from 'node:zlib';
import { createFrameReader, dataFrames, endFrame, pingFrame, streamFrame } from './spdy-frames';

const hex = (bytes: Buffer) => bytes.toString('hex');
const HEAD_AND_FIELDS = 18;

test('headers of all streams of a connection are one zlib stream', () => {
  const frames = [
    streamFrame(1, { streamtype: 'error' }, true),
    streamFrame(3, { streamtype: 'stdin', a: 'ä' }, false),
  ];
  expect(frames.map((frame) => hex(frame.subarray(0, 4)))).toEqual(['80030001', '80030001']);
  expect(frames.map((frame) => frame.readUInt32BE(4))).toEqual(frames.map((frame) => frame.length - 8));
  expect(frames.map((frame) => frame.readUInt32BE(8))).toEqual([1, 3]);
  const blocks = Buffer.concat(frames.map((frame) => frame.subarray(HEAD_AND_FIELDS)));
  expect(inflateSync(blocks, { finishFlush: constants.Z_SYNC_FLUSH }).toString('latin1')).toBe(
    '\0\0\0\x01\0\0\0\nstreamtype\0\0\0\x05error' +
      '\0\0\0\x02\0\0\0\nstreamtype\0\0\0\x05stdin\0\0\0\x01a\0\0\0\x02\xc3\xa4',
  );
});

test('bytes and their end', () => {
  expect(hex(dataFrames(5, Buffer.from('hi')))).toBe('00000005000000026869');
  expect(hex(dataFrames(5, Buffer.alloc(0)))).toBe('');
  expect(hex(endFrame(5))).toBe('0000000501000000');
  const long = dataFrames(1, Buffer.alloc(0x100_0000));
  expect([hex(long.subarray(4, 8)), hex(long.subarray(-9))]).toEqual(['00ffffff', '000000010000000100']);
});

/** What is read of `bytes` that come in pieces of `size`; data that follow each other on a stream as one. */
function readIn(bytes: Buffer, size: number): unknown[] {
  const seen: [string, unknown, string?][] = [];
  const read = createFrameReader({
    data(stream, piece) {
      const last = seen.at(-1);
      if (last?.[0] === 'data' && last[1] === stream) last[2] += String(piece);
      else seen.push(['data', stream, String(piece)]);
    },
    reset: (stream) => void seen.push(['reset', stream]),
    ping: (payload) => void seen.push(['ping', hex(payload)]),
  });
  for (let from = 0; from < bytes.length; from += size) read(bytes.subarray(from, from + size));
  return seen;
}

const REPLY = Buffer.from('800300020000000600000001ffff', 'hex');
const RESET = Buffer.from('80030003000000080000000700000005', 'hex');

test.each([1, 2, 7, 8, 9, 1000])('a connection is read in pieces of %i', (size) => {
  const bytes = Buffer.concat([
    REPLY,
    dataFrames(3, Buffer.from('some text')),
    endFrame(5),
    pingFrame(Buffer.from('00000002', 'hex')),
    dataFrames(5, Buffer.from('more')),
    RESET,
  ]);
  expect(readIn(bytes, size)).toEqual([
    ['data', 3, 'some text'],
    ['ping', '00000002'],
    ['data', 5, 'more'],
    ['reset', 7],
  ]);
});

test.each([
  ['another version', '80020006000000040000000200'],
  ['a control frame without end', '8003000400ffffff'],
])('%s is refused', (_, bytes) =>
  expect(() => readIn(Buffer.from(bytes, 'hex'), 100)).toThrow('does not speak SPDY/3.1'),
);
