import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { Agent, request } from 'node:https';
import { connect as connectTls } from 'node:tls';
import { createTestLogger, createTestPki, type TestPki } from '@kubets/component/testing';
import type { RestHandler } from './handler';
import { startRestServer } from './server';

jest.setTimeout(30_000);

const LIMITS = { handshakeMs: 5_000, headersMs: 5_000, idleMs: 5_000, bodyMs: 300, unreadMs: 5_000, maxIdle: 50 };

/** Waits for the body, as most of what writes does. */
const handler: RestHandler = {
  request(request, response) {
    request.on('error', () => undefined).on('data', () => undefined);
    const count = request.rawHeaders.filter((name) => name.startsWith('x-group')).length;
    const text = count > 0 ? `${count} groups` : 'whole';
    request.once('end', () => void (response as unknown as { end(text: string): void }).end(text));
  },
  takesUpgrade: () => true,
  upgrade: (_request, socket) => void socket.destroy(),
};

const stopping = new AbortController();
let pki: TestPki;
let server: Awaited<ReturnType<typeof startRestServer>>;
beforeAll(async () => {
  pki = await createTestPki();
  const serving = await pki.issue({ commonName: 'kube-apiserver', names: ['localhost', '127.0.0.1'] });
  const tls = { certFile: serving.certFile, keyFile: serving.keyFile, clientCaFile: pki.caFile };
  server = await startRestServer({
    host: '127.0.0.1',
    port: 0,
    tls,
    handler,
    logger: createTestLogger(),
    signal: stopping.signal,
    limits: LIMITS,
  });
});
afterAll(async () => {
  stopping.abort();
  await server.close();
  pki.remove();
});

describe('a request whose body does not come', () => {
  test('is answered with 504 over HTTP/1.1, and the connection ends', async () => {
    const socket = connectTls({
      host: '127.0.0.1',
      port: server.port,
      ca: pki.ca,
      ALPNProtocols: ['http/1.1'],
      servername: 'localhost',
    });
    socket.write('POST /api/v1/namespaces HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{');
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
    await once(socket, 'close');
    const [head = '', body = ''] = text.split('\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1.1 504 /);
    expect(head.toLowerCase()).toContain('connection: close');
    expect(JSON.parse(body)).toMatchObject({ kind: 'Status', code: 504, reason: 'Timeout' });
  });

  test('is answered with 504 over HTTP/2, and others of the connection go on', async () => {
    const session = connectHttp2(`https://127.0.0.1:${server.port}`, { ca: pki.ca });
    const stream = session
      .request({ ':path': '/api/v1/namespaces', ':method': 'POST' }, { endStream: false })
      .on('error', () => undefined);
    stream.write('{');
    const [headers] = (await once(stream, 'response')) as [Record<string, unknown>];
    expect(headers[':status']).toBe(504);
    expect(JSON.parse(String((await once(stream, 'data'))[0]))).toMatchObject({ kind: 'Status', code: 504 });
    const other = session.request({ ':path': '/' });
    expect(String((await once(other, 'data'))[0])).toBe('whole');
    session.destroy();
  });
});

describe('a request with 1,200 headers', () => {
  const headers = Object.fromEntries(Array.from({ length: 1200 }, (_, index) => [`x-group-${index}`, 'g']));

  test('comes whole over HTTP/2', async () => {
    const session = connectHttp2(`https://127.0.0.1:${server.port}`, { ca: pki.ca });
    const stream = session.request({ ':path': '/', ...headers });
    expect(String((await once(stream, 'data'))[0])).toBe('1200 groups');
    session.destroy();
  });

  test('comes whole over HTTP/1.1, and so does one with 3,000', async () => {
    for (const times of [1, 2.5]) {
      const count = 1200 * times;
      const agent = new Agent({ ca: pki.ca, keepAlive: false });
      const lines = Array.from({ length: count }, () => ['x-group', 'g']).flat();
      const outgoing = request({
        host: '127.0.0.1',
        port: server.port,
        agent,
        headers: ['host', 'localhost', ...lines] as never,
      });
      outgoing.end();
      const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
      expect(String((await once(response, 'data'))[0])).toBe(`${count} groups`);
    }
  });
});

test('3,000 headers are few enough, over both', async () => {
  const names = Array.from({ length: 3000 }, (_, index) => `x-${index}`);
  const agent = new Agent({ ca: pki.ca, keepAlive: false });
  const outgoing = request({
    host: '127.0.0.1',
    port: server.port,
    agent,
    headers: Object.fromEntries(names.map((name) => [name, 'a'])),
  });
  const [{ statusCode }] = (await once(outgoing.end(), 'response')) as [IncomingMessage];
  const session = connectHttp2(`https://127.0.0.1:${server.port}`, { ca: pki.ca });
  const stream = session.request({ ':path': '/', ...Object.fromEntries(names.map((name) => [name, 'a'])) });
  expect(((await once(stream, 'response')) as [Record<string, unknown>])[0][':status']).toBe(statusCode);
  session.destroy();
});

test('CONNECT is answered with 405, over both', async () => {
  const socket = connectTls({ host: '127.0.0.1', port: server.port, ca: pki.ca, ALPNProtocols: ['http/1.1'] });
  socket.write('CONNECT 127.0.0.1:1 HTTP/1.1\r\nHost: localhost\r\n\r\n');
  expect(String((await once(socket, 'data'))[0])).toMatch(/^HTTP\/1.1 405 /);
  socket.destroy();
  const session = connectHttp2(`https://127.0.0.1:${server.port}`, { ca: pki.ca });
  const stream = session.request({ ':method': 'CONNECT', ':authority': '127.0.0.1:1' });
  expect(((await once(stream, 'response')) as [Record<string, unknown>])[0][':status']).toBe(405);
  session.destroy();
});

test.each([
  ['a path of 400,000 letters', `GET /${'a'.repeat(400_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`, 431],
  ['a header of 2 MB', `GET / HTTP/1.1\r\nHost: localhost\r\nA: ${'a'.repeat(2_000_000)}\r\n\r\n`, 431],
  ['what is no HTTP', `${'x'.repeat(200_000)}\r\n\r\n`, 400],
])('%s is answered, though its client is still sending', async (_, text, code) => {
  const socket = connectTls({ host: '127.0.0.1', port: server.port, ca: pki.ca, ALPNProtocols: ['http/1.1'] });
  socket.on('error', () => undefined);
  socket.write(text);
  let answer = '';
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
  await once(socket, 'close');
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${code} `));
});
