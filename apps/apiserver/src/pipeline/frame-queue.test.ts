import { createFrameQueue, type FrameSink } from './frame-queue';

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
const never = () => {
  throw new Error('overflow');
};

it('sends the backlog first, as the peer takes it, then what was pushed meanwhile', () => {
  const { sink, state } = slowSink(2);
  const queue = createFrameQueue({ sink, backlog: ['a', 'b', 'c'], encode, onOverflow: never });
  queue.push('d');
  expect(state.written).toEqual(['a', 'b']);
  queue.push('e');
  state.room = 4;
  state.drain();
  expect(state.written).toEqual(['a', 'b', 'c', 'd']);
  state.room = 100;
  state.drain();
  queue.push('f');
  expect(state.written).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
});

it('encodes when an item is written, not when it is pushed', () => {
  const { sink, state } = slowSink(1);
  const encoded: string[] = [];
  const queue = createFrameQueue<string>({ sink, backlog: ['a'], encode: (item) => (encoded.push(item), encode(item)), onOverflow: never });
  queue.push('b');
  expect(encoded).toEqual(['a']);
  state.room = 100;
  state.drain();
  expect(encoded).toEqual(['a', 'b']);
});

it('cuts off a peer that is too far behind', () => {
  const { sink, state } = slowSink(1);
  let overflows = 0;
  const queue = createFrameQueue({ sink, backlog: ['a'], encode, onOverflow: () => (overflows += 1), maxQueued: 3 });
  for (const item of ['b', 'c', 'd', 'e', 'f']) queue.push(item);
  expect([overflows, state.ended, state.written]).toEqual([1, true, ['a']]);
  state.room = 100;
  state.drain();
  expect(state.written).toEqual(['a']);
});

it('sends nothing after its end', () => {
  const { sink, state } = slowSink(100);
  const queue = createFrameQueue({ sink, backlog: [], encode, onOverflow: never });
  queue.end();
  queue.end();
  queue.push('late');
  expect([state.written, state.ended]).toEqual([[], true]);
});
