import type { Writable } from 'node:stream';
import type { Status } from '@kubets/proto-gen/meta/v1';
import type { FrameSink } from '../pipeline/frame-queue';
import { isTurnOver, nextTurn } from '../pipeline/turns';
import { WRITE_BYTES } from '../pipeline/write-pieces';

/** Who takes nothing of a frame for so long after the end has gone or wants to harm. */
const STALL_MS = 60_000;

/**
 * Writes frames to a stream of bytes, large ones bit by bit as its peer takes them and in turns: all watchers share a frame, while what is written
 * at once is copied, and encrypted, for each of them.
 */
export function piecewiseSink(stream: Writable, failure: (status: Status) => Buffer): FrameSink {
  let rest: Buffer | undefined;
  /** What ends the stream: half a frame would be none, so it comes after all of it. */
  let last: Buffer | undefined;
  let isWaiting = false;
  let taken = (): void => undefined;

  /** False when the peer is to take something first, or others are to have a turn. */
  function writeRest(): boolean {
    while (rest && !stream.destroyed) {
      if (isTurnOver()) {
        isWaiting = true;
        void nextTurn().then(() => {
          isWaiting = false;
          goOn();
        });
        return false;
      }
      const piece = rest.subarray(0, WRITE_BYTES);
      rest = rest.length > WRITE_BYTES ? rest.subarray(WRITE_BYTES) : undefined;
      if (!stream.write(piece)) return false;
    }
    if (last) stream.end(last);
    return true;
  }

  function goOn(): void {
    if (!isWaiting && writeRest()) taken();
  }

  function end(bytes: Buffer): void {
    if (!rest) return void stream.end(bytes);
    last = bytes;
    const deadline = setTimeout(() => stream.destroy(), STALL_MS).unref();
    stream.once('close', () => clearTimeout(deadline));
  }

  stream.on('drain', goOn);
  return {
    write(frame) {
      if (stream.destroyed) return true;
      if (frame.length <= WRITE_BYTES) return stream.write(frame);
      rest = frame;
      return writeRest();
    },
    onDrain: (listener) => void (taken = listener),
    end: () => end(Buffer.alloc(0)),
    fail: (status) => end(failure(status)),
  };
}
