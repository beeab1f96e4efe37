import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** A server of HTTP/1.1 over TLS, by itself or beside HTTP/2. */
interface UpgradableServer {
  on(event: 'upgrade', listener: Upgrade): unknown;
  emit(event: 'secureConnection', socket: Duplex): boolean;
  /** Of Node.js 22.21, 24.9 and later. */
  shouldUpgradeCallback?(request: IncomingMessage): boolean;
}

type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/**
 * Hands the requests that ask for another protocol to `upgrade` where `takes` says that there is one, which must not throw. All others are
 * served as if they had not asked, as a server may (RFC 9110, 7.8): kubectl 1.22 asks so for whatever it wants after a first `exec`.
 */
export function acceptUpgrades(
  server: UpgradableServer,
  takes: (request: IncomingMessage) => boolean,
  upgrade: Upgrade,
): void {
  if ('shouldUpgradeCallback' in server) {
    server.shouldUpgradeCallback = takes;
    server.on('upgrade', upgrade);
    return;
  }
  server.on('upgrade', (request, socket, head) => {
    if (takes(request)) upgrade(request, socket, head);
    else readAgain(server, request, socket, head);
  });
}

/**
 * An earlier Node.js has left the parsing of such a request when it tells of it, so it is given back to the connection without what it asked
 * for. The connection ends with the answer: to who watches over connections it is somebody else's by now.
 */
function readAgain(server: UpgradableServer, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const { method, url, httpVersion, rawHeaders } = request;
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]!;
    if (!/^(connection|upgrade)$/i.test(name)) lines.push(`${name}: ${rawHeaders[at + 1]}`);
  }
  const again = Buffer.from(`${lines.join('\r\n')}\r\nConnection: close\r\n\r\n`, 'latin1');
  socket.unshift(Buffer.concat([again, head]));
  whenAnswered(socket, () => {
    if (!socket.destroyed) server.emit('secureConnection', socket);
  });
}

/** Once what was asked before on the connection is answered: who reads it again knows nothing of that, and would wait for its end for ever. */
function whenAnswered(socket: Duplex & { _httpMessage?: ServerResponse | null }, then: () => void): void {
  const { _httpMessage: answer } = socket;
  if (answer) answer.once('finish', () => whenAnswered(socket, then));
  else then();
}
