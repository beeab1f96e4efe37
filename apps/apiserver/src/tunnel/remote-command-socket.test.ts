import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { channelsOf, joinRemoteCommand } from './remote-command-socket';
import { dataFrames, endFrame, pingFrame, streamFrame } from './spdy-frames';

test.each([
  ['stdin=true&stdout=True&stderr=1', ['error', 'stdin', 'stdout', 'stderr']],
  ['stdout=1&stderr=1&tty=true', ['error', 'stdout', 'resize']],
  ['stdin=false', ['error']],
])('%s has the channels %j', (query, channels) => expect(channelsOf(new URLSearchParams(query))).toEqual(channels));

let runtimes: Server;
let clients: WebSocketServer;
const atRuntime: Socket[] = [];
beforeAll(async () => {
  runtimes = createServer({ allowHalfOpen: true }, (socket) => atRuntime.push(socket)).listen(0, '127.0.0.1');
  clients = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await Promise.all([once(runtimes, 'listening'), once(clients, 'listening')]);
});
afterAll(() => {
  clients.close();
  runtimes.close();
});

/** A client and a runtime that are joined. */
async function joined(query: string, head: Buffer = Buffer.alloc(0)) {
  const runtime = connect((runtimes.address() as AddressInfo).port, '127.0.0.1');
  await once(runtimes, 'connection');
  const client = new WebSocket(`ws://127.0.0.1:${(clients.address() as AddressInfo).port}`);
  const messages: string[] = [];
  client.on('message', (message: Buffer) => messages.push(message.toString('latin1')));
  const [server] = (await once(clients, 'connection')) as [WebSocket];
  const peer = atRuntime.pop()!;
  let received: Buffer = Buffer.alloc(0);
  peer.on('data', (chunk: Buffer) => (received = Buffer.concat([received, chunk])));
  const ended = joinRemoteCommand(server, runtime, head, channelsOf(new URLSearchParams(query)));
  if (client.readyState !== WebSocket.OPEN) await once(client, 'open');
  return {
    client,
    peer,
    messages,
    ended,
    /** Waits for as many bytes, and answers all there are. */
    async receivedAtLeast(bytes: number) {
      while (received.length < bytes) await once(peer, 'data');
      return received;
    },
  };
}

const STREAMS = Buffer.concat(
  ['error', 'stdin', 'stdout'].map((streamtype, index) => streamFrame(2 * index + 1, { streamtype }, index === 0)),
);

test('input, its end, and what is no channel of the client', async () => {
  const { client, peer, receivedAtLeast, ended } = await joined('stdin=1&stdout=1');
  client.send('\x00text, ');
  for (const message of [
    '\x00in',
    '\x01no',
    '\x04no',
    '\x09no',
    '',
    '\xff\x01',
    '\xff',
    '\xff\x00',
    '\x00late',
    '\xff\x00',
  ])
    client.send(Buffer.from(message, 'latin1'));
  const typed = [dataFrames(3, Buffer.from('text, ')), dataFrames(3, Buffer.from('in'))];
  const expected = Buffer.concat([STREAMS, ...typed, endFrame(3)]);
  expect(await receivedAtLeast(expected.length)).toEqual(expected);
  client.close();
  await ended;
  expect((await receivedAtLeast(0)).length).toBe(expected.length);
  peer.destroy();
});

test('output, and the end after it', async () => {
  const head = dataFrames(5, Buffer.from('first'));
  const { client, peer, messages, receivedAtLeast, ended } = await joined('stdin=1&stdout=1', head);
  const ping = Buffer.from('00000002', 'hex');
  peer.write(Buffer.concat([dataFrames(5, Buffer.from('out')), pingFrame(ping), dataFrames(9, Buffer.from('nobody'))]));
  expect((await receivedAtLeast(STREAMS.length + 12)).subarray(STREAMS.length)).toEqual(pingFrame(ping));
  peer.end(Buffer.concat([dataFrames(1, Buffer.from('{"status":"Success"}')), endFrame(1)]));
  const [code] = (await once(client, 'close')) as [number];
  expect([code, messages]).toEqual([1000, ['\x01', '\x01first', '\x01out', '\x03{"status":"Success"}']]);
  await ended;
});

test('nothing is read for a client that does not read, and nothing is lost', async () => {
  const { client, peer, messages } = await joined('stdout=1');
  client.pause();
  const [piece, pieces] = [dataFrames(3, Buffer.alloc(65_536, 'x')), 400];
  for (let index = 0; index < pieces; index++) peer.write(piece);
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(peer.writableLength).toBeGreaterThan(0);
  client.resume();
  peer.end();
  await once(client, 'close');
  expect(messages.reduce((sum, { length }) => sum + Math.max(0, length - 1), 0)).toBeGreaterThanOrEqual(
    65_536 * pieces,
  );
});

test('a runtime that speaks something else ends the connection', async () => {
  const { client, peer, ended } = await joined('stdout=1');
  peer.write('HTTP/1.1 500 Internal Server Error\r\n\r\n'.replace('H', '\x80'));
  await once(client, 'close');
  await ended;
  peer.destroy();
});
