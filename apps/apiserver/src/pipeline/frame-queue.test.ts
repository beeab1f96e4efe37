import { createFrameQueue, type FrameSink } from './frame-queue';
import { nextTurn } from './turns';

/** Takes `room` frames, then wants to be drained. */
function slowSink(room: number) {
  const state = { written: [] as string[], ended: false, drain: () => undefined as void, room };
  const sink: FrameSink = {
    write(frame) {
      state.written.push(frame.toString());
      return state.written.length < state.room;
    },
    onDrain: (listener) => (state.drain = listener),
    end: () => (state.ended = true),
    fail: () => undefined,
  };
  return { sink, state };
}

const encode = (item: string) => Buffer.from(item);
const sizeOf = (item: string) => item.length;
/** A backlog is sent in turns. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await nextTurn();
}

const never = () => {
  throw new Error('overflow');
};

test('sends the backlog first, as the peer takes it, then what was pushed meanwhile', async () => {
  const { sink, state } = slowSink(2);
  const queue = createFrameQueue({ sink, backlog: ['a', 'b', 'c'], encode, sizeOf, onOverflow: never });
  queue.push('d');
  await turns();
  expect(state.written).toEqual(['a', 'b']);
  queue.push('e');
  state.room = 4;
  state.drain();
  await turns();
  expect(state.written).toEqual(['a', 'b', 'c', 'd']);
  state.room = 100;
  state.drain();
  queue.push('f');
  await turns();
  expect(state.written).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
});

test('many streams of one change are written to in turns', async () => {
  let written = 0;
  const sink: FrameSink = {
    write() {
      const until = performance.now() + 1;
      while (performance.now() < until);
      written += 1;
      return true;
    },
    onDrain: () => undefined,
    end: () => undefined,
    fail: () => undefined,
  };
  const make = () => createFrameQueue<string>({ sink, backlog: [], encode, sizeOf, onOverflow: never });
  const queues = Array.from({ length: 100 }, make);
  await turns();
  for (const queue of queues) queue.push('a');
  expect(written).toBeLessThan(50);
  for (let turn = 0; turn < 200 && written < 100; turn++) await nextTurn();
  expect(written).toBe(100);
});

test('encodes when an item is written, not when it is pushed', async () => {
  const { sink, state } = slowSink(1);
  const encoded: string[] = [];
  const queue = createFrameQueue<string>({
    sink,
    backlog: ['a'],
    encode: (item) => (encoded.push(item), encode(item)),
    sizeOf,
    onOverflow: never,
  });
  queue.push('b');
  await turns();
  expect(encoded).toEqual(['a']);
  state.room = 100;
  state.drain();
  await turns();
  expect(encoded).toEqual(['a', 'b']);
});

test('cuts off a peer that is too far behind', async () => {
  const { sink, state } = slowSink(1);
  let overflows = 0;
  const queue = createFrameQueue({
    sink,
    backlog: ['a'],
    encode,
    sizeOf,
    onOverflow: () => (overflows += 1),
    maxQueued: 3,
  });
  await turns();
  for (const item of ['b', 'c', 'd', 'e', 'f']) queue.push(item);
  expect([overflows, state.ended, state.written]).toEqual([1, true, ['a']]);
  state.room = 100;
  state.drain();
  await turns();
  expect(state.written).toEqual(['a']);
});

test('sends nothing after its end', async () => {
  const { sink, state } = slowSink(100);
  const queue = createFrameQueue({ sink, backlog: [], encode, sizeOf, onOverflow: never });
  queue.end();
  queue.end();
  queue.push('late');
  expect([state.written, state.ended]).toEqual([[], true]);
});

test('cuts off a peer that is too many bytes behind', async () => {
  const { sink, state } = slowSink(1);
  let overflows = 0;
  const queue = createFrameQueue({
    sink,
    backlog: ['a'],
    encode,
    sizeOf,
    onOverflow: () => (overflows += 1),
    maxQueuedBytes: 10,
  });
  await turns();
  for (const item of ['bbbb', 'cccc', 'dddd', 'e']) queue.push(item);
  expect([overflows, state.ended, state.written]).toEqual([1, true, ['a']]);
});

test('counts only what waits', async () => {
  const { sink, state } = slowSink(1);
  const queue = createFrameQueue({ sink, backlog: ['a'], encode, sizeOf, onOverflow: never, maxQueuedBytes: 10 });
  for (const item of ['bbbbbbbb', 'cccccccc', 'dddddddd']) {
    state.room = 1;
    await turns();
    queue.push(item);
    state.room = 100;
    state.drain();
  }
  await turns();
  expect(state.written).toHaveLength(4);
});

test('goes on when nothing of a long backlog is for the peer', async () => {
  const { sink, state } = slowSink(10);
  createFrameQueue({
    sink,
    backlog: [...Array.from({ length: 1000 }, () => undefined), 'z'],
    encode,
    sizeOf,
    onOverflow: never,
  });
  await turns();
  expect(state.written).toEqual(['z']);
});

describe('an item that takes long to encode', () => {
  /** Those named in `slow` are ready when they are let go. */
  function start(backlog: string[], slow: string, room = 100) {
    const { sink, state } = slowSink(room);
    const ready = new Map<string, () => void>();
    const queue = createFrameQueue<string>({
      sink,
      backlog,
      encode,
      ahead: (item) =>
        slow.includes(item) ? new Promise<void>((resolve) => void ready.set(item, resolve)) : undefined,
      sizeOf,
      onOverflow: never,
    });
    const letGo = async (item: string) => {
      ready.get(item)!();
      await turns();
    };
    return { queue, state, letGo };
  }

  test('holds back what comes after it, and nothing is out of order', async () => {
    const { queue, state, letGo } = start(['a', 'B', 'c'], 'BE');
    queue.push('d');
    queue.push('E');
    queue.push('f');
    await turns();
    expect(state.written).toEqual(['a']);
    await letGo('B');
    expect(state.written).toEqual(['a', 'B', 'c', 'd']);
    queue.push('g');
    await letGo('E');
    expect(state.written).toEqual(['a', 'B', 'c', 'd', 'E', 'f', 'g']);
  });

  test('waits for a slow peer, too', async () => {
    const { queue, state, letGo } = start([], 'A', 1);
    await turns();
    queue.push('A');
    queue.push('b');
    await letGo('A');
    expect(state.written).toEqual(['A']);
    state.room = 100;
    state.drain();
    await turns();
    expect(state.written).toEqual(['A', 'b']);
  });

  test('a drain meanwhile lets nobody past it', async () => {
    const { queue, state, letGo } = start([], 'A');
    await turns();
    queue.push('A');
    queue.push('b');
    state.drain();
    await turns();
    expect(state.written).toEqual([]);
    await letGo('A');
    expect(state.written).toEqual(['A', 'b']);
  });

  test('is not written to a stream that has ended', async () => {
    const { queue, state, letGo } = start([], 'A');
    await turns();
    queue.push('A');
    queue.end();
    await letGo('A');
    expect([state.written, state.ended]).toEqual([[], true]);
  });
});
