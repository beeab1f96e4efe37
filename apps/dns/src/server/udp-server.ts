import { createSocket, type Socket } from 'node:dgram';
import type { Logger } from '@kubets/component';
import type { Respond } from './respond';

export interface ServerOptions {
  address: string;
  /** 0 takes a free one. */
  port: number;
  respond: Respond;
  logger: Logger;
}

export interface DnsServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Room for a burst while the event loop is busy elsewhere. */
const receiveBufferBytes = 4 * 1024 * 1024;

/** Answers over UDP. Rejects when the address cannot be had. */
export async function serveUdp({ address, port, respond, logger }: ServerOptions): Promise<DnsServer> {
  const ipv6 = address.includes(':');
  const socket = createSocket({
    type: ipv6 ? 'udp6' : 'udp4',
    recvBufferSize: receiveBufferBytes,
    // Answers go to numeric addresses: without this each would pass through the resolver's queue.
    lookup: (host, _options, callback) => callback(null, host, ipv6 ? 6 : 4),
  });

  socket.on('message', (packet, { port: clientPort, address: client }) => {
    // Without a callback: a reply that cannot be sent is like one that got lost, and one each would cost a quarter of the throughput.
    const send = (message: Buffer) => socket.send(message, clientPort, client);
    const message = respond(packet, 'udp');
    if (message instanceof Promise) message.then(send, (err: unknown) => logger.error({ err }, 'Answer was not sent'));
    else if (message) send(message);
  });
  await listening(socket, address, port);
  socket.on('error', (err) => logger.warn({ err }, 'UDP socket error'));

  return {
    port: socket.address().port,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
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
