import { createServer, type AddressInfo, type Socket } from 'node:net';
import { createServer as createTlsServer, TLSSocket } from 'node:tls';
import { http2Frame } from './http2-frame';

/** What a server does with a connection it took. */
export type Behave = (socket: Socket) => void;

const onceAsked =
  (...parts: (string | Buffer)[]): Behave =>
  (socket) =>
    void socket.once('data', () => {
      for (const part of parts) socket.write(part);
    });

/** Writes the same again and again, as fast as it is read. */
const endlessly =
  (first: string, part: string | Buffer): Behave =>
  (socket) => {
    socket.once('data', () => {
      socket.write(first);
      const more = () => void (socket.writable && socket.write(part, more));
      more();
    });
  };

const SETTINGS = http2Frame(4, 0, 0);

/** Ways to answer a client of HTTP, HTTP/2, TLS or nothing in particular, each by what the peer does. */
export const hostileAnswers: Readonly<Record<string, Behave>> = {
  'takes the connection and is silent': () => undefined,
  'closes at once': (socket) => void socket.end(),
  'resets at once': (socket) => void (socket instanceof TLSSocket ? socket.destroy() : socket.resetAndDestroy()),
  'speaks before it is asked': (socket) => void socket.write('HTTP/1.1 200 OK\r\n\r\n'),
  'a status line, then nothing': onceAsked('HTTP/1.1 200 OK\r\n'),
  'a code that is none': onceAsked('HTTP/1.1 99999 What\r\n\r\n'),
  'a header without a colon': onceAsked('HTTP/1.1 200 OK\r\nnonsense\r\n\r\n'),
  'two lengths': onceAsked('HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'),
  'less than it promised': (socket) =>
    void socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nab')),
  'a chunk of no size': onceAsked('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'),
  'switches protocols unasked': onceAsked(
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n',
  ),
  'leads to nothing': onceAsked('HTTP/1.1 302 Found\r\nLocation: http://[::\r\nContent-Length: 0\r\n\r\n'),
  'leads to another protocol': onceAsked(
    'HTTP/1.1 302 Found\r\nLocation: gopher://127.0.0.1/\r\nContent-Length: 0\r\n\r\n',
  ),
  'goes on for ever with informal answers': endlessly('', 'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(100)),
  'goes on for ever with headers': endlessly('HTTP/1.1 200 OK\r\n', 'a: b\r\n'.repeat(1000)),
  'goes on for ever in its body': endlessly('HTTP/1.1 200 OK\r\n\r\n', Buffer.alloc(65_536, 'x')),
  'goes on for ever with settings': (socket) =>
    endlessly('', Buffer.concat(Array.from({ length: 100 }, () => SETTINGS)))(socket),
  'an HTTP/2 frame larger than agreed': onceAsked(SETTINGS, http2Frame(0, 0, 1, Buffer.alloc(100_000))),
  'a stream nobody opened': onceAsked(SETTINGS, http2Frame(0, 0, 99, Buffer.alloc(10))),
  'an HTTP/2 GOAWAY': onceAsked(SETTINGS, http2Frame(7, 0, 0, Buffer.alloc(8))),
  'a TLS alert': onceAsked(Buffer.from('15030300020228', 'hex')),
};

export interface HostilePeer {
  port: number;
  /** What it does with the connections that come from now on. */
  behave: Behave;
  /** Resolves when no client has a connection any more. */
  allClosed(): Promise<void>;
  close(): Promise<void>;
}

/** A server on loopback that behaves as it is told; inside of TLS, with a certificate and its key in PEM, if given. */
export async function startHostilePeer(tls?: { cert: string; key: string }): Promise<HostilePeer> {
  const sockets = new Set<Socket>();
  const take = (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // Who breaks off is right to; and what the client sends is read, or its end would not be seen.
    socket.on('error', () => undefined).resume();
    peer.behave(socket);
  };
  const server = tls ? createTlsServer(tls, take) : createServer(take);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const peer: HostilePeer = {
    port: (server.address() as AddressInfo).port,
    behave: () => undefined,
    async allClosed() {
      for (const socket of sockets) await new Promise((resolve) => socket.once('close', resolve));
    },
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => void server.close(() => resolve()));
    },
  };
  return peer;
}
