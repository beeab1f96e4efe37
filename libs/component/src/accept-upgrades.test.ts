import { once } from 'node:events';
import { createSecureServer } from 'node:http2';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'node:tls';
import { acceptUpgrades } from './accept-upgrades';
import { GUARDED, guardConnections } from './guard-connections';
import { selfSignedCertificate } from './self-signed';
import { eventually } from './testing';

const UPGRADE = 'Connection: Upgrade\r\nUpgrade: SPDY/3.1\r\n';
const BODY = 'x'.repeat(200_000);

describe.each(['HTTP/1.1', 'HTTP/1.1 beside HTTP/2'])('%s', (kind) => {
  let server: Server;
  let port: number;
  beforeAll(async () => {
    const tls = selfSignedCertificate('localhost');
    server =
      kind === 'HTTP/1.1'
        ? createServer({ ...tls, ...GUARDED })
        : (createSecureServer({ ...tls, allowHTTP1: true, pauseOnConnect: true } as never) as unknown as Server);
    guardConnections(server);
    server.on('request', async (request, response) => {
      if (request.url === '/slow') await sleep(200);
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const { method, url, headers } = request;
      const length = Buffer.concat(chunks).length;
      response.end(JSON.stringify({ method, url, length, odd: headers['x-odd'] }));
    });
    acceptUpgrades(
      server,
      ({ url }) => url === '/upgraded',
      (_request, socket) => socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\n'),
    );
    await once(server.listen(0, '127.0.0.1'), 'listening');
    port = (server.address() as AddressInfo).port;
  });
  afterAll(() => server.close());

  /** What comes back until there is an object, or the server ends the connection; each part is written some time after the last. */
  async function answerTo(...parts: string[]): Promise<string> {
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false, ALPNProtocols: ['http/1.1'] });
    let text = '';
    const answered = new Promise<unknown>((resolve) => {
      socket.once('close', resolve).on('data', (chunk: Buffer) => {
        text += chunk.toString('latin1');
        if (text.includes('}')) resolve(socket.destroy());
      });
    });
    for (const part of parts) {
      socket.write(part, 'latin1');
      await sleep(50);
    }
    await answered;
    return text;
  }

  test.each([
    {
      name: 'a request without a body',
      parts: [`GET /a?b=%20 HTTP/1.1\r\nHost: h\r\n${UPGRADE}X-Odd: \xe9\r\n\r\n`],
      length: 0,
    },
    {
      name: 'one with a body at once',
      parts: [`POST /a?b=%20 HTTP/1.1\r\nHost: h\r\n${UPGRADE}X-Odd: \xe9\r\nContent-Length: 5\r\n\r\nhello`],
      length: 5,
    },
    {
      name: 'one whose body comes in pieces',
      parts: [
        `POST /a?b=%20 HTTP/1.1\r\nHost: h\r\n${UPGRADE}X-Odd: \xe9\r\nContent-Length: ${BODY.length}\r\n\r\nx`,
        BODY.slice(1, 70_000),
        BODY.slice(70_000),
      ],
      length: BODY.length,
    },
  ])('$name is answered as any other', async ({ parts, length }) => {
    const answer = await answerTo(...parts);
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    const body = answer.slice(answer.indexOf('{'), answer.indexOf('}') + 1);
    expect(JSON.parse(Buffer.from(body, 'latin1').toString())).toEqual({
      method: parts[0]!.split(' ')[0],
      url: '/a?b=%20',
      length,
      odd: '\xe9',
    });
  });

  test('what was asked before on the connection is answered first', async () => {
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false, ALPNProtocols: ['http/1.1'] });
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
    for (const path of ['/slow', '/fast']) socket.write(`GET ${path} HTTP/1.1\r\nHost: h\r\n\r\n`);
    socket.write(`POST /a HTTP/1.1\r\nHost: h\r\n${UPGRADE}Content-Length: 5\r\n\r\nhello`);
    await eventually(() => text.includes('"url":"/a"'));
    expect(text.match(/"url":"[^"]*"/g)).toEqual(['"url":"/slow"', '"url":"/fast"', '"url":"/a"']);
    socket.destroy();
  });

  test('what is there for it is upgraded', async () => {
    expect(await answerTo(`GET /upgraded HTTP/1.1\r\nHost: h\r\n${UPGRADE}\r\n`)).toMatch(/^HTTP\/1\.1 101 /);
  });
});
