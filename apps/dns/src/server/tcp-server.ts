import { createServer, type AddressInfo, type Socket } from 'node:net';
import { createFrameReader, frame } from '../wire/tcp-frames';
import { createConnectionShares } from './connection-shares';
import type { DnsServer, ServerOptions } from './udp-server';

/** A client that asks nothing for this long has forgotten its connection; CoreDNS waits as long. */
const IDLE_MS = 10_000;
/** From the first byte of a message to its last. */
const MESSAGE_MS = 5000;
const MOST_CONNECTIONS = 1000;
const MOST_CONNECTIONS_PER_CLIENT = 250;
/** Answers a client may leave unread before it is cut off. */
const MOST_UNREAD_BYTES = 256 * 1024;

interface Connection {
  socket: Socket;
  /** Questions that are not answered yet. */
  pending: number;
}

export interface TcpLimits {
  idleMs?: number;
  messageMs?: number;
}

/** Answers over TCP, several queries per connection, in the order in which answers are ready. Rejects when the address cannot be had. */
export async function serveTcp(
  { address, port, respond, logger, dropped }: ServerOptions,
  limits: TcpLimits = {},
): Promise<DnsServer> {
  const open = new Set<Socket>();
  const shares = createConnectionShares<Connection>({
    most: MOST_CONNECTIONS,
    mostPerClient: MOST_CONNECTIONS_PER_CLIENT,
    isBusy: ({ pending }) => pending > 0,
  });
  // Clients may close their side when they have asked everything, and still wait for the answers.
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (socket) => {
    const client = socket.remoteAddress ?? '';
    const connection: Connection = { socket, pending: 0 };
    let asked = false;
    open.add(socket);
    shares.admit(client, connection)?.socket.destroy();
    socket.on('error', (err) => logger.debug({ err }, 'TCP client went away'));
    // Whoever waits for an answer is not idle.
    const idle = setTimeout(
      () => (connection.pending > 0 ? idle.refresh() : socket.destroy()),
      limits.idleMs ?? IDLE_MS,
    );
    let slow: NodeJS.Timeout | undefined;
    socket.on('close', () => {
      clearTimeout(idle);
      clearTimeout(slow);
      open.delete(socket);
      shares.left(connection);
    });
    const reader = createFrameReader();
    const endIfDone = () => {
      if (asked && connection.pending === 0) socket.end();
    };
    socket.on('end', () => {
      asked = true;
      endIfDone();
    });
    const send = (message: Buffer) => {
      if (socket.writableLength > MOST_UNREAD_BYTES) socket.destroy();
      else if (socket.writable) socket.write(frame(message));
      else dropped('tcp');
    };
    const failed = (err: unknown) => {
      dropped('tcp');
      logger.error({ err }, 'Answer was not sent');
    };
    /** False when the connection cannot go on. */
    const answer = (packet: Buffer): boolean => {
      const message = respond(packet, 'tcp', client);
      if (message instanceof Promise) {
        connection.pending++;
        void message
          .then(send)
          .catch(failed)
          .finally(() => {
            connection.pending--;
            endIfDone();
          });
      } else if (message) send(message);
      // What is not DNS cannot be followed by anything that is.
      else socket.destroy();
      return !socket.destroyed;
    };
    socket.on('data', (chunk) => {
      try {
        const packets = reader.read(chunk);
        if (packets.length > 0) {
          idle.refresh();
          shares.used(connection);
          clearTimeout(slow);
          slow = undefined;
        }
        if (reader.hasPart()) slow ??= setTimeout(() => socket.destroy(), limits.messageMs ?? MESSAGE_MS);
        packets.every(answer);
      } catch (err) {
        failed(err);
        socket.destroy();
      }
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, resolve);
  });
  server.on('error', (err) => logger.warn({ err }, 'TCP server error'));
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}
