import type { Writable } from 'node:stream';
import { isTurnOver, nextTurn } from './turns';

/** What is written at once, and all that an answer under way has in memory beside what its client has not taken yet. */
export const CHUNK_BYTES = 128 * 1024;

/** A client that takes nothing of an answer for so long has gone or wants to harm. */
const STALL_MS = 60_000;

/** Pieces gathered into one buffer that is used over and over. */
export interface Chunks {
  /** Fills the chunk; pieces are made in turns. Undefined after the last. */
  next(): Promise<Buffer | undefined>;
  /** The buffer is not needed any more: the last chunk was copied, or everything was taken. */
  free(): void;
}

/**
 * Buffers that were used just now: as many as there are answers at once in a busy moment, for each new one is mapped and its pages are
 * found one by one; and only for a moment.
 */
const spare: Buffer[] = [];
const MAX_SPARE = 64;
const KEEP_SPARE_MS = 10_000;
let lettingGo: NodeJS.Timeout | undefined;

function keepSpare(chunk: Buffer): void {
  if (spare.length < MAX_SPARE) spare.push(chunk);
  lettingGo ??= setTimeout(() => {
    lettingGo = undefined;
    spare.length = 0;
  }, KEEP_SPARE_MS).unref();
}

export function createChunks(pieces: Iterator<Buffer>): Chunks {
  const chunk = spare.pop() ?? Buffer.allocUnsafeSlow(CHUNK_BYTES);
  /** What did not fit. */
  let rest: Buffer | undefined = undefined;
  let isLast = false;
  return {
    free: () => keepSpare(chunk),
    async next() {
      let used = 0;
      while (used < CHUNK_BYTES && !isLast) {
        if (isTurnOver()) await nextTurn();
        const piece: Buffer | undefined = rest ?? pieceOf(pieces);
        if (!piece) {
          isLast = true;
          break;
        }
        const taken = piece.copy(chunk, used);
        used += taken;
        rest = taken < piece.length ? piece.subarray(taken) : undefined;
      }
      return used > 0 ? chunk.subarray(0, used) : undefined;
    },
  };
}

function pieceOf(pieces: Iterator<Buffer>): Buffer | undefined {
  const next = pieces.next();
  return next.done ? undefined : next.value;
}

/** So many answers are being taken by their clients at a time; the kernel's part of it is work of this thread, too. */
const MAX_WRITERS = 4;
/** A client that takes longer over a chunk is slow, and others need not wait for it. */
const WRITER_MS = 10;

let writers = 0;
const waitingWriters: (() => void)[] = [];

/** Resolves when it is this answer's turn to write, to what ends the turn; it ends by itself after a while. */
async function beginWriting(): Promise<() => void> {
  if (writers >= MAX_WRITERS) await new Promise<void>((resolve) => waitingWriters.push(resolve));
  else writers += 1;
  let isOver = false;
  const end = () => {
    if (isOver) return;
    isOver = true;
    clearTimeout(timer);
    const next = waitingWriters.shift();
    // The place goes from one to the other.
    if (next) next();
    else writers -= 1;
  };
  const timer = setTimeout(end, WRITER_MS);
  return end;
}

/**
 * What a socket is given at once: with its head a frame is still below 16 KiB. Node.js copies what it sends before it is
 * encrypted, and what is larger is a mapping of its own for malloc, each page of which the kernel has to find and clear: that was
 * half of what a list cost.
 */
export const WRITE_BYTES = 16 * 1024 - 64;

/**
 * Writes a chunk and resolves when its memory is free again: the peer, or the kernel on its behalf, has taken it. False
 * when the peer is gone; one that takes nothing for a minute is cut off. `atOnce`: for a stream that is no socket, all of it.
 */
export async function written(
  stream: Writable,
  chunk: Buffer,
  { stallMs = STALL_MS, atOnce = WRITE_BYTES }: { stallMs?: number; atOnce?: number } = {},
): Promise<boolean> {
  const endWriting = await beginWriting();
  if (stream.destroyed) {
    endWriting();
    return false;
  }
  return new Promise((resolve) => {
    let sent = 0;
    const finish = (isTaken: boolean) => {
      clearTimeout(timer);
      endWriting();
      stream.off('close', onClose);
      resolve(isTaken);
    };
    const onClose = () => finish(false);
    const timer = setTimeout(() => stream.destroy(), stallMs);
    const writeOn = (error?: Error | null) => {
      if (error || stream.destroyed) return finish(false);
      if (sent >= chunk.length) return finish(true);
      timer.refresh();
      const from = sent;
      sent += atOnce;
      stream.write(chunk.subarray(from, sent), writeOn);
    };
    stream.on('close', onClose);
    writeOn();
  });
}
