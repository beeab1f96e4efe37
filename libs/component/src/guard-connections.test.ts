import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import {
  connect as connectHttp2,
  createSecureServer,
  type ClientHttp2Session,
  type Http2SecureServer,
} from 'node:http2';
import { connect as connectTcp, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import { GUARDED, guardConnections, type ConnectionLimits } from './guard-connections';
import { selfSignedCertificate } from './self-signed';

const LIMITS: ConnectionLimits = {
  handshakeMs: 300,
  headersMs: 600,
  idleMs: 900,
  bodyMs: 500,
  unreadMs: 500,
  maxIdle: 20,
};
/** Longer than any deadline and the sweeps that find it has passed. */
const LATE_MS = 3_000;
jest.setTimeout(20_000);

const open: (Server | Http2SecureServer)[] = [];
const sessions: ClientHttp2Session[] = [];
afterEach(() => {
  for (const session of sessions.splice(0)) session.destroy();
  for (const server of open.splice(0)) server.close();
});

const KINDS = ['HTTP/1.1', 'HTTP/2'] as const;

/** Answers /large with more than any buffer takes, /body with what came, and everything else at once. */
async function start(kind: (typeof KINDS)[number], limits: Partial<ConnectionLimits> = {}): Promise<number> {
  const tls = await selfSignedCertificate('localhost');
  const server =
    kind === 'HTTP/1.1'
      ? createServer({ ...tls, ...GUARDED })
      : createSecureServer({ ...tls, allowHTTP1: true, pauseOnConnect: true } as never);
  if (kind === 'HTTP/2') Object.assign(server, { keepAliveTimeout: 0, headersTimeout: 0, requestTimeout: 0 });
  guardConnections(server, { limits: { ...LIMITS, ...limits }, isLongRunning: ({ url }) => url === '/long' });
  server.on('request', (request, response) => {
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    if (request.url === '/large')
      return void response.end(Buffer.alloc((request.httpVersion === '2.0' ? 4 : 32) * 1024 * 1024));
    if (request.url === '/body' || request.url === '/long')
      return void request.on('data', () => undefined).once('end', () => response.end('whole'));
    if (request.url === '/watch') return void response.write('first');
    response.end('ok');
  });
  open.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** Whether the server ends the connection by itself. */
async function isEnded(socket: Socket): Promise<boolean> {
  socket.on('error', () => undefined);
  socket.resume();
  const ended = once(socket, 'close').then(() => true);
  const result = await Promise.race([ended, sleep(LATE_MS, false, { ref: false })]);
  socket.destroy();
  return result;
}

async function secure(port: number): Promise<Socket> {
  const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false, ALPNProtocols: ['http/1.1'] });
  await once(socket, 'secureConnect');
  return socket;
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
    const port = await start(kind);
    const silent = connectTcp(port, '127.0.0.1');
    const slow = connectTcp(port, '127.0.0.1');
    // The head of a long ClientHello, then its body byte by byte.
    slow.write(Buffer.from('160301010001', 'hex'));
    trickle(
      slow,
      Array.from({ length: 200 }, () => Buffer.from([0])),
    );
    expect(await Promise.all([isEnded(silent), isEnded(slow)])).toEqual([true, true]);
  });

  test('ends requests whose headers do not end, and connections that ask for nothing', async () => {
    const port = await start(kind);
    const [slow, silent, again] = [await secure(port), await secure(port), await secure(port)];
    slow.write('GET / HTTP/1.1\r\nHost: x\r\n');
    trickle(
      slow,
      Array.from({ length: 200 }, (_, index) => `X-${index}: y\r\n`),
    );
    again.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(again, 'data');
    trickle(again, 'GET / HTTP/1.1\r\nHost: x\r\nX: '.repeat(20));
    expect(await Promise.all([slow, silent, again].map(isEnded))).toEqual([true, true, true]);
  });

  test('ends requests whose bodies do not come, unless they may take their time', async () => {
    const port = await start(kind);
    const [slow, long] = [await secure(port), await secure(port)];
    for (const [socket, path] of [
      [slow, '/body'],
      [long, '/long'],
    ] as const) {
      socket.write(`POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n`);
      trickle(socket, 'x'.repeat(200));
    }
    expect(await Promise.all([isEnded(slow), isEnded(long)])).toEqual([true, false]);
  });

  test('ends answers that nobody takes, and leaves those alone that go on', async () => {
    const port = await start(kind);
    const [unread, watch] = [await secure(port), await secure(port)];
    unread.pause();
    unread.write('GET /large HTTP/1.1\r\nHost: x\r\n\r\n');
    watch.write('GET /watch HTTP/1.1\r\nHost: x\r\n\r\n');
    const gone = once(
      unread.on('error', () => undefined),
      'close',
    ).then(() => true);
    // Bytes that the kernel has are still there to be read, but they end in the middle.
    setTimeout(() => unread.resume(), LATE_MS / 2);
    expect(await Promise.all([gone, isEnded(watch)])).toEqual([true, false]);
    expect(unread.bytesRead).toBeLessThan(32 * 1024 * 1024);
  });

  test('has room for those who ask, however many others do not', async () => {
    const port = await start(kind, { idleMs: 60_000, headersMs: 60_000, handshakeMs: 60_000 });
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
    await sleep(1_000);
    expect(crowd.filter(({ destroyed }) => !destroyed).length).toBeLessThanOrEqual(LIMITS.maxIdle);
    for (const socket of crowd) socket.destroy();
  });
});

describe('an expectation that nobody knows', () => {
  test('is refused over HTTP/1.1, and the connection ends', async () => {
    const socket = await secure(await start('HTTP/1.1'));
    socket.write('GET / HTTP/1.1\r\nHost: x\r\nExpect: x\r\n\r\n');
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1.1 417 [^]*connection: close/i);
    expect(await isEnded(socket)).toBe(true);
  });

  test('is no reason over HTTP/2 to leave a request with a large body without an end', async () => {
    const stream = session(await start('HTTP/2')).request({ ':method': 'PUT', ':path': '/', expect: 'x' });
    stream.on('error', () => undefined).resume();
    stream.end(Buffer.alloc(400_000));
    const [answer] = (await once(stream, 'response')) as [Record<string, unknown>];
    expect(answer[':status']).toBe(200);
    await Promise.race([once(stream, 'close'), sleep(LATE_MS, undefined, { ref: false })]);
    expect(stream.closed).toBe(true);
  });
});

describe('over HTTP/2', () => {
  test('sessions without a stream end, those with one do not', async () => {
    const port = await start('HTTP/2');
    const [idle, watching] = [session(port), session(port)];
    const ended = (one: ClientHttp2Session) =>
      Promise.race([once(one, 'close').then(() => true), sleep(LATE_MS, false, { ref: false })]);
    const stream = watching.request({ ':path': '/watch' });
    await once(stream, 'data');
    expect(await Promise.all([ended(idle), ended(watching)])).toEqual([true, false]);
  });

  test('streams end whose body does not come or whose answer is not taken, and the session serves on', async () => {
    const port = await start('HTTP/2', { idleMs: 60_000 });
    const client = session(port);
    const body = client.request({ ':path': '/body', ':method': 'POST' }, { endStream: false });
    const timer = setInterval(() => body.destroyed || body.write('x'), 100);
    const unread = client.request({ ':path': '/large' });
    const closed = [body, unread].map((stream) =>
      once(
        stream.on('error', () => undefined),
        'close',
      ).then(() => true),
    );
    expect(await Promise.race([Promise.all(closed), sleep(LATE_MS, 'still open', { ref: false })])).toEqual([
      true,
      true,
    ]);
    clearInterval(timer);
    const other = client.request({ ':path': '/' });
    expect(String((await once(other, 'data'))[0])).toBe('ok');
  });
});
