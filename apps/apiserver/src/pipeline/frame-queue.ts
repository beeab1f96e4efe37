import type { Status } from '@kubets/proto-gen/meta/v1';
import { isTurnOver, nextTurn } from './turns';

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
const MAX_QUEUED = 10_000;

/** So has one that is this many bytes of objects behind, which are kept for it although nobody else needs them any more. */
const MAX_QUEUED_BYTES = 32 * 1024 * 1024;

export interface FrameQueueOptions<T> {
  sink: FrameSink;
  /** Sent before anything that is pushed, item by item as the peer takes it; undefined is a step with nothing to send. */
  backlog: Iterable<T | undefined>;
  /** Called when an item is written, in the order of writing; undefined for one that the stream does without. */
  encode(item: T): Buffer | undefined;
  /** What has to be waited for before an item can be encoded at once; undefined when nothing has to. Never rejects. */
  ahead?(item: T): Promise<void> | undefined;
  /** The peer fell too far behind and was cut off. */
  onOverflow(): void;
  /** Bytes that the item keeps in memory while it waits. */
  sizeOf(item: T): number;
  maxQueued?: number;
  maxQueuedBytes?: number;
}

/**
 * Feeds one stream. Items are encoded late and frames are shared among streams, so a slow peer costs little memory; a
 * long backlog is sent in turns, so that it holds up nobody else.
 */
export function createFrameQueue<T>({
  sink,
  backlog,
  encode,
  ahead,
  onOverflow,
  sizeOf,
  maxQueued = MAX_QUEUED,
  maxQueuedBytes = MAX_QUEUED_BYTES,
}: FrameQueueOptions<T>): FrameQueue<T> {
  const source = backlog[Symbol.iterator]();
  let queued: T[] = [];
  let queuedBytes = 0;
  let hasBacklog = true;
  let isBlocked = false;
  let isWaiting = false;
  let isEnded = false;

  const writeNow = (item: T) => {
    const frame = encode(item);
    if (frame) isBlocked = !sink.write(frame);
  };

  /** Now, or when it can be encoded at once: then all that comes later waits. */
  function write(item: T): void {
    const isReady = ahead?.(item);
    if (!isReady) return writeNow(item);
    isWaiting = true;
    void isReady.then(() => {
      isWaiting = false;
      if (isEnded) return;
      writeNow(item);
      if (!isBlocked) pump();
    });
  }

  /** False when somebody else is to have a turn first. */
  function hasTurn(): boolean {
    if (!isTurnOver()) return true;
    isWaiting = true;
    void nextTurn().then(() => {
      isWaiting = false;
      if (!isBlocked) pump();
    });
    return false;
  }

  function pump(): void {
    isBlocked = false;
    while (hasBacklog && !isBlocked && !isEnded) {
      if (isWaiting || !hasTurn()) return;
      const next = source.next();
      if (next.done) hasBacklog = false;
      else if (next.value !== undefined) write(next.value);
    }
    let sent = 0;
    while (sent < queued.length && !isBlocked && !isEnded && !isWaiting && hasTurn()) {
      const item = queued[sent++]!;
      queuedBytes -= sizeOf(item);
      write(item);
    }
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
      const isNext = !hasBacklog && !isBlocked && !isWaiting && queued.length === 0;
      // A change may be about thousands of streams.
      if (isNext && hasTurn()) return write(item);
      queued.push(item);
      queuedBytes += sizeOf(item);
      if (queued.length <= maxQueued && queuedBytes <= maxQueuedBytes) return;
      end();
      onOverflow();
    },
    end,
  };
}
