import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/** A server with the `upgrade` listener that has got the request. */
export interface UpgradableServer {
  emit(event: 'secureConnection', socket: Duplex): boolean;
}

/**
 * Serves a request that asks for another protocol as if it had not, as a server may (RFC 9110, 7.8): Node.js has left its parsing by
 * then, so the request is given back to the connection and read again. The connection ends with the answer. kubectl 1.22 asks so for
 * whatever it wants after a first `exec`.
 */
export function serveWithoutUpgrade(
  server: UpgradableServer,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void {
  const { method, url, httpVersion, rawHeaders } = request;
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]!;
    if (!/^(connection|upgrade)$/i.test(name)) lines.push(`${name}: ${rawHeaders[at + 1]}`);
  }
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\nConnection: close\r\n\r\n`, 'latin1'), head]));
  server.emit('secureConnection', socket);
}
