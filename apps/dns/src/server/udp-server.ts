import { createSocket, type Socket } from 'node:dgram';
import type { Logger } from '@kubets/component';
import type { Query } from '../wire/query';
import type { Respond } from './respond';

export interface ServerOptions {
  address: string;
  /** 0 takes a free one. */
  port: number;
  respond: Respond;
  /** Counts an answer that could not be sent. */
  dropped: (transport: Query['transport']) => void;
  logger: Logger;
}

export interface DnsServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Room for a burst while the event loop is busy elsewhere. */
const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;

/** Answers over UDP. Rejects when the address cannot be had. */
export async function serveUdp({ address, port, respond, logger, dropped }: ServerOptions): Promise<DnsServer> {
  const ipv6 = address.includes(':');
  const socket = createSocket({
    type: ipv6 ? 'udp6' : 'udp4',
    recvBufferSize: RECEIVE_BUFFER_BYTES,
    // Answers go to numeric addresses: without this each would pass through the resolver's queue.
    lookup: (host, _options, callback) => callback(null, host, ipv6 ? 6 : 4),
  });

  answerFrom(socket, { respond, dropped, logger });
  await listening(socket, address, port);
  socket.on('error', (err) => logger.warn({ err }, 'UDP socket error'));

  return {
    port: socket.address().port,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

/** Answers what the socket receives. No packet ends the process, whoever seems to have sent it. */
export function answerFrom(
  socket: Socket,
  { respond, dropped, logger }: Omit<ServerOptions, 'address' | 'port'>,
): void {
  const failed = (err: unknown) => {
    dropped('udp');
    logger.debug({ err }, 'Answer was not sent');
  };
  socket.on('message', (packet, { port: clientPort, address: client }) => {
    // Without a callback: a reply that gets lost on its way is like any that does, and one each would cost a quarter of the
    // throughput. It throws for what can never be sent, as to port 0.
    const send = (message: Buffer) => socket.send(message, clientPort, client);
    try {
      const message = respond(packet, 'udp', client);
      if (message instanceof Promise) message.then(send).catch(failed);
      else if (message) send(message);
    } catch (err) {
      failed(err);
    }
  });
}

function listening(socket: Socket, address: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(port, address, () => {
      socket.removeListener('error', reject);
      resolve();
    });
  });
}
