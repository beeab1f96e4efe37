import { once } from 'node:events';
import { createServer as createPlainServer, type Server as PlainServer } from 'node:http';
import { createServer, type Server } from 'node:https';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import { GUARDED, guardConnections } from './guard-connections';
import { selfSignedCertificate } from './self-signed';

const KINDS = ['HTTP/1.1', 'HTTP/1.1 without TLS'] as const;
/** More than the kernel holds of a connection, so that the client still sends when the answer comes. */
const BODY = Buffer.alloc(16 * 1024 * 1024, 'x');
const LATER_MS = 200;
jest.setTimeout(20_000);

const open: (Server | PlainServer)[] = [];
const clients: Socket[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.destroy();
  for (const server of open.splice(0)) server.close().closeAllConnections();
});

/** Refuses every request, /some after a part of its body, the others unread. */
async function start(kind: (typeof KINDS)[number]): Promise<number> {
  const server =
    kind === 'HTTP/1.1'
      ? createServer({ ...(await selfSignedCertificate('localhost')), ...GUARDED })
      : createPlainServer(GUARDED);
  guardConnections(server);
  server.on('request', (request, response) => {
    const refuse = () => response.writeHead(413, { connection: 'close' }).end('too large');
    if (request.url !== '/some') return refuse();
    request.once('data', () => {
      request.pause();
      refuse();
    });
  });
  open.push(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return (server.address() as AddressInfo).port;
}

/** What a client reads that sends all of its body before it reads anything; a little later, when the server has closed if it will. */
async function answerOf(kind: (typeof KINDS)[number], port: number, path: string): Promise<string> {
  const socket = kind === 'HTTP/1.1' ? connectTls({ port, rejectUnauthorized: false }) : connect(port, '127.0.0.1');
  clients.push(socket);
  await once(socket, kind === 'HTTP/1.1' ? 'secureConnect' : 'connect');
  socket.pause().write(`POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-length: ${BODY.length}\r\n\r\n`);
  socket.on('error', () => undefined).write(BODY);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  await sleep(LATER_MS);
  const answer: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => answer.push(chunk));
  socket.resume();
  await closed;
  return Buffer.concat(answer).toString().split('\r\n')[0]!;
}

test.each(KINDS.flatMap((kind) => ['/none', '/some'].map((path) => [kind, path] as const)))(
  'over %s who is refused at %s of the body reads why, whatever is still to be sent',
  async (kind, path) => {
    const port = await start(kind);
    // A machine that stands still for as long as the server lingers may lose one.
    let answer = '';
    for (let tries = 0; tries < 4 && answer === ''; tries++) answer = await answerOf(kind, port, path);
    expect(answer).toBe('HTTP/1.1 413 Payload Too Large');
  },
);

test('who sends on without an end is closed', async () => {
  const port = await start('HTTP/1.1 without TLS');
  const client = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  clients.push(client);
  client.on('error', () => undefined).resume();
  client.write('POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n');
  const dripping = setInterval(() => client.write('1\r\nx\r\n'), 50);
  await new Promise((resolve) => client.once('close', resolve));
  clearInterval(dripping);
});
