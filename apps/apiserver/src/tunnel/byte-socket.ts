import type { Duplex, Readable } from 'node:stream';
import { WebSocket, type RawData } from 'ws';

/** RFC 6455, 7.4.1. */
export const NORMAL_CLOSURE = 1000;
/** What may wait for a slow client before the container is held back. */
const MAX_WAITING_BYTES = 256 * 1024;

/** Bytes are messages and messages bytes. Resolves when the connection has ended. */
export async function joinBytes(client: WebSocket, runtime: Duplex, head: Buffer): Promise<void> {
  client.on('message', (message: RawData) => writeHeldBack(runtime, client, message as Buffer));
  client.on('error', () => client.terminate());
  client.once('close', () => runtime.destroy());
  if (head.length > 0) sendHeldBack(client, runtime, head);
  runtime.on('data', (bytes: Buffer) => sendHeldBack(client, runtime, bytes));
  runtime.once('end', () => runtime.end());
  await new Promise((resolve) => runtime.once('close', resolve));
  client.close(NORMAL_CLOSURE);
}

/** Sends a message; as long as too much waits for the client, nothing more is read from `source`. */
export function sendHeldBack(client: WebSocket, source: Readable, message: Buffer | string): void {
  if (client.readyState !== WebSocket.OPEN) return;
  client.send(message, () => client.bufferedAmount <= MAX_WAITING_BYTES && source.resume());
  if (client.bufferedAmount > MAX_WAITING_BYTES) source.pause();
}

/** Writes what a client has sent; as long as too much waits for the runtime, no more messages are taken. */
export function writeHeldBack(runtime: Duplex, client: WebSocket, bytes: Buffer): void {
  if (!runtime.writable || runtime.write(bytes)) return;
  client.pause();
  runtime.once('drain', () => client.resume());
}
