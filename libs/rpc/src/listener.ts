import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { ConnectionLimits } from './limits';

export interface Listener {
  /** Starts listening; resolves to the port. */
  listen(host: string, port: number): Promise<number>;
  /** The same with a connection that somebody else accepted. */
  take(socket: Socket): void;
  /** The connection of this `address:port` has brought a call: it is what it should be. Returns what to do at the end of the call. */
  called(peer: string): () => void;
  /** Takes no more connections; those that are open stay. */
  close(): void;
}

interface Connection {
  socket: Socket;
  host: string;
  peer: string;
  /** Ends it, as long as nothing has been called on it. */
  uncalled: NodeJS.Timeout;
  /** Under way. */
  calls: number;
}

/**
 * TCP in front of a server: a bounded number of connections, none of which may stay without a first call. Where an address has
 * as many as it may have, the one that goes for a new one is its own that has been idle longest; where all are taken, of the
 * address that has most. Who has only connections with calls on them gets no more. Sockets are handed on unread.
 */
export function createListener(limits: ConnectionLimits, onConnection: (socket: Socket) => void): Listener {
  const open = new Map<string, Connection>();
  /** By address, those without a call, longest idle first. */
  const idle = new Map<string, Set<Connection>>();
  const counts = new Map<string, number>();

  const rest = (connection: Connection) => {
    const ofHost = idle.get(connection.host) ?? new Set();
    idle.set(connection.host, ofHost.add(connection));
  };
  const wake = (connection: Connection) => {
    const ofHost = idle.get(connection.host);
    ofHost?.delete(connection);
    if (ofHost?.size === 0) idle.delete(connection.host);
  };

  function leave(connection: Connection): void {
    const { peer, host, uncalled } = connection;
    if (open.get(peer) !== connection) return;
    open.delete(peer);
    clearTimeout(uncalled);
    wake(connection);
    const left = counts.get(host)! - 1;
    if (left > 0) counts.set(host, left);
    else counts.delete(host);
  }

  /** Whether there is room for one more of this address, or has been made. */
  function hasRoom(host: string): boolean {
    const own = counts.get(host) ?? 0;
    if (own < limits.perPeer && open.size < limits.all) return true;
    const from = own >= limits.perPeer ? host : [...idle.keys()].sort((a, b) => counts.get(b)! - counts.get(a)!)[0];
    const [victim] = idle.get(from ?? '') ?? [];
    if (!victim) return false;
    leave(victim);
    victim.socket.destroy();
    return true;
  }

  const server: Server = createServer({ noDelay: true, pauseOnConnect: true }, (socket) => {
    socket.on('error', () => undefined); // The TLS layer above tells of it.
    const { remoteAddress: host, remotePort } = socket;
    if (host === undefined || !hasRoom(host)) return void socket.destroy();
    const peer = `${host}:${remotePort}`;
    const uncalled = setTimeout(() => socket.destroy(), limits.firstCallMs);
    const connection: Connection = { socket, host, peer, uncalled, calls: 0 };
    open.set(peer, connection);
    counts.set(host, (counts.get(host) ?? 0) + 1);
    rest(connection);
    socket.once('close', () => leave(connection));
    onConnection(socket);
  });

  return {
    called(peer) {
      const connection = open.get(peer);
      if (!connection) return () => undefined;
      clearTimeout(connection.uncalled);
      wake(connection);
      connection.calls += 1;
      return () => {
        connection.calls -= 1;
        if (connection.calls === 0 && open.get(peer) === connection) rest(connection);
      };
    },
    listen: (host, port) =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen({ host, port }, () => resolve((server.address() as AddressInfo).port));
      }),
    take: (socket) => void server.emit('connection', socket),
    close: () => void server.close(),
  };
}
