import { createServer, type AddressInfo, type Socket } from 'node:net';
import { createFrameReader, frame } from '../wire/tcp-frames';
import type { DnsServer, ServerOptions } from './udp-server';

/** A client that says nothing for this long has forgotten its connection. */
const idleMs = 10_000;
const mostConnections = 1000;
/** Answers a client may leave unread before it is cut off. */
const mostUnreadBytes = 1024 * 1024;

/** Answers over TCP, several queries per connection, in the order in which answers are ready. Rejects when the address cannot be had. */
export async function serveTcp({ address, port, respond, logger }: ServerOptions): Promise<DnsServer> {
  const open = new Set<Socket>();
  // Clients may close their side when they have asked everything, and still wait for the answers.
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (socket) => {
    let pending = 0;
    let asked = false;
    open.add(socket);
    socket.setTimeout(idleMs, () => socket.destroy());
    socket.on('error', (err) => logger.debug({ err }, 'TCP client went away'));
    socket.on('close', () => open.delete(socket));
    const read = createFrameReader();
    const endIfDone = () => {
      if (asked && pending === 0) socket.end();
    };
    socket.on('end', () => {
      asked = true;
      endIfDone();
    });
    const send = (message: Buffer) => {
      if (socket.writableLength > mostUnreadBytes) socket.destroy();
      else if (socket.writable) socket.write(frame(message));
    };
    socket.on('data', (chunk) => {
      for (const packet of read(chunk)) {
        const message = respond(packet, 'tcp');
        if (message instanceof Promise) {
          pending++;
          message
            .then(send, (err: unknown) => logger.error({ err }, 'Answer was not sent'))
            .finally(() => {
              pending--;
              endIfDone();
            });
        } else if (message) send(message);
        // What is not DNS cannot be followed by anything that is.
        else return void socket.destroy();
      }
    });
  });
  server.maxConnections = mostConnections;
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
