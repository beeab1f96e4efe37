import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { eventually } from '@kubets/component/testing';
import { startRelay, type Relay } from './relay';

const HOST = '127.0.0.1';
let echo: Server;
let relay: Relay;
let accepted = 0;
const clients: Socket[] = [];

beforeAll(async () => {
  echo = createServer((socket) => {
    accepted += 1;
    socket.on('error', () => undefined).pipe(socket);
  });
  await once(echo.listen(0, HOST), 'listening');
});
beforeEach(async () => {
  accepted = 0;
  relay = await startRelay(HOST, (echo.address() as AddressInfo).port);
});
afterEach(() => {
  relay.close();
  for (const client of clients.splice(0)) client.destroy();
});
afterAll(() => void echo.close());

/** A connection, and all that it has heard. */
async function client() {
  const socket = connect({ host: HOST, port: relay.port }).on('error', () => undefined);
  clients.push(socket);
  const told = { socket, text: '', closed: false };
  socket.setEncoding('utf8').on('data', (text: string) => (told.text += text));
  socket.once('close', () => (told.closed = true));
  await once(socket, 'connect');
  return told;
}
const turns = async () => {
  for (let turn = 0; turn < 50; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
};

test('what is sent comes through, and an end does too', async () => {
  const one = await client();
  one.socket.write('a');
  await eventually(() => one.text === 'a');
  one.socket.end();
  await eventually(() => one.closed);
});

test('while it is cut nothing comes through and nobody is told; then all that waited does, in order', async () => {
  const one = await client();
  one.socket.write('a');
  await eventually(() => one.text === 'a');
  relay.cut();
  one.socket.write('b');
  one.socket.write('c');
  const later = await client();
  later.socket.write('x');
  await turns();
  expect([one.text, one.closed, later.text, later.closed, accepted]).toEqual(['a', false, '', false, 1]);
  relay.heal();
  await eventually(() => one.text === 'abc' && later.text === 'x');
  relay.cut();
  relay.cut();
  one.socket.write('d');
  await turns();
  expect(one.text).toBe('abc');
  relay.heal();
  relay.heal();
  one.socket.write('e');
  await eventually(() => one.text === 'abcde');
});

test('its end ends everything, also what is cut off', async () => {
  const one = await client();
  relay.cut();
  const later = await client();
  relay.close();
  await eventually(() => one.closed && later.closed);
});

test('who is not there is told as by the network', async () => {
  const nowhere = await startRelay(HOST, 1);
  const socket = connect({ host: HOST, port: nowhere.port }).on('error', () => undefined);
  await once(socket, 'close');
  nowhere.close();
});
