import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import type { Door } from '../target/fuzz-target';
import type { Crowd } from './crowds';

const AT_ONCE = 40;
/** A door that lets nobody in is found out by others. */
const CONNECT_MS = 10_000;

/** Brings a crowd to a door. Resolves to its connections, with those that have ended already, once all have been let in or turned away. */
export async function stand(crowd: Crowd, door: Door, localAddress?: string): Promise<Socket[]> {
  const sockets: Socket[] = [];
  const size = crowd.size(door);
  let session: Buffer | undefined;
  const come = async () => {
    while (sockets.length < size) {
      const at: ConnectionOptions = { host: door.host, port: door.port, ...(localAddress ? { localAddress } : {}) };
      const isSecure = crowd.tls && door.speaks !== 'http';
      // Who has been here before has less to compute.
      const socket = isSecure
        ? connectTls({ ...at, rejectUnauthorized: false, ALPNProtocols: crowd.tls?.offers, session }).on(
            'session',
            (given) => (session ??= given),
          )
        : connect({ ...at, host: door.host, port: door.port, allowHalfOpen: true });
      sockets.push(socket);
      socket.on('error', () => socket.destroy()).resume();
      const gaveUp = AbortSignal.timeout(CONNECT_MS);
      await Promise.race([
        once(socket, isSecure ? 'secureConnect' : 'connect', { signal: gaveUp }),
        once(socket, 'close', { signal: gaveUp }),
      ]).catch(() => undefined);
      if (socket.writable) crowd.act(socket, door);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, come));
  return sockets;
}

/** Resolves when the other side has ended it, be it politely. */
export const untilEnded = (socket: Socket): Promise<void> =>
  new Promise((resolve) => {
    if (socket.closed || socket.readableEnded) resolve();
    else socket.once('end', resolve).once('close', resolve);
  });
