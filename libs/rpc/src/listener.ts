import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { ConnectionLimits } from './limits';
import { createShares } from '@kubets/component';

export interface Listener {
  /** Starts listening; resolves to the port. */
  listen(host: string, port: number): Promise<number>;
  /** The connection of this `address:port` has brought a call: it is what it should be. */
  called(peer: string): void;
  /** Takes no more connections; those that are open stay. */
  close(): void;
}

/** TCP in front of a server: a bounded number of connections, none of which may stay without a call. */
export function createListener(limits: ConnectionLimits, onConnection: (socket: Socket) => void): Listener {
  const shares = createShares(limits.perPeer, limits.all);
  const uncalled = new Map<string, NodeJS.Timeout>();

  const called = (peer: string) => {
    clearTimeout(uncalled.get(peer));
    uncalled.delete(peer);
  };

  const server: Server = createServer({ noDelay: true }, (socket) => {
    const { remoteAddress: host = '', remotePort } = socket;
    const peer = `${host}:${remotePort}`;
    socket.on('error', () => undefined); // The TLS layer above tells of it.
    if (!shares.take(host, 1)) return void socket.destroy();
    uncalled.set(
      peer,
      setTimeout(() => socket.destroy(), limits.firstCallMs),
    );
    socket.once('close', () => {
      called(peer);
      shares.give(host, 1);
    });
    onConnection(socket);
  });

  return {
    called,
    listen: (host, port) =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen({ host, port }, () => resolve((server.address() as AddressInfo).port));
      }),
    close: () => void server.close(),
  };
}
