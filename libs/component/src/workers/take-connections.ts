import type { Socket } from 'node:net';
import type { PrimaryMessage } from './worker-messages';
import type { Line } from './report-to-primary';

/** Where a server gets its connections from that does not listen itself. */
export interface HandedConnections {
  /** Those that came to the port. One of a port that nobody takes is ended. */
  take(port: number, onConnection: (socket: Socket) => void): void;
}

/** The connections that the primary hands to this worker. */
export function takeConnections(line: Line): HandedConnections {
  const takers = new Map<number, (socket: Socket) => void>();
  line.on('message', (message: PrimaryMessage, socket?: Socket) => {
    if (message.kind !== 'connection') return;
    line.send?.({ kind: 'taken', id: message.id });
    // Without a socket it was closed on the way.
    if (!socket) return;
    socket.setNoDelay(true);
    const take = takers.get(message.port);
    if (take) take(socket);
    else socket.destroy();
  });
  return { take: (port, onConnection) => void takers.set(port, onConnection) };
}
