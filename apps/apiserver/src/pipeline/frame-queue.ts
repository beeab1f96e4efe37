import type { Status } from '@kubets/proto-gen/meta/v1';

/** Where encoded events go: an HTTP response or a gRPC call. */
export interface FrameSink {
  /** False when the peer is slow: nothing more until `onDrain`'s listener is called. */
  write(frame: Buffer): boolean;
  onDrain(listener: () => void): void;
  end(): void;
  /** Ends the stream with an error, in the way of the protocol. */
  fail(status: Status): void;
}

export interface FrameQueue<T> {
  push(item: T): void;
  /** Ends the stream; drops what a slow peer has not taken. */
  end(): void;
}

/** A peer that is this many events behind has to start over. */
export const MAX_QUEUED = 10_000;

export interface FrameQueueOptions<T> {
  sink: FrameSink;
  /** Sent before anything that is pushed, item by item as the peer takes it. */
  backlog: Iterable<T>;
  /** Called when an item is written, in the order of writing; undefined for one that the stream does without. */
  encode(item: T): Buffer | undefined;
  /** The peer fell too far behind and was cut off. */
  onOverflow(): void;
  maxQueued?: number;
}

/** Feeds one stream. Items are encoded late and frames are shared among streams, so a slow peer costs little memory. */
export function createFrameQueue<T>({ sink, backlog, encode, onOverflow, maxQueued = MAX_QUEUED }: FrameQueueOptions<T>): FrameQueue<T> {
  const source = backlog[Symbol.iterator]();
  let queued: T[] = [];
  let hasBacklog = true;
  let isBlocked = false;
  let isEnded = false;

  const write = (item: T) => {
    const frame = encode(item);
    if (frame) isBlocked = !sink.write(frame);
  };

  function pump(): void {
    isBlocked = false;
    while (hasBacklog && !isBlocked && !isEnded) {
      const next = source.next();
      if (next.done) hasBacklog = false;
      else write(next.value);
    }
    let sent = 0;
    while (sent < queued.length && !isBlocked && !isEnded) write(queued[sent++]!);
    if (sent > 0) queued = queued.slice(sent);
  }

  function end(): void {
    if (isEnded) return;
    isEnded = true;
    queued = [];
    sink.end();
  }

  sink.onDrain(pump);
  pump();
  return {
    push(item) {
      if (isEnded) return;
      if (!hasBacklog && !isBlocked) return write(item);
      queued.push(item);
      if (queued.length <= maxQueued) return;
      end();
      onOverflow();
    },
    end,
  };
}
