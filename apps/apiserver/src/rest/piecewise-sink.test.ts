import { Writable } from 'node:stream';
import { nextTurn } from '../pipeline/turns';
import { WRITE_BYTES } from '../pipeline/write-pieces';
import { piecewiseSink } from './piecewise-sink';

const FRAME = Buffer.from(
  Array.from({ length: 40 }, (_, i) => String.fromCharCode(97 + (i % 26)).repeat(4096)).join(''),
);

const failure = () => Buffer.from('failure');

/** A peer that takes what is written when it is told to. */
function deafPeer() {
  const written: Buffer[] = [];
  const pending: (() => void)[] = [];
  const stream = new Writable({
    highWaterMark: 16 * 1024,
    write(chunk: Buffer, _encoding, done) {
      written.push(chunk);
      pending.push(done);
    },
  });
  const take = async () => {
    for (let idle = 0; idle < 3; idle = pending.length > 0 ? 0 : idle + 1) {
      pending.shift()?.();
      await nextTurn();
    }
  };
  return { stream, written, take, text: () => Buffer.concat(written).toString() };
}

test('a large frame is written as the peer takes it, and tells when it is taken', async () => {
  const { stream, take, text } = deafPeer();
  const sink = piecewiseSink(stream, failure);
  let taken = 0;
  sink.onDrain(() => (taken += 1));
  expect(sink.write(FRAME)).toBe(false);
  await nextTurn();
  expect(stream.writableLength).toBeLessThanOrEqual(2 * WRITE_BYTES);
  expect(taken).toBe(0);
  await take();
  expect(text()).toBe(FRAME.toString());
  expect(taken).toBe(1);
  expect(sink.write(Buffer.from('small'))).toBe(true);
});

test('a stream that is ended in the middle of a frame ends after it', async () => {
  const { stream, take, text } = deafPeer();
  const sink = piecewiseSink(stream, failure);
  sink.write(FRAME);
  sink.fail({});
  expect(stream.writableEnded).toBe(false);
  await take();
  expect(stream.writableEnded).toBe(true);
  expect(text()).toBe(`${FRAME.toString()}failure`);
});

test('many peers of a large frame take turns', async () => {
  let bytes = 0;
  const write = (chunk: Buffer, _encoding: string, done: () => void) => {
    const until = performance.now() + 1;
    while (performance.now() < until);
    bytes += chunk.length;
    done();
  };
  const peers = Array.from({ length: 50 }, () => new Writable({ write }));
  for (const peer of peers) piecewiseSink(peer, failure).write(FRAME);
  let turns = 0;
  for (; bytes < peers.length * FRAME.length; turns++) await new Promise((resolve) => setImmediate(resolve));
  expect(turns).toBeGreaterThan(20);
});
