import { once } from 'node:events';
import {
  connect,
  constants,
  type ClientHttp2Session,
  type ClientHttp2Stream,
  type IncomingHttpHeaders,
} from 'node:http2';
import { connect as connectTcp, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { status, type MethodDefinition, type sendUnaryData, type ServerUnaryCall } from '@grpc/grpc-js';
import { newNotFound, newUnauthorized } from '@kubets/apimachinery';
import { createTestPki, eventually, type TestPki } from '@kubets/component/testing';
import { createChannel } from './channel';
import { MAX_REQUEST_BYTES } from './limits';
import { createRpcServer, type RpcServer, type RpcServerOptions } from './server';

const bytes = (value: Buffer) => value;
const method: MethodDefinition<Buffer, Buffer> = {
  path: '/test.Sink/Take',
  requestStream: false,
  responseStream: false,
  requestSerialize: bytes,
  requestDeserialize: bytes,
  responseSerialize: bytes,
  responseDeserialize: bytes,
};

/** 64 KiB that would be 64 MiB. */
const bomb = framed(gzipSync(Buffer.alloc(64 * 1024 * 1024)), 1);

let pki: TestPki;
let tls: RpcServerOptions['tls'];
let server: RpcServer;
let port: number;
const sessions: ClientHttp2Session[] = [];

beforeAll(async () => {
  pki = await createTestPki();
  const { certFile, keyFile } = await pki.issue({ commonName: 'server', names: ['127.0.0.1'] });
  tls = { certFile, keyFile };
});
afterAll(() => pki.remove());
afterEach(async () => {
  sessions.splice(0).forEach((session) => session.destroy());
  await server.stop(0);
});

/** An answer to `wait` comes when it is let go. */
let letGo: (() => void)[] = [];

async function serve(limits: Pick<RpcServerOptions, 'arrivals' | 'connections' | 'identify'> = {}): Promise<void> {
  letGo = [];
  server = createRpcServer({ host: '127.0.0.1', port: 0, tls, ...limits });
  const take = ({ request }: ServerUnaryCall<Buffer, Buffer>, callback: sendUnaryData<Buffer>) => {
    if (request.toString().startsWith('fail')) throw newNotFound({ group: '', resource: 'pods' }, 'x'.repeat(40_000));
    const answer = () => callback(null, Buffer.from(String(request.length)));
    if (request.toString().startsWith('wait')) letGo.push(answer);
    else answer();
  };
  server.addService({ take: method }, { take });
  port = await server.start();
}

function session(): ClientHttp2Session {
  const made = connect(`https://127.0.0.1:${port}`, { ca: pki.ca });
  made.on('error', () => undefined);
  sessions.push(made);
  return made;
}

function open(on: ClientHttp2Session, headers: Record<string, string> = {}): ClientHttp2Stream {
  const stream = on.request({
    ':method': 'POST',
    ':path': '/test.Sink/Take',
    'content-type': 'application/grpc',
    te: 'trailers',
    ...headers,
  });
  stream.on('error', () => undefined);
  return stream;
}

/** The answer to an unknown method holds its path as it came, which is not encoded. */
function textOf(headers: IncomingHttpHeaders): string {
  const text = String(headers['grpc-message'] ?? '');
  return text.startsWith('The server does not implement') ? text : decodeURI(text);
}

/** How a call ends: grpc-status and grpc-message, from headers or trailers. */
function ended(stream: ClientHttp2Stream): Promise<{ code: number; message: string; headers: IncomingHttpHeaders }> {
  return new Promise((resolve, reject) => {
    const finish = (headers: IncomingHttpHeaders) =>
      headers['grpc-status'] !== undefined &&
      resolve({ code: Number(headers['grpc-status']), message: textOf(headers), headers });
    stream.on('response', finish);
    stream.on('trailers', finish);
    stream.on('close', () => reject(new Error(`closed without an end: ${stream.rstCode}`)));
    stream.resume();
  });
}

async function silentOne(): Promise<Socket> {
  const socket = connectTcp(port, '127.0.0.1')
    .on('error', () => undefined)
    .resume();
  await once(socket, 'connect');
  return socket;
}

async function call(on: ClientHttp2Session): Promise<number> {
  const stream = open(on);
  stream.end(framed(Buffer.from('abc')));
  return (await ended(stream)).code;
}

function framed(message: Buffer, compressed = 0): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt8(compressed);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

test('takes a request of 3 MB and none that is longer, and answers both', async () => {
  await serve();
  const channel = createChannel({ server: `https://127.0.0.1:${port}`, ca: { data: pki.ca } });
  expect((await channel.unary(method, Buffer.alloc(MAX_REQUEST_BYTES))).toString()).toBe(String(MAX_REQUEST_BYTES));
  channel.close();
  const stream = open(session());
  stream.write(framed(Buffer.alloc(0)).fill(0x7f, 1, 5));
  expect(await ended(stream)).toMatchObject({
    code: status.RESOURCE_EXHAUSTED,
    message: expect.stringContaining('larger than max'),
  });
});

test.each(['gzip', 'deflate', 'br', '__proto__'])('%s is refused before any of it is read', async (encoding) => {
  await serve();
  const before = process.memoryUsage().rss;
  const client = session();
  const ends = await Promise.all(
    Array.from({ length: 8 }, () => {
      const stream = open(client, { 'grpc-encoding': encoding });
      stream.end(bomb);
      return ended(stream);
    }),
  );
  for (const end of ends)
    expect(end).toMatchObject({
      code: status.UNIMPLEMENTED,
      message: `requests compressed with "${encoding}" are not accepted, only identity`,
      headers: { 'grpc-accept-encoding': 'identity' },
    });
  expect(process.memoryUsage().rss - before).toBeLessThan(32 * 1024 * 1024);
});

test('a message that says it is compressed, of a call that does not, is not unpacked', async () => {
  await serve();
  const stream = open(session());
  stream.end(framed(gzipSync(Buffer.alloc(1024 * 1024)), 1));
  expect((await ended(stream)).code).toBe(status.OK);
});

const MIB = 1024 * 1024;
const bytesOf = (perHolder: number, waitMs: number) => ({
  bytes: { perHolder, all: 4 * perHolder, waitMs, maxWaiting: 10 },
});
const codeOf = (stream: ClientHttp2Stream) =>
  ended(stream).then(
    ({ code }) => code,
    () => undefined,
  );

test('so many bytes may be arriving for a peer, over all its connections, and others of it still get through', async () => {
  await serve({ arrivals: bytesOf(MIB, 50) });
  const partial = () => {
    const stream = open(session());
    stream.write(framed(Buffer.alloc(400_000)).subarray(0, 400_000));
    return codeOf(stream);
  };
  const refused = await Promise.race([partial(), partial(), partial(), partial()]);
  expect(refused).toBe(status.RESOURCE_EXHAUSTED);
  const small = open(session());
  small.end(framed(Buffer.from('abc')));
  expect((await ended(small)).code).toBe(status.OK);
  // What is given up is given back.
  sessions.splice(0).forEach((one) => one.destroy());
  await eventually(async () => {
    const large = open(session());
    large.end(framed(Buffer.alloc(900_000)));
    return (await codeOf(large)) === status.OK;
  });
});

test.each([1, 4, 5, 100])(
  'a request that says it is long has to find place for all of it, with a first piece of %i bytes',
  async (piece) => {
    await serve({ arrivals: bytesOf(MIB, 50) });
    const stream = open(session());
    const end = ended(stream);
    const bytes = framed(Buffer.alloc(MIB + 1));
    stream.write(bytes.subarray(0, piece));
    await sleep(20);
    if (!stream.closed) stream.write(bytes.subarray(piece, 1000));
    expect(await end).toMatchObject({ code: status.RESOURCE_EXHAUSTED, message: 'too much is arriving at a time' });
  },
);

test('a request is held until it is answered; the next one waits for that, or is refused when it takes too long', async () => {
  await serve({ arrivals: bytesOf(MIB, 2000) });
  const send = () => {
    const stream = open(session());
    stream.end(framed(Buffer.alloc(700_000, 'wait')));
    return codeOf(stream);
  };
  const untilHeld = async () => {
    await eventually(() => letGo.length > 0);
    expect(letGo).toHaveLength(1);
  };
  const first = send();
  await untilHeld();
  const second = send();
  await sleep(100);
  letGo.shift()!();
  expect(await first).toBe(status.OK);
  await untilHeld();
  expect(await send()).toBe(status.RESOURCE_EXHAUSTED);
  letGo.shift()!();
  expect(await second).toBe(status.OK);
});

describe('who calls is asked before anything of the request is read', () => {
  const identify: RpcServerOptions['identify'] = async ({ metadata }) => {
    const [name] = metadata.get('name');
    if (name === 'liar') throw newUnauthorized('Unauthorized');
    return name?.toString();
  };

  test('who has no name may send little, and much of others with none is in the way of nobody who has', async () => {
    await serve({ identify });
    const call = (bytes: number, headers: Record<string, string> = {}) => {
      const stream = open(session(), headers);
      stream.end(framed(Buffer.alloc(bytes, 'wait')));
      return codeOf(stream);
    };
    expect(await call(200_000)).toBe(status.RESOURCE_EXHAUSTED);
    const small = call(1000);
    const known = call(2_000_000, { name: 'somebody' });
    await eventually(() => letGo.length === 2);
    letGo.forEach((go) => go());
    expect(await Promise.all([small, known])).toEqual([status.OK, status.OK]);
  });

  test('who is not who he says is refused without a byte', async () => {
    await serve({ identify });
    const stream = open(session(), { name: 'liar' });
    stream.write(framed(Buffer.alloc(MAX_REQUEST_BYTES)).subarray(0, 1000));
    expect(await ended(stream)).toMatchObject({ code: status.UNAUTHENTICATED, message: 'Unauthorized' });
  });
});

test('so many calls may be arriving for a peer', async () => {
  await serve({ arrivals: { callsPerPeer: 3 } });
  const client = session();
  const waiting = [open(client), open(client), open(client)];
  const refused = open(client);
  expect(await ended(refused)).toMatchObject({
    code: status.RESOURCE_EXHAUSTED,
    message: 'too many calls are arriving at a time',
  });
  waiting[0]!.end(framed(Buffer.from('abc')));
  expect((await ended(waiting[0]!)).code).toBe(status.OK);
  const next = open(client);
  next.end(framed(Buffer.from('abc')));
  expect((await ended(next)).code).toBe(status.OK);
});

test('a request that does not come to its end is ended', async () => {
  await serve({ arrivals: { arrivalMs: 100 } });
  const stream = open(session());
  stream.write(framed(Buffer.from('half of it')).subarray(0, 8));
  expect(await ended(stream)).toMatchObject({
    code: status.DEADLINE_EXCEEDED,
    message: 'the request did not arrive within 100 ms',
  });
});

test('a connection without a call is closed, one that has brought a call is not', async () => {
  await serve({ connections: { firstCallMs: 1000 } });
  const calling = session();
  expect(await call(calling)).toBe(status.OK);
  // It came later than the other.
  await once(await silentOne(), 'close');
  expect(calling.destroyed).toBe(false);
});

describe('of as many connections as an address may have', () => {
  test('the one that is idle longest goes for a new one', async () => {
    await serve({ connections: { perPeer: 2 } });
    const oldest = await silentOne();
    const second = await silentOne();
    const isGone = once(oldest, 'close');
    expect(await call(session())).toBe(status.OK);
    await isGone;
    expect(second.destroyed).toBe(false);
  });

  test('none goes that has a call under way, and a new one is turned away', async () => {
    await serve({ connections: { perPeer: 2 } });
    const busy = [session(), session()];
    const streams = busy.map((one) => open(one));
    for (const stream of streams) stream.end(framed(Buffer.from('wait')));
    await eventually(() => letGo.length === 2);
    await once(await silentOne(), 'close');
    letGo.forEach((answer) => answer());
    expect(await Promise.all(streams.map((stream) => ended(stream)))).toMatchObject([{ code: 0 }, { code: 0 }]);
    // Now they are idle, and the first of them goes.
    const isGone = once(busy[0]!, 'close');
    expect(await call(session())).toBe(status.OK);
    await isGone;
    expect(busy[1]!.destroyed).toBe(false);
  });
});

test('a connection ends whose client takes back one call after the other, and others go on', async () => {
  await serve();
  const [hasty, other] = [session(), session()];
  // Before, Node.js' client does not send what is taken back.
  await new Promise((resolve) => hasty.once('remoteSettings', resolve));
  const closed = new Promise((resolve) => hasty.once('close', resolve));
  for (let i = 0; i < 2000; i++) open(hasty).close(constants.NGHTTP2_CANCEL);
  await closed;
  const calling = open(other);
  calling.end(framed(Buffer.from('abc')));
  expect((await ended(calling)).code).toBe(status.OK);
});

test('an error about a name of 40,000 characters is answered, and other calls on that connection go on', async () => {
  await serve();
  const client = session();
  const failing = open(client);
  const other = open(client);
  failing.end(framed(Buffer.from('fail')));
  other.end(framed(Buffer.from('abc')));
  const [failed, fine] = await Promise.all([ended(failing), ended(other)]);
  expect(failed).toMatchObject({ code: status.NOT_FOUND, message: expect.stringMatching(/^pods "x+…$/) });
  expect(fine.code).toBe(status.OK);
});

test.each([
  '/',
  '/x',
  `/${'%'.repeat(20_000)}`,
  `/${'a'.repeat(40_000)}/b`,
  '/test.Sink/Take/more',
  '/test.Sink/\u00ff',
])('a method nobody has is answered: %.20s', async (path) => {
  await serve();
  const client = session();
  const stream = open(client, { ':path': path });
  stream.end(framed(Buffer.from('abc')));
  await ended(stream).then(
    ({ code }) => expect(code).toBe(status.UNIMPLEMENTED),
    () => undefined,
  );
  const other = open(session());
  other.end(framed(Buffer.from('abc')));
  expect((await ended(other)).code).toBe(status.OK);
});

test.each([
  ['nobody in particular', undefined],
  ['somebody', 'ann'],
])('%s who sends more than is read is refused, and told that it is over', async (_, name) => {
  await serve({ identify: async () => name });
  // What this side has to send is more than a session may hold by default.
  const large = connect(`https://127.0.0.1:${port}`, { ca: pki.ca, maxSessionMemory: 100 });
  sessions.push(large);
  const stream = large.request({
    ':method': 'POST',
    ':path': method.path,
    'content-type': 'application/grpc',
    te: 'trailers',
  });
  const codes: unknown[] = [];
  stream.on('response', (headers) => codes.push(headers['grpc-status']));
  stream.on('trailers', (trailers) => codes.push(trailers['grpc-status']));
  stream.on('error', () => undefined);
  stream.resume();
  stream.end(framed(Buffer.alloc(30 * 1024 * 1024)));
  await new Promise((resolve) => stream.once('close', resolve));
  expect(codes).toContain(String(status.RESOURCE_EXHAUSTED));
});
