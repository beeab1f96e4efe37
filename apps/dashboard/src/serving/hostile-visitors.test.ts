import { once } from 'node:events';
import { connect } from 'node:tls';
import { realClock } from '@kubets/component';
import { createTestLogger, eventually } from '@kubets/component/testing';
import { WebSocket } from 'ws';
import type { Visitor } from '../access/visitors';
import { serveConnection, type ConnectionOptions } from '../stream/connection';
import { startPageServer } from './page-server';

const stopping = new AbortController();
const sockets: WebSocket[] = [];
let port: number;
let closed: Promise<void>;
let turn = { messages: 0, most: 0 };

beforeAll(async () => {
  const logger = createTestLogger();
  const visitor = { api: { close: () => undefined }, user: 'ann', ended: new AbortController().signal };
  const options = {
    visitors: { login: async () => visitor as unknown as Visitor, logout: () => undefined },
    operations: {
      apply: async ({ edited }: { edited: string }, { answer }: any) =>
        answer({ type: 'length', length: edited.length }),
    },
    clock: realClock,
    logger,
  } as unknown as ConnectionOptions;
  const started = await startPageServer({
    address: '127.0.0.1',
    port: 0,
    assets: new Map(),
    onConnection(socket) {
      sockets.push(socket);
      socket.on('message', () => {
        if (turn.messages++ === 0) setImmediate(() => (turn.messages = 0));
        turn.most = Math.max(turn.most, turn.messages);
      });
      serveConnection(socket, options);
    },
    signal: stopping.signal,
    logger,
  });
  ({ port, closed } = started);
});
afterAll(async () => {
  stopping.abort();
  await closed;
});
beforeEach(() => {
  turn = { messages: 0, most: 0 };
  sockets.length = 0;
});

async function page(): Promise<WebSocket> {
  const headers = { origin: `https://127.0.0.1:${port}` };
  const socket = new WebSocket(`wss://127.0.0.1:${port}/stream`, { rejectUnauthorized: false, headers });
  await once(socket, 'open');
  return socket;
}
const told = async (socket: WebSocket) => JSON.parse(String((await once(socket, 'message'))[0])) as unknown;
const say = (socket: WebSocket, message: object) => socket.send(JSON.stringify(message));

test('who has not logged in may send little at a time, a visitor an object', async () => {
  const stranger = await page();
  say(stranger, { id: 1, op: 'login', token: 'x'.repeat(200_000) });
  expect((await once(stranger, 'close'))[0]).toBe(1009);
  const visitor = await page();
  say(visitor, { id: 1, op: 'login', token: 'x'.repeat(60_000) });
  expect(await told(visitor)).toMatchObject({ type: 'session', user: 'ann' });
  await told(visitor);
  say(visitor, { id: 2, op: 'apply', edited: 'x'.repeat(5_000_000) });
  expect(await told(visitor)).toMatchObject({ type: 'length', length: 5_000_000 });
  visitor.terminate();
});

test('of thousands of messages that come at once one is looked at in a turn', async () => {
  const hasty = await page();
  for (let count = 0; count < 3000; count++) hasty.send('x');
  let answers = 0;
  hasty.on('message', () => (answers += 1));
  await eventually(() => answers === 3000);
  expect(turn.most).toBe(1);
  hasty.terminate();
});

test('who does not take the answers is not listened to', async () => {
  const deaf = await page();
  deaf.pause();
  for (let count = 0; count < 150_000; count++) deaf.send('x');
  await eventually(() => sockets[0]!.isPaused);
  expect(sockets[0]!.bufferedAmount).toBeLessThan(3 * 1024 * 1024);
  deaf.resume();
  await eventually(() => !sockets[0]!.isPaused);
  deaf.terminate();
}, 60_000);

test('who is refused and stays is sent away', async () => {
  const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false, allowHalfOpen: true } as never);
  socket.on('error', () => undefined);
  socket.write('GET /stream HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await once(socket, 'end');
  // What comes after the end of a connection is refused.
  await eventually(() => {
    socket.write('more');
    return socket.destroyed;
  });
  expect(text).toMatch(/^HTTP\/1.1 403 /);
});
