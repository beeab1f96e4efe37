import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import fc from 'fast-check';
import { grpcProber } from './grpc/grpc-prober';
import { httpProber } from './http/http-prober';
import type { Prober } from './prober';
import { tcpProber } from './tcp/tcp-prober';

// What answers a probe is a container, which may be anybody's: whatever it sends, there is a verdict in time, with words
// that fit into an event, and no connection is left.

const TIMEOUT_MS = 300;
const MOST_OUTPUT = 10 * 1024 + 500;

type Behave = (socket: Socket) => void;
let behave: Behave = () => undefined;
let server: Server;
let port: number;
const sockets = new Set<Socket>();

beforeAll(async () => {
  server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined).resume();
    behave(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
});

const target = { container: { name: 'c' }, containerId: 'id', podIp: '127.0.0.1' };
const probers: Record<string, (timeoutMs: number) => ReturnType<Prober['probe']>> = {
  http: (timeoutMs) => httpProber.probe({ httpGet: { port, path: '/' } }, target, timeoutMs),
  https: (timeoutMs) => httpProber.probe({ httpGet: { port, path: '/', scheme: 'HTTPS' } }, target, timeoutMs),
  grpc: (timeoutMs) => grpcProber.probe({ grpc: { port, service: '' } }, target, timeoutMs),
  tcp: (timeoutMs) => tcpProber.probe({ tcpSocket: { port } }, target, timeoutMs),
};

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

/** An HTTP/2 frame. */
function frame(type: number, flags: number, stream: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}
const SETTINGS = frame(4, 0, 0, Buffer.alloc(0));

const behaviours: Record<string, Behave> = {
  'takes the connection and is silent': () => undefined,
  'closes at once': (socket) => void socket.end(),
  'resets at once': (socket) => void socket.resetAndDestroy(),
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
  'an HTTP/2 frame larger than agreed': onceAsked(SETTINGS, frame(0, 0, 1, Buffer.alloc(100_000))),
  'a stream nobody opened': onceAsked(SETTINGS, frame(0, 0, 99, Buffer.alloc(10))),
  'an HTTP/2 GOAWAY': onceAsked(SETTINGS, frame(7, 0, 0, Buffer.alloc(8))),
  'a TLS alert': onceAsked(Buffer.from('15030300020228', 'hex')),
};

describe.each(Object.keys(probers))('%s', (kind) => {
  test.each(Object.keys(behaviours))('a container that %s', async (name) => {
    behave = behaviours[name]!;
    const { result, output } = await probers[kind]!(TIMEOUT_MS);
    expect(['success', 'failure', 'unknown']).toContain(result);
    expect(output.length).toBeLessThan(MOST_OUTPUT);
    await allClosed();
  });

  test('any bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        behave = (socket) => void socket.once('data', () => socket.end(bytes));
        const { result } = await probers[kind]!(TIMEOUT_MS);
        expect(['success', 'failure', 'unknown']).toContain(result);
      }),
      { numRuns: 30 },
    );
    await allClosed();
  });
});

async function allClosed(): Promise<void> {
  while (sockets.size > 0) await new Promise((resolve) => [...sockets][0]!.once('close', resolve));
}
