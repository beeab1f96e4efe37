import type { IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { joinHostPort, type HostPort } from '@kubets/net';
import type { Duplex } from 'node:stream';

/** Ours or the hop's, not for the runtime. */
const DROPPED_HEADERS = new Set(['host', 'authorization', 'x-forwarded-for', 'x-forwarded-proto']);
const CONNECT_TIMEOUT_MS = 10_000;

/**
 * Joins an upgrade request with the runtime's streaming server, byte for byte: the handshake is the runtime's own, and
 * whatever protocol was agreed on passes unread, each direction at the speed of its receiver and closed on its own.
 * Rejects when the runtime can't be reached; after that the connection speaks for itself.
 */
export async function tunnel(request: IncomingMessage, client: Duplex, head: Buffer, target: URL): Promise<void> {
  const server = await connectTo({ host: target.hostname.replace(/^\[|\]$/g, ''), port: Number(target.port || 80) });
  // Its end was told before anybody listened, and a command that is silent would run on for nobody.
  if (client.destroyed) return void server.destroy();
  server.write(requestHead(request, target));
  join(client, head, server);
}

/**
 * Gives a client what a HTTP CONNECT asks for: a TCP connection from this machine.
 * Rejects when the port can't be reached; after that the connection speaks for itself.
 */
export async function connectThrough(client: Duplex, head: Buffer, target: HostPort): Promise<void> {
  const server = await connectTo(target);
  if (client.destroyed) return void server.destroy();
  client.write('HTTP/1.1 200 Connection established\r\n\r\n');
  join(client, head, server);
}

/** `head` is what the client sent already. */
function join(client: Duplex, head: Buffer, server: Socket): void {
  server.setNoDelay(true);
  (client as Socket).setNoDelay?.(true);
  if (head.length > 0) server.write(head);
  // pipe() holds its source back while the other side is slow, and passes on an end as an end.
  client.pipe(server);
  server.pipe(client);
  // A broken connection on one side is of no use to the other.
  const close = () => {
    client.destroy();
    server.destroy();
  };
  client.on('error', close);
  server.on('error', close);
  client.on('close', () => server.destroy());
  server.on('close', () => {
    // What was received last has to be sent before the connection goes.
    if (client.writableFinished) client.destroy();
    else client.once('finish', () => client.destroy());
    if (!client.writableEnded) client.end();
  });
}

function connectTo(target: HostPort): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ ...target, allowHalfOpen: true, timeout: CONNECT_TIMEOUT_MS });
    socket.once('connect', () => {
      socket.setTimeout(0);
      socket.removeAllListeners('error');
      resolve(socket);
    });
    socket.once('timeout', () => socket.destroy(timeoutError(joinHostPort(target))));
    socket.once('error', reject);
  });
}

function timeoutError(address: string): Error {
  return Object.assign(new Error(`${address} does not answer`), { code: 'ETIMEDOUT' });
}

function requestHead(request: IncomingMessage, target: URL): string {
  const lines = [`${request.method} ${target.pathname}${target.search} HTTP/1.1`, `Host: ${target.host}`];
  for (let index = 0; index + 1 < request.rawHeaders.length; index += 2) {
    const name = request.rawHeaders[index]!;
    if (!DROPPED_HEADERS.has(name.toLowerCase())) lines.push(`${name}: ${request.rawHeaders[index + 1]}`);
  }
  return `${lines.join('\r\n')}\r\n\r\n`;
}
