import { once } from 'node:events';
import { connect, createServer, type ClientHttp2Session, type Http2Server, type ServerHttp2Stream } from 'node:http2';
import { connect as connectTcp, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { resetStream } from './cut-off';

const MIB = 2 ** 20;
let server: Http2Server;
let client: ClientHttp2Session;
let streams: ServerHttp2Stream[];

beforeEach(async () => {
  streams = [];
  server = createServer().listen(0, '127.0.0.1');
  server.on('stream', (stream) => {
    stream.on('error', () => undefined);
    stream.respond({ ':status': 200 });
    stream.write(Buffer.alloc(8 * MIB));
    streams.push(stream);
  });
  await once(server, 'listening');
  client = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  client.on('error', () => undefined);
});
afterEach(async () => {
  client.destroy();
  server.close();
  await once(server, 'close');
});

async function ask() {
  const asked = client.request({ ':path': '/' });
  asked.on('error', () => undefined);
  await once(asked, 'response');
  return asked;
}

test('a stream with much that is not sent yet is reset, and the others of its connection go on', async () => {
  const [cut, other] = [await ask(), await ask()];
  const closed = once(streams[0]!, 'close');
  resetStream(streams[0]!);
  await closed;
  if (!cut.closed) await once(cut.resume(), 'close');
  expect(cut.rstCode).toBe(8);
  let received = 0;
  other.on('data', (data: Buffer) => (received += data.length));
  streams[1]!.end();
  await once(other, 'end');
  expect(received).toBe(8 * MIB);
});

/** The beginning of a connection with wide windows, and a request on stream 1. */
const REQUEST = [
  Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n').toString('hex'),
  '000006040000000000000440000000', // SETTINGS: INITIAL_WINDOW_SIZE
  '0000040800000000003fff0000', // WINDOW_UPDATE
  '000006010500000001828684410161', // HEADERS: GET http /, authority a
].join('');

test('one whose client does not read its connection ends that', async () => {
  const socket = connectTcp((server.address() as AddressInfo).port, '127.0.0.1').pause();
  socket.on('error', () => undefined);
  const asked = once(server, 'stream');
  socket.write(Buffer.from(REQUEST, 'hex'));
  await asked;
  const [stream] = streams as [ServerHttp2Stream];
  const { session } = stream;
  stream.write(Buffer.alloc(64 * MIB));
  await sleep(200); // until nothing more goes into the socket
  const closed = once(stream, 'close');
  resetStream(stream, 50);
  await closed;
  expect(session?.destroyed).toBe(true);
  socket.destroy();
});
