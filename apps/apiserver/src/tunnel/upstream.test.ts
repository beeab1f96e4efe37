import { type StatusError } from '@kubets/apimachinery';
import { hostileAnswers, startHostilePeer, type HostilePeer } from '@kubets/component/testing';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import type { Request, Response } from '../http/messages';
import { refuseUpgrade } from '../rest/upgrade';
import { proxyRequest, tunnel, type Upstream } from './upstream';

// What answers behind pods/proxy and services/proxy is a container, which may be anybody's: whatever it sends, this
// server goes on, its client gets an answer once there is one, and no connection is left.

let peer: HostilePeer;
let front: Server;
const lost: unknown[] = [];
const onLost = (reason: unknown) => void lost.push(reason);

beforeAll(async () => {
  process.on('unhandledRejection', onLost);
  peer = await startHostilePeer();
  const upstream = (scheme: string | undefined): Upstream => ({
    scheme: scheme === '/https' ? 'https' : 'http',
    host: '127.0.0.1',
    port: peer.port,
    path: '/',
  });
  front = createServer((request, response) => {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const options = { headers: {}, signal: gone.signal };
    proxyRequest(upstream(request.url), request as Request, response as unknown as Response, options).catch((error) => {
      if (response.headersSent) return response.destroy();
      response.writeHead((error as StatusError).code, { connection: 'close' });
      response.end((error as StatusError).message);
    });
  });
  front.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    tunnel(
      upstream(request.url),
      'GET',
      { connection: 'Upgrade', upgrade: 'x' },
      { socket: socket as never, head },
    ).catch((error) => refuseUpgrade(socket as never, error as StatusError));
  });
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  process.off('unhandledRejection', onLost);
  front.closeAllConnections();
  await new Promise((resolve) => front.close(resolve));
  await peer.close();
});
afterEach(() => expect(lost.splice(0)).toEqual([]));

/** How long who goes on without an answer is listened to, and others, whose answer comes when there is a processor for it. */
const [SILENCE_MS, PATIENCE_MS] = [500, 20_000];

/** The beginning of what the front server answers; '' when the connection ends without, `undefined` when it is silent for so long. */
function ask(head: string, silenceMs = PATIENCE_MS): Promise<string | undefined> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect((front.address() as AddressInfo).port, '127.0.0.1', () => socket.write(head));
    const done = (answer: string | undefined) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const timer = setTimeout(() => done(undefined), silenceMs);
    socket.setEncoding('latin1');
    socket.on('data', (part) => {
      text += part;
      if (text.includes('\r\n\r\n')) done(text);
    });
    socket.on('close', () => done(text));
    socket.on('error', () => done(text));
  });
}

const WAYS_IN = {
  'a request': 'GET /http HTTP/1.1\r\nHost: x\r\n\r\n',
  'a request over TLS': 'GET /https HTTP/1.1\r\nHost: x\r\n\r\n',
  'an upgrade': 'GET /http HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n',
};
/** They go on without an answer, and it is the client who may lose patience. */
const SILENT = /silent|then nothing|for ever|speaks before/;

describe.each(Object.entries(WAYS_IN))('%s', (way, head) => {
  test.each(Object.keys(hostileAnswers))('to a container that %s', async (name) => {
    peer.behave = hostileAnswers[name]!;
    const isSilent = SILENT.test(name);
    const answer = await ask(head, isSilent ? SILENCE_MS : PATIENCE_MS);
    if (!isSilent) expect([name, answer]).toEqual([name, expect.stringMatching(/^HTTP\/1\.1 \d{3} /)]);
    await peer.allClosed();
  });
});

describe('an upgrade that is refused', () => {
  const upgrade = WAYS_IN['an upgrade'];
  const answering = (code: number, body: string) => {
    const text = `HTTP/1.1 ${code} X\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
    peer.behave = (socket) => void socket.once('data', () => socket.end(text));
  };

  test.each([
    [
      'its own Status is told',
      403,
      { kind: 'Status', reason: 'Forbidden', message: 'no', code: 403 },
      /^HTTP\/1\.1 403 /,
    ],
    ['a code that is none', 404, { kind: 'Status', code: 99_999 }, /^HTTP\/1\.1 404 /],
    ['a code that is a line', 400, { kind: 'Status', code: '200 OK\r\nX: y' }, /^HTTP\/1\.1 400 Bad Request\r\n(?!X)/],
    ['a message that is no text', 400, { kind: 'Status', message: { a: 1 } }, /^HTTP\/1\.1 400 /],
    ['a success is no upgrade', 200, {}, /^HTTP\/1\.1 500 /],
  ])('%s', async (_, code, body, expected) => {
    answering(code, JSON.stringify(body));
    expect(await ask(upgrade)).toMatch(expected);
    await peer.allClosed();
  });
});
