import { once } from 'node:events';
import {
  connect,
  createSecureServer,
  type Http2SecureServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type SecureServerOptions,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { createFairTurns } from './fair-turns';
import { paceConnections } from './pace-connections';
import { takeUpStreams } from './take-up-streams';
import { createTestPki, eventually, http2Frame, type TestPki } from './testing';

/** As many as fit into what Node.js reads of one connection at a time, and what may have begun before. */
const MOST_IN_A_TURN = 1000;

let pki: TestPki;
let server: Http2SecureServer;
let port: number;
let begun: { turn: number; most: number; all: number };
let requests: number;
const sockets: TLSSocket[] = [];

beforeAll(async () => {
  pki = await createTestPki();
});
afterAll(() => pki.remove());
beforeEach(async () => {
  const { cert, key } = await pki.issue({ commonName: 'server', names: ['localhost', '127.0.0.1'] });
  server = createSecureServer({
    cert,
    key,
    pauseOnConnect: true,
    settings: { maxConcurrentStreams: 250 },
  } as SecureServerOptions);
  paceConnections(server);
  begun = { turn: 0, most: 0, all: 0 };
  requests = 0;
  server.on('request', (request: Http2ServerRequest, response: Http2ServerResponse) => {
    requests += 1;
    request.resume().once('end', () => response.end('here'));
  });
  takeUpStreams(server, createFairTurns());
  server.on('stream', () => {
    begun.all += 1;
    if (begun.turn++ === 0) setImmediate(() => (begun.turn = 0));
    begun.most = Math.max(begun.most, begun.turn);
  });
  server.on('sessionError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  server.close();
});

const [HEADERS, RST_STREAM, SETTINGS] = [1, 3, 4];
const END_STREAM_AND_HEADERS = 5;
const GET = Buffer.from('828784410161', 'hex');
const CANCEL = Buffer.from([0, 0, 0, 8]);

const beginning = Buffer.concat([Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), http2Frame(SETTINGS, 0, 0)]);
const requested = (count: number, ...after: ((id: number) => Buffer)[]) =>
  Array.from({ length: count }, (_, index) => 2 * index + 1).flatMap((id) => [
    http2Frame(HEADERS, END_STREAM_AND_HEADERS, id, GET),
    ...after.map((make) => make(id)),
  ]);
const takenBack = (id: number) => http2Frame(RST_STREAM, 0, id, CANCEL);

async function rawClient(): Promise<TLSSocket> {
  const socket = connectTls({ port, host: '127.0.0.1', ca: pki.ca, ALPNProtocols: ['h2'] }).on(
    'error',
    () => undefined,
  );
  sockets.push(socket.resume());
  await once(socket, 'secureConnect');
  return socket;
}

jest.setTimeout(30_000);

test('of thousands of streams that ten connections take back at once few are begun in a turn, and others are answered', async () => {
  const honest = connect(`https://127.0.0.1:${port}`, { ca: pki.ca });
  await once(honest, 'connect');
  const hasty = await Promise.all(Array.from({ length: 10 }, rawClient));
  const flood = Buffer.concat([beginning, ...requested(600, takenBack)]);
  for (const socket of hasty) socket.write(flood);
  await eventually(() => begun.all > 0);
  const stream = honest.request({ ':path': '/' });
  expect(String((await once(stream, 'data'))[0])).toBe('here');
  await eventually(() => hasty.every(({ destroyed }) => destroyed));
  expect(begun.most).toBeLessThan(MOST_IN_A_TURN);
  expect(requests).toBeLessThan(begun.all / 10);
  honest.destroy();
});

test('who takes nothing back has all of it answered, over each of several connections', async () => {
  const clients = await Promise.all(Array.from({ length: 5 }, rawClient));
  for (const socket of clients) socket.write(Buffer.concat([beginning, ...requested(200)]));
  await eventually(() => requests === 1000);
  const again = connect(`https://127.0.0.1:${port}`, { ca: pki.ca });
  expect(String((await once(again.request({ ':path': '/' }), 'data'))[0])).toBe('here');
  again.destroy();
});

test('what else comes over a connection is read on once a turn is over', async () => {
  const [hasty, posting] = [await rawClient(), connect(`https://127.0.0.1:${port}`, { ca: pki.ca })];
  await once(posting, 'connect');
  const stream = posting.request({ ':method': 'POST', ':path': '/' });
  hasty.write(Buffer.concat([beginning, ...requested(400, takenBack)]));
  stream.write(Buffer.alloc(100_000));
  await eventually(() => begun.all > 400);
  stream.end(Buffer.alloc(100_000));
  expect(String((await once(stream, 'data'))[0])).toBe('here');
  posting.destroy();
});
