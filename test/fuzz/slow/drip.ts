import type { Socket } from 'node:net';

const EVERY_MS = 100;

/** Writes so many bytes now and then, until there are no more or the connection has ended. */
export function drip(socket: Socket, bytes: Buffer, count: number): void {
  let at = 0;
  const timer = setInterval(() => {
    if (at >= bytes.length || !socket.writable) return clearInterval(timer);
    socket.write(bytes.subarray(at, at + count));
    at += count;
  }, EVERY_MS);
  socket.once('close', () => clearInterval(timer));
}
