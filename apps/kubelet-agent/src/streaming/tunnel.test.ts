import { createServer as createHttpServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import { createServer, type AddressInfo, type Server as TcpServer, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { tunnel } from './tunnel';

let front: Server;
let runtime: TcpServer;
const received: string[] = [];
let onRuntime: (socket: Socket) => void;

beforeEach(async () => {
  received.length = 0;
  runtime = createServer({ allowHalfOpen: true }, (socket) => onRuntime(socket));
  await new Promise<void>((resolve) => runtime.listen(0, '127.0.0.1', resolve));
  front = createHttpServer();
  front.on('upgrade', (request: IncomingMessage, socket, head) => {
    void tunnel(
      request,
      socket,
      head,
      new URL(`http://127.0.0.1:${(runtime.address() as AddressInfo).port}/exec/token?x=1`),
    );
  });
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  front.closeAllConnections();
  await Promise.all([new Promise((resolve) => front.close(resolve)), new Promise((resolve) => runtime.close(resolve))]);
});

function upgrade(): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({
      port: (front.address() as AddressInfo).port,
      method: 'POST',
      path: '/exec/d/p/c',
      headers: {
        Connection: 'Upgrade',
        Upgrade: 'SPDY/3.1',
        Authorization: 'Bearer x',
        'X-Stream-Protocol-Version': 'v4.channel.k8s.io',
      },
    });
    request.on('upgrade', (_, socket, early) => {
      if (early.length > 0) socket.unshift(early);
      resolve(socket as Socket);
    });
    request.on('error', reject);
    request.end();
  });
}

const HANDSHAKE = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n\r\n';

test('passes the handshake on with the runtime’s path and without our credentials', async () => {
  let head = '';
  onRuntime = (socket) =>
    socket.once('data', (data) => {
      head = data.toString();
      socket.end(HANDSHAKE);
    });
  (await upgrade()).resume();
  expect(head).toMatch(/^POST \/exec\/token\?x=1 HTTP\/1\.1\r\nHost: 127\.0\.0\.1:\d+\r\n/);
  expect(head).toContain('X-Stream-Protocol-Version: v4.channel.k8s.io\r\n');
  expect(head).not.toMatch(/authorization/i);
});

test('the runtime goes on answering after the client has closed its half', async () => {
  onRuntime = (socket) => {
    let text = '';
    socket.once('data', () => {
      socket.write(HANDSHAKE);
      socket.on('data', (data) => (text += data.toString()));
      socket.on('end', () => socket.end(`${text.length} bytes`));
    });
  };
  const socket = await upgrade();
  let answer = '';
  socket.on('data', (data) => (answer += data.toString()));
  const closed = new Promise((resolve) => socket.on('end', resolve));
  socket.write(Buffer.alloc(3_000_000, 'x'));
  socket.end();
  await closed;
  expect(answer).toBe('3000000 bytes');
});

test('much output to a slow reader arrives whole', async () => {
  onRuntime = (socket) =>
    socket.once('data', () => {
      socket.write(HANDSHAKE);
      socket.end(Buffer.alloc(8_000_000, 'y'));
    });
  const socket = await upgrade();
  let size = 0;
  for await (const chunk of socket) {
    size += (chunk as Buffer).length;
    if (size < 500_000) await new Promise((resolve) => setTimeout(resolve, 5));
  }
  expect(size).toBe(8_000_000);
});

test('output that its reader does not take is held back where it is made', async () => {
  const size = 64_000_000;
  let writer!: Socket;
  onRuntime = (socket) => {
    writer = socket;
    socket.on('error', () => undefined);
    socket.once('data', () => {
      socket.write(HANDSHAKE);
      for (let sent = 0; sent < size; sent += 1_000_000) socket.write(Buffer.alloc(1_000_000, 'z'));
    });
  };
  const reader = await upgrade();
  reader.pause();
  let taken = -1;
  for (let quiet = 0; quiet < 200; quiet++) {
    await new Promise((resolve) => setImmediate(resolve));
    const now = writer.bytesWritten - writer.writableLength;
    if (now !== taken) quiet = 0;
    taken = now;
  }
  // What the kernel's buffers of both connections take.
  expect(taken).toBeLessThan(size / 2);
  reader.destroy();
});

test('a client that breaks off takes the runtime’s connection with it', async () => {
  const closed = new Promise<void>((resolve) => {
    onRuntime = (socket) => {
      socket.on('error', () => undefined);
      socket.on('end', () => {
        socket.destroy();
        resolve();
      });
      socket.once('data', () => socket.write(HANDSHAKE));
    };
  });
  (await upgrade()).resetAndDestroy();
  await closed;
});

test('a client that left meanwhile leaves no stream behind in the runtime', async () => {
  let asked = '';
  const ended = new Promise<void>((resolve) => {
    onRuntime = (socket) => {
      socket.on('data', (data) => (asked += data.toString()));
      socket.on('close', () => resolve());
      socket.on('end', () => socket.end());
    };
  });
  const target = new URL(`http://127.0.0.1:${(runtime.address() as AddressInfo).port}/exec/token`);
  const client = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() });
  client.destroy();
  await tunnel({ method: 'POST', rawHeaders: [] } as unknown as IncomingMessage, client, Buffer.alloc(0), target);
  await ended;
  expect(asked).toBe('');
});
