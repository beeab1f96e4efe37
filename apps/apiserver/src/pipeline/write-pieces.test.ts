import { Writable } from 'node:stream';
import { createChunks, WRITE_BYTES, written } from './write-pieces';

describe('chunks', () => {
  test('hold what the pieces hold, however long they are', async () => {
    const lengths = [0, 1, 1000, 128 * 1024, 1, 400_000, 3];
    const pieces = lengths.map((length, index) => Buffer.alloc(length, index));
    const chunks = createChunks(pieces.values());
    const read: Buffer[] = [];
    for (let chunk = await chunks.next(); chunk; chunk = await chunks.next()) read.push(Buffer.from(chunk));
    expect(Buffer.concat(read).equals(Buffer.concat(pieces))).toBe(true);
    expect(read.slice(0, -1).every(({ length }) => length === 128 * 1024)).toBe(true);
  });
});

test('the memory of an answer serves the next ones, for a moment', async () => {
  jest.useFakeTimers();
  const memoryOf = async () => {
    const chunks = createChunks([Buffer.from('x')].values());
    const { buffer } = (await chunks.next())!;
    chunks.free();
    return buffer;
  };
  const first = await memoryOf();
  expect(await memoryOf()).toBe(first);
  jest.advanceTimersByTime(10_000);
  expect(await memoryOf()).not.toBe(first);
  jest.useRealTimers();
});

describe('a written chunk', () => {
  const stream = (write: (callback: (error?: Error) => void) => void) =>
    new Writable({ write: (_chunk, _encoding, callback) => write(callback) }).on('error', () => undefined);

  test('is taken, or its client is gone', async () => {
    expect(
      await written(
        stream((callback) => setImmediate(callback)),
        Buffer.from('x'),
      ),
    ).toBe(true);
    expect(
      await written(
        stream((callback) => callback(new Error('broken'))),
        Buffer.from('x'),
      ),
    ).toBe(false);
    expect(await written(stream(() => undefined).destroy(), Buffer.from('x'))).toBe(false);
    const leaving = stream(() => undefined);
    setTimeout(() => leaving.destroy(), 20);
    expect(await written(leaving, Buffer.from('x'))).toBe(false);
  });

  test.each([
    [undefined, [WRITE_BYTES, WRITE_BYTES, 100]],
    [Infinity, [2 * WRITE_BYTES + 100]],
  ])('is given to a socket in pieces below 16 KiB, and as a whole to what is told so: %s', async (atOnce, lengths) => {
    const given: Buffer[] = [];
    const socket = new Writable({
      write(chunk: Buffer, _encoding, callback) {
        given.push(Buffer.from(chunk));
        setImmediate(callback);
      },
    });
    const chunk = Buffer.from(Array.from({ length: 2 * WRITE_BYTES + 100 }, (_, index) => index % 251));
    expect(await written(socket, chunk, atOnce ? { atOnce } : {})).toBe(true);
    expect(given.map(({ length }) => length)).toEqual(lengths);
    expect(Buffer.concat(given).equals(chunk)).toBe(true);
  });

  test('is not taken whose client goes between two pieces', async () => {
    const socket = new Writable({ write: (_chunk, _encoding, callback) => setImmediate(callback) });
    setImmediate(() => socket.destroy());
    expect(await written(socket, Buffer.alloc(20 * WRITE_BYTES))).toBe(false);
  });

  test('cuts off a client that takes nothing', async () => {
    const silent = stream(() => undefined);
    expect(await written(silent, Buffer.from('x'), { stallMs: 50 })).toBe(false);
    expect(silent.destroyed).toBe(true);
  });

  test('does not wait for others that take nothing', async () => {
    const silent = Array.from({ length: 20 }, () => stream(() => undefined));
    const stuck = silent.map((one) => written(one, Buffer.from('x'), { stallMs: 5_000 }));
    expect(
      await written(
        stream((callback) => setImmediate(callback)),
        Buffer.from('x'),
      ),
    ).toBe(true);
    expect(silent.every(({ destroyed }) => !destroyed)).toBe(true);
    for (const one of silent) one.destroy();
    expect(new Set(await Promise.all(stuck))).toEqual(new Set([false]));
  });
});
