import type { Duplex } from 'node:stream';

/** How long a client that has been refused may go on sending: who closes on unread bytes takes the answer back with them. */
const LINGER_MS = 1_000;
/** How long it may take to receive why. */
const ANSWER_MS = 10_000;

/** Sends what a client is refused with, and ends the connection once it has had time to see it, whether or not it closes its side. */
export function endRefused(socket: Duplex, answer: string | Uint8Array): void {
  if (socket.destroyed || socket.writableEnded) return;
  let ending: NodeJS.Timeout;
  const endIn = (ms: number) => {
    clearTimeout(ending);
    ending = setTimeout(() => socket.destroy(), ms);
  };
  endIn(ANSWER_MS);
  socket.once('close', () => clearTimeout(ending));
  socket.on('error', () => socket.destroy()).resume();
  socket.end(answer, () => endIn(LINGER_MS));
}
