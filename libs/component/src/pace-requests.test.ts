import { once } from 'node:events';
import {
  Agent,
  createServer as createPlainServer,
  request,
  type IncomingMessage,
  type Server as PlainServer,
} from 'node:http';
import { createServer, type Server } from 'node:https';
import { createSecureServer } from 'node:http2';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { GUARDED, guardConnections } from './guard-connections';
import { selfSignedCertificate } from './self-signed';
import { eventually } from './testing';

const KINDS = ['HTTP/1.1', 'HTTP/1.1 beside HTTP/2', 'HTTP/1.1 without TLS'] as const;
const PER_CONNECTION = 1000;
const CONNECTIONS = 10;
/** Twice 8 KB of requests that have 25 bytes, as what is counted as a turn begins in the middle of one, and what is begun beyond it at last. */
const MOST_IN_A_TURN = 720;

let server: Server | PlainServer;
let port: number;
let turn = 0;
const begunIn = new Map<number, number>();
const sockets: Socket[] = [];
/** Answers that are still to be given. */
let late: (() => void)[] = [];
afterEach(() => {
  begunIn.clear();
  late = [];
  sockets.splice(0).forEach((socket) => socket.destroy());
  server.close();
});

async function start(kind: (typeof KINDS)[number]): Promise<void> {
  const tls = selfSignedCertificate('localhost');
  server =
    kind === 'HTTP/1.1'
      ? createServer({ ...tls, ...GUARDED })
      : kind === 'HTTP/1.1 without TLS'
        ? createPlainServer(GUARDED)
        : (createSecureServer({ ...tls, allowHTTP1: true, pauseOnConnect: true } as never) as unknown as Server);
  guardConnections(server);
  const events = server as PlainServer;
  events.on('request', (incoming, response) => {
    if (!begunIn.has(turn)) setImmediate(() => turn++);
    begunIn.set(turn, (begunIn.get(turn) ?? 0) + 1);
    if (incoming.url?.startsWith('/late')) return void late.push(() => response.end(incoming.url));
    if (incoming.method === 'GET') return void response.end(incoming.url);
    let length = 0;
    incoming.on('data', (chunk: Buffer) => (length += chunk.length));
    incoming.once('end', () => response.end(String(length)));
  });
  events.on('upgrade', (_request, socket: Duplex, head: Buffer) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n');
    if (head.length > 0) socket.unshift(head);
    socket.pipe(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
}

async function connected(kind: (typeof KINDS)[number]): Promise<Socket> {
  const isPlain = kind === 'HTTP/1.1 without TLS';
  const socket = isPlain
    ? connect(port, '127.0.0.1')
    : connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false });
  sockets.push(socket.on('error', () => undefined) as Socket);
  await once(socket, isPlain ? 'connect' : 'secureConnect');
  return socket;
}

interface Collected {
  text(): string;
  endsWith(text: string): boolean;
}

/** All that comes. */
function collect(socket: Socket): Collected {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  return {
    text: () => Buffer.concat(chunks).toString('latin1'),
    endsWith: (text) => Buffer.concat(chunks.slice(-2)).toString('latin1').endsWith(text),
  };
}

describe.each(KINDS)('%s', (kind) => {
  beforeEach(() => start(kind));

  test('requests that come all at once are begun in many turns, and answered in their order', async () => {
    const all = await Promise.all(Array.from({ length: CONNECTIONS }, () => connected(kind)));
    const answers = all.map(collect);
    const requests = Array.from({ length: PER_CONNECTION }, (_, i) => `GET /${i} HTTP/1.1\r\nHost:\r\n\r\n`).join('');
    for (const socket of all) socket.write(requests);
    await eventually(() => answers.every((answer) => answer.endsWith(`/${PER_CONNECTION - 1}`)));
    for (const { text } of answers)
      expect([...text().matchAll(/\r\n\r\n\/(\d+)/g)].map(([, i]) => Number(i))).toEqual(
        Array.from({ length: PER_CONNECTION }, (_, i) => i),
      );
    expect(Math.max(...begunIn.values())).toBeLessThan(MOST_IN_A_TURN);
  });

  test('a body arrives whole, and what follows it is a request', async () => {
    const socket = await connected(kind);
    const answer = collect(socket);
    socket.write(`POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3000000\r\n\r\n`);
    socket.write(Buffer.alloc(3_000_000, 'x'));
    socket.write('GET /after HTTP/1.1\r\nHost: x\r\n\r\n');
    await eventually(() => answer.endsWith('/after'));
    expect(answer.text()).toContain('\r\n\r\n3000000');
  });

  test('what follows an upgrade is whole, however much of it came with it', async () => {
    const socket = await connected(kind);
    const answer = collect(socket);
    const rest = Array.from({ length: 20_000 }, (_, i) => `${i} `).join('');
    socket.write(`GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n${rest}`);
    await eventually(() => answer.endsWith('19999 '));
    expect(answer.text().split('\r\n\r\n')[1]).toBe(rest);
  });

  test('of requests that are not answered yet few are begun on a connection, and the others when those are', async () => {
    const [greedy, other] = [await connected(kind), await connected(kind)];
    greedy.write(Array.from({ length: 1000 }, (_, i) => `GET /late${i} HTTP/1.1\r\nHost:\r\n\r\n`).join(''));
    await eventually(() => late.length > 0);
    const answer = collect(other);
    other.write('GET /other HTTP/1.1\r\nHost: x\r\n\r\n');
    await eventually(() => answer.endsWith('/other'));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(late.length).toBeLessThan(100);
    const seen = collect(greedy);
    await eventually(() => {
      for (const go of late.splice(0)) go();
      return seen.endsWith('/late999');
    });
  });

  test('answers that nobody takes hold up what follows them on that connection alone', async () => {
    const deaf = await connected(kind);
    deaf.pause();
    const long = `GET /${'x'.repeat(8000)} HTTP/1.1\r\nHost: x\r\n\r\n`;
    deaf.write(`${long.repeat(500)}GET /last HTTP/1.1\r\nHost: x\r\n\r\n`);
    const other = await connected(kind);
    const answer = collect(other);
    other.write('GET /other HTTP/1.1\r\nHost: x\r\n\r\n');
    await eventually(() => answer.endsWith('/other'));
    deaf.resume();
    const seen = collect(deaf);
    await eventually(() => seen.endsWith('/last'));
    expect(seen.text().match(/200 OK/g)).toHaveLength(501);
  });
});

test('a client that keeps a connection is answered on it', async () => {
  await start('HTTP/1.1 without TLS');
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  for (let i = 0; i < 50; i++) {
    const asked = request({ port, path: `/${i}`, agent }).end();
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).toString()).toBe(`/${i}`);
  }
  agent.destroy();
});

test('a client may close its side when it has asked', async () => {
  await start('HTTP/1.1 without TLS');
  const socket = await connected('HTTP/1.1 without TLS');
  const answer = collect(socket);
  socket.end('GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\n');
  await once(socket, 'close');
  expect(answer.text().match(/200 OK/g)).toHaveLength(2);
});
