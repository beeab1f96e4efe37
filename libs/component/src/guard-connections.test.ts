import { once, type EventEmitter } from 'node:events';
import { createServer as createPlainServer, type Server as PlainServer } from 'node:http';
import { createServer, type Server } from 'node:https';
import {
  connect as connectHttp2,
  constants,
  createSecureServer,
  type ClientHttp2Session,
  type Http2SecureServer,
} from 'node:http2';
import { connect as connectTcp, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import { eventually } from './testing';
import { GUARDED, guardConnections, type ConnectionLimits } from './guard-connections';
import { selfSignedCertificate } from './self-signed';

/** Longer than any test: each shortens the deadlines that it is about. */
const LIMITS: ConnectionLimits = {
  handshakeMs: 120_000,
  headersMs: 120_000,
  idleMs: 120_000,
  bodyMs: 120_000,
  unreadMs: 120_000,
  maxIdle: 20,
};
const SHORT_MS = 500;
/** Room for some TLS handshakes on a busy machine. */
const NOT_SO_SHORT_MS = 2_000;
jest.setTimeout(60_000);

const open: (Server | PlainServer | Http2SecureServer)[] = [];
const sessions: ClientHttp2Session[] = [];
/** Paths whose answers have come to an end, in whatever way, and how often they were said to. */
const over = new Map<string, number>();
/** Paths whose requests have come. */
const begun = new Set<string>();
afterEach(() => {
  over.clear();
  begun.clear();
  for (const session of sessions.splice(0)) session.destroy();
  for (const server of open.splice(0)) server.close();
});

const KINDS = ['HTTP/1.1', 'HTTP/2'] as const;

const KINDS_OF_1 = ['HTTP/1.1', 'HTTP/1.1 without TLS'] as const;

/** Answers /large with more than any buffer takes, /body with what came, and everything else at once. */
async function start(
  kind: (typeof KINDS)[number] | (typeof KINDS_OF_1)[number],
  limits: Partial<ConnectionLimits> = {},
): Promise<number> {
  const tls = selfSignedCertificate('localhost');
  const server: Server | PlainServer | Http2SecureServer =
    kind === 'HTTP/1.1'
      ? createServer({ ...tls, ...GUARDED })
      : kind === 'HTTP/2'
        ? createSecureServer({ ...tls, allowHTTP1: true, pauseOnConnect: true } as never)
        : createPlainServer(GUARDED);
  if (kind === 'HTTP/2') Object.assign(server, { keepAliveTimeout: 0, headersTimeout: 0, requestTimeout: 0 });
  guardConnections(server, { limits: { ...LIMITS, ...limits }, isLongRunning: ({ url }) => url === '/long' });
  (server as Server).on('request', (request, response) => {
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    response.on('close', () => over.set(request.url!, (over.get(request.url!) ?? 0) + 1));
    begun.add(request.url!);
    if (request.url === '/large')
      return void response.end(Buffer.alloc((request.httpVersion === '2.0' ? 4 : 32) * 1024 * 1024));
    if (request.url === '/body' || request.url === '/long')
      return void request.on('data', () => undefined).once('end', () => response.end('whole'));
    if (request.url!.startsWith('/watch')) return void response.write('first');
    response.end('ok');
  });
  open.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** Resolves when the connection, session or stream is closed; nothing but the server does that. */
async function closed(one: EventEmitter & { destroyed: boolean }): Promise<void> {
  one.on('error', () => undefined);
  if (!one.destroyed) await new Promise((resolve) => one.once('close', resolve));
}

/** That it is open still when a deadline like that of its neighbours has passed for it as well. */
async function staysOpen(one: { destroyed: boolean }): Promise<void> {
  await sleep(SHORT_MS);
  expect(one.destroyed).toBe(false);
}

async function secure(port: number): Promise<Socket> {
  const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false, ALPNProtocols: ['http/1.1'] });
  await once(socket, 'secureConnect');
  return socket.on('error', () => undefined);
}

function trickle(socket: Socket, bytes: Iterable<string | Buffer>): void {
  const source = bytes[Symbol.iterator]();
  const timer = setInterval(() => {
    const next = source.next();
    if (next.done || socket.destroyed) clearInterval(timer);
    else socket.write(next.value);
  }, 100);
}

function session(port: number): ClientHttp2Session {
  const made = connectHttp2(`https://127.0.0.1:${port}`, {
    rejectUnauthorized: false,
    settings: { initialWindowSize: 1024 },
  });
  sessions.push(made.on('error', () => undefined));
  return made;
}

describe.each(KINDS)('a guarded server that speaks %s', (kind) => {
  test('ends handshakes that do not end, however busy they look', async () => {
    const port = await start(kind, { handshakeMs: SHORT_MS });
    const silent = connectTcp(port, '127.0.0.1');
    const slow = connectTcp(port, '127.0.0.1');
    // The head of a long ClientHello, then its body byte by byte.
    slow.write(Buffer.from('160301010001', 'hex'));
    trickle(
      slow,
      Array.from({ length: 200 }, () => Buffer.from([0])),
    );
    await Promise.all([silent.resume(), slow.resume()].map(closed));
  });

  test('ends requests whose headers do not end, and connections that ask for nothing', async () => {
    const port = await start(kind, { headersMs: NOT_SO_SHORT_MS, idleMs: NOT_SO_SHORT_MS });
    const [slow, silent, again] = [await secure(port), await secure(port), await secure(port)];
    slow.write('GET / HTTP/1.1\r\nHost: x\r\n');
    trickle(
      slow,
      Array.from({ length: 200 }, (_, index) => `X-${index}: y\r\n`),
    );
    again.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(again, 'data');
    trickle(again, 'GET / HTTP/1.1\r\nHost: x\r\nX: '.repeat(20));
    await Promise.all([slow.resume(), silent.resume(), again.resume()].map(closed));
  });

  test('ends requests whose bodies do not come, unless they may take their time', async () => {
    const port = await start(kind, { bodyMs: SHORT_MS });
    const [slow, long] = [await secure(port), await secure(port)];
    for (const [socket, path] of [
      [slow, '/body'],
      [long, '/long'],
    ] as const) {
      socket.write(`POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n`);
      trickle(socket, 'x'.repeat(200));
    }
    await closed(slow.resume());
    await staysOpen(long);
    long.destroy();
  });

  test('ends answers that nobody takes, and leaves those alone that go on', async () => {
    const port = await start(kind, { unreadMs: SHORT_MS });
    const [unread, watch] = [await secure(port), await secure(port)];
    unread.pause();
    unread.write('GET /large HTTP/1.1\r\nHost: x\r\n\r\n');
    watch.write('GET /watch HTTP/1.1\r\nHost: x\r\n\r\n');
    await eventually(() => over.has('/large'));
    // Bytes that the kernel has are still there to be read, but they end in the middle.
    await closed(unread.resume());
    await staysOpen(watch);
    watch.destroy();
    expect(unread.bytesRead).toBeLessThan(32 * 1024 * 1024);
  });

  test('has room for those who ask, however many others do not', async () => {
    const port = await start(kind);
    const crowd: Socket[] = [];
    for (let index = 0; index < 60; index++)
      crowd.push(
        connectTcp(port, '127.0.0.1')
          .on('error', () => undefined)
          .resume(),
      );
    const asking = await secure(port);
    asking.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    expect(String((await once(asking, 'data'))[0])).toContain('200 OK');
    asking.destroy();
    await eventually(() => crowd.filter(({ destroyed }) => !destroyed).length <= LIMITS.maxIdle);
    for (const socket of crowd) socket.destroy();
  });
});

describe('an expectation that nobody knows', () => {
  test('is refused over HTTP/1.1, and the connection ends', async () => {
    const socket = await secure(await start('HTTP/1.1'));
    socket.write('GET / HTTP/1.1\r\nHost: x\r\nExpect: x\r\n\r\n');
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1.1 417 [^]*connection: close/i);
    await closed(socket.resume());
  });

  test('is no reason over HTTP/2 to leave a request with a large body without an end', async () => {
    const stream = session(await start('HTTP/2')).request({ ':method': 'PUT', ':path': '/', expect: 'x' });
    stream.on('error', () => undefined).resume();
    stream.end(Buffer.alloc(400_000));
    const [answer] = (await once(stream, 'response')) as [Record<string, unknown>];
    expect(answer[':status']).toBe(200);
    await eventually(() => stream.closed);
  });
});

describe('over HTTP/2', () => {
  test('sessions without a stream end, those with one do not', async () => {
    const port = await start('HTTP/2', { headersMs: NOT_SO_SHORT_MS, idleMs: NOT_SO_SHORT_MS });
    const [idle, watching] = [session(port), session(port)];
    const stream = watching.request({ ':path': '/watch' });
    await once(stream, 'data');
    await closed(idle);
    await staysOpen(watching);
  });

  test('streams end whose body does not come or whose answer is not taken, and the session serves on', async () => {
    const port = await start('HTTP/2', { bodyMs: SHORT_MS, unreadMs: SHORT_MS });
    const client = session(port);
    const body = client.request({ ':path': '/body', ':method': 'POST' }, { endStream: false });
    const timer = setInterval(() => body.destroyed || body.write('x'), 100);
    const unread = client.request({ ':path': '/large' });
    await Promise.all([body, unread].map(closed));
    clearInterval(timer);
    const other = client.request({ ':path': '/' });
    expect(String((await once(other, 'data'))[0])).toBe('ok');
  });

  test('a session ends whose client takes back one request after the other, and none that takes back a few', async () => {
    const port = await start('HTTP/2', {});
    const [hasty, moderate] = [session(port), session(port)];
    const takeBack = (client: ClientHttp2Session) => {
      const stream = client.request({ ':path': '/watch' }).on('error', () => undefined);
      stream.close(constants.NGHTTP2_CANCEL);
    };
    // Before, Node.js' client does not send what is taken back.
    await Promise.all([hasty, moderate].map((client) => once(client, 'remoteSettings')));
    for (let i = 0; i < 2000; i++) takeBack(hasty);
    for (let i = 0; i < 300; i++) takeBack(moderate);
    await closed(hasty);
    const other = moderate.request({ ':path': '/' });
    expect(String((await once(other, 'data'))[0])).toBe('ok');
  });

  test('a session stays whose client leaves all that it watches at once', async () => {
    const following = session(await start('HTTP/2', {}));
    const watches = Array.from({ length: 300 }, () => following.request({ ':path': '/watch' }));
    await Promise.all(
      watches.map((watch) =>
        once(
          watch.on('error', () => undefined),
          'response',
        ),
      ),
    );
    const left = watches.map((watch) => once(watch, 'close'));
    for (const watch of watches) watch.close(constants.NGHTTP2_CANCEL);
    await Promise.all(left);
    const other = following.request({ ':path': '/' });
    expect(String((await once(other, 'data'))[0])).toBe('ok');
  });
});

describe.each(KINDS_OF_1)('a guarded server that speaks %s', (kind) => {
  const connected = async (port: number): Promise<Socket> => {
    if (kind === 'HTTP/1.1') return secure(port);
    const socket = connectTcp(port, '127.0.0.1');
    await once(socket, 'connect');
    // The server ends it when it likes, while something is being written.
    return socket.on('error', () => undefined);
  };
  const firstOf = async (socket: Socket) => String((await once(socket, 'data'))[0]);

  test('answers a wish for another protocol that nobody speaks as if there were none', async () => {
    const port = await start(kind, { idleMs: SHORT_MS });
    const socket = await connected(port);
    socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    expect(await firstOf(socket)).toContain('200 OK');
    await closed(socket);
  });

  test('tells answers that wait behind another of their connection that it has gone', async () => {
    const port = await start(kind);
    const socket = await connected(port);
    const paths = ['/watch', '/behind', '/large', '/watch?again'];
    socket.write(paths.map((path) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`).join(''));
    expect(await firstOf(socket)).toContain('200 OK');
    await eventually(() => begun.has('/watch?again'));
    expect(over.size).toBe(0);
    socket.destroy();
    await eventually(() => over.size === paths.length);
    expect([...over.values()]).toEqual(paths.map(() => 1));
  });

  test('ends a connection that is turned into a tunnel nobody digs', async () => {
    const socket = await connected(await start(kind));
    socket.write('CONNECT a:1 HTTP/1.1\r\nHost: x\r\n\r\n');
    await closed(socket.resume());
  });

  test('leaves a tunnel alone that somebody has dug, as long as both ends stay', async () => {
    const port = await start(kind, { headersMs: SHORT_MS, idleMs: SHORT_MS });
    (open.at(-1) as Server).on('connect', (_request, other: Duplex) => {
      other.write('HTTP/1.1 200 OK\r\n\r\n');
      other.on('data', (chunk: Buffer) => other.write(chunk));
    });
    const socket = await connected(port);
    socket.write('CONNECT a:1 HTTP/1.1\r\nHost: x\r\n\r\n');
    expect(await firstOf(socket)).toContain('200 OK');
    await sleep(3 * SHORT_MS);
    socket.write('still here');
    expect(await firstOf(socket)).toBe('still here');
    socket.destroy();
  });

  test('ends connections that ask for nothing, or do not come to the end of it, and has room for others', async () => {
    const short = { handshakeMs: NOT_SO_SHORT_MS, headersMs: NOT_SO_SHORT_MS, idleMs: NOT_SO_SHORT_MS };
    const port = await start(kind, short);
    const [silent, slow] = [await connected(port), await connected(port)];
    trickle(slow, 'GET / HTTP/1.1\r\nHost: x\r\nX: '.repeat(20));
    const crowd: Socket[] = [];
    for (let index = 0; index < 60; index++) crowd.push(connectTcp(port, '127.0.0.1').on('error', () => undefined));
    const asking = await connected(port);
    asking.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    expect(await firstOf(asking)).toContain('200 OK');
    await Promise.all([silent, slow, asking, ...crowd].map((socket) => closed(socket.resume())));
  });
});
