import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import type { Server } from 'node:tls';

/** What such a server emits with a socket that is about to be read from. */
export const HANDSHAKE = 'handshake';

/** A handshake takes about a millisecond of computing. */
const HANDSHAKES_PER_TURN = 4;

/**
 * Begins few TLS handshakes in each turn of the event loop, however many clients connect at once. The server has to be
 * made with `pauseOnConnect`, so that those who wait are not read from.
 */
export function paceConnections(server: Server): void {
  const events: EventEmitter = server;
  const accept = events.listeners('connection') as ((socket: Socket) => void)[];
  events.removeAllListeners('connection');
  const waiting = new Set<Socket>();

  function turn(): void {
    let begun = 0;
    for (const socket of waiting) {
      waiting.delete(socket);
      events.emit(HANDSHAKE, socket);
      for (const listener of accept) listener.call(server, socket);
      if (++begun === HANDSHAKES_PER_TURN) break;
    }
    if (waiting.size > 0) setImmediate(turn);
  }

  events.on('connection', (socket: Socket) => {
    if (socket.destroyed) return;
    socket.on('error', () => socket.destroy());
    socket.once('close', () => waiting.delete(socket));
    if (waiting.size === 0) setImmediate(turn);
    waiting.add(socket);
  });
}
