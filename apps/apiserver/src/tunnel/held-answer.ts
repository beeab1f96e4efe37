import type { IncomingMessage } from 'node:http';
import { createBudget, type Budget, type BudgetLimits } from '@kubets/component';

const MIB = 2 ** 20;

/** Answers of other servers that are read or worked on: of all together and of one. What is made of one is several times its size. */
const HELD_ANSWERS: BudgetLimits = { perHolder: 32 * MIB, all: 64 * MIB, waitMs: 30_000, maxWaiting: 1_000 };
/** Shorter ones are not counted: as many as there are requests are no burden. */
const SHORT_BYTES = 64 * 1024;

const budget: Budget = createBudget(HELD_ANSWERS);

export interface HeldAnswerOptions {
  /** Whose answer it is: one server does not use up what there is for all. */
  holder: string;
  maxBytes: number;
  /** Ends the waiting for room, too. */
  signal: AbortSignal;
}

/** An answer that is larger than allowed, or for which there was no room. */
export class UnheldAnswerError extends Error {}

/**
 * Reads another server's answer as UTF-8 and has `use` work on it. Until that is done the bytes count among all that are
 * held at a time; a large answer is left unread until there is room for it, so that many at once do not fill the memory.
 * @throws UnheldAnswerError; what reading throws, and what `use` does.
 */
export async function useAnswer<T>(
  answer: IncomingMessage,
  { holder, maxBytes, signal }: HeldAnswerOptions,
  use: (text: string) => T | Promise<T>,
): Promise<T> {
  const chunks: Buffer[] = [];
  let size = 0;
  let held = 0;
  try {
    for await (const chunk of answer) {
      size += (chunk as Buffer).length;
      if (size > maxBytes) throw new UnheldAnswerError(`the answer is larger than ${maxBytes} bytes`);
      chunks.push(chunk as Buffer);
      if (held > 0 || size <= SHORT_BYTES) continue;
      const promised = Number(answer.headers['content-length']);
      // All at once: who holds a part and waits for the rest would keep others waiting who do the same.
      const wanted = promised > 0 && promised < maxBytes ? promised : maxBytes;
      if (!(await hasRoom(holder, wanted, signal)))
        throw new UnheldAnswerError('too many large answers are being read at this time');
      held = wanted;
    }
    // An answer that lasts until its connection ends is complete for Node.js when it is cut off, too.
    signal.throwIfAborted();
    const text = Buffer.concat(chunks, size).toString('utf8');
    chunks.length = 0;
    return await use(text);
  } finally {
    if (held > 0) budget.give(holder, held);
  }
}

async function hasRoom(holder: string, bytes: number, signal: AbortSignal): Promise<boolean> {
  const taken = budget.take(holder, bytes);
  if (taken === true) return true;
  let leave: () => void = () => undefined;
  const left = new Promise<false>((resolve) => (leave = () => resolve(false)));
  signal.addEventListener('abort', leave, { once: true });
  if (signal.aborted) leave();
  const isTaken = await Promise.race([taken, left]);
  signal.removeEventListener('abort', leave);
  if (signal.aborted) {
    void taken.then((late) => void (late && budget.give(holder, bytes)));
    signal.throwIfAborted();
  }
  return isTaken;
}
