import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import {
  constants,
  createServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import { connect, createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { eventually } from '@kubets/component/testing';
import { createGrpcConnection, type GrpcConnectionOptions } from './grpc-connection';
import { GrpcError } from './grpc-error';
import { frameOf } from './grpc-frames';

const servers: { close(): void }[] = [];
const sessions = new Set<ServerHttp2Session>();
afterEach(() => {
  for (const session of sessions) session.destroy();
  for (const server of servers.splice(0)) server.close();
});

const KEEPALIVE_MS = 50;

async function start(
  answer: (stream: ServerHttp2Stream, body: Buffer, headers: IncomingHttpHeaders) => void,
  options: Partial<GrpcConnectionOptions> = {},
) {
  const server: Http2Server = createServer();
  servers.push(server);
  let connections = 0;
  server.on('session', (session) => {
    connections += 1;
    sessions.add(session);
  });
  server.on('stream', (stream, headers) => {
    const chunks: Buffer[] = [];
    stream.on('error', () => undefined);
    stream
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .once('end', () => answer(stream, Buffer.concat(chunks), headers));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const connection = createGrpcConnection({ url: `http://127.0.0.1:${port}`, keepaliveMs: KEEPALIVE_MS, ...options });
  servers.push(connection);
  return { connection, connections: () => connections, url: `http://127.0.0.1:${port}` };
}

function answerWith(stream: ServerHttp2Stream, message: Buffer | undefined, trailers: Record<string, string>): void {
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
  stream.once('wantTrailers', () => stream.sendTrailers(trailers));
  stream.end(message && frameOf(message));
}

const OK = { 'grpc-status': '0' };
const bytes = Buffer.from('answer');

test('one that is closed in the turn in which it has come about throws at nobody', async () => {
  const { connection } = await start((stream) => answerWith(stream, bytes, OK));
  // What the session does about its socket comes after this.
  const onSocket = (made: unknown) =>
    void (made as { socket: Socket }).socket.once('connect', () => process.nextTick(() => connection.close()));
  subscribe('net.client.socket', onSocket);
  try {
    await expect(connection.call('/a', bytes)).rejects.toBeInstanceOf(GrpcError);
    for (let turn = 0; turn < 5; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
  } finally {
    unsubscribe('net.client.socket', onSocket);
  }
});

test('answers the message of a call, and many at a time over one connection', async () => {
  const { connection, connections } = await start((stream, body) => answerWith(stream, body.subarray(5), OK));
  const calls = Array.from({ length: 50 }, (_, number) =>
    connection.call('/test.Echo/Say', Buffer.from(`${number}`), { timeoutMs: 5000 }),
  );
  expect((await Promise.all(calls)).map(String)).toEqual(calls.map((_, number) => String(number)));
  expect(connections()).toBe(1);
});

test.each<[string, (stream: ServerHttp2Stream) => void, object]>([
  [
    'what the server says in the end',
    (stream) => answerWith(stream, bytes, { 'grpc-status': '3', 'grpc-message': 'no%20such%20thing %' }),
    { code: 3, message: 'no%20such%20thing %' },
  ],
  [
    'what it says at once',
    (stream) =>
      stream.respond({ ':status': 200, 'grpc-status': '8', 'grpc-message': 'too%20much' }, { endStream: true }),
    { code: 8, message: 'too much' },
  ],
  [
    'an answer without a status',
    (stream) => stream.respond({ ':status': 503 }, { endStream: true }),
    { code: 14, message: 'HTTP status 503' },
  ],
  ['a connection that breaks', (stream) => stream.session!.destroy(), { code: 14 }],
  ['no message', (stream) => answerWith(stream, undefined, OK), { code: 13 }],
  ['no answer in time', () => undefined, { code: 4, message: 'no answer within 300 ms' }],
])('a call fails with %s', async (_, answer, expected) => {
  const { connection } = await start(answer);
  // Only who waits for the time to be over waits for little of it: the machine may be busy.
  const timeoutMs = 'code' in expected && expected.code === 4 ? 300 : 20_000;
  await expect(connection.call('/test.Echo/Say', bytes, { timeoutMs })).rejects.toMatchObject(expected);
});

test('connects again after a connection was lost, and not while one is there', async () => {
  let isBroken = true;
  const { connection, connections } = await start((stream, body) => {
    if (isBroken) stream.session!.destroy();
    else answerWith(stream, body.subarray(5), OK);
  });
  await expect(connection.call('/test.Echo/Say', bytes, { timeoutMs: 5000 })).rejects.toMatchObject({ code: 14 });
  isBroken = false;
  for (let count = 0; count < 3; count++)
    expect(await connection.call('/test.Echo/Say', bytes, { timeoutMs: 5000 })).toEqual(bytes);
  expect(connections()).toBe(2);
});

test('nobody waits for a server that is not there, or does not speak', async () => {
  const silent = createTcpServer(() => undefined).listen(0, '127.0.0.1');
  servers.push(silent);
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const mute = createGrpcConnection({ url: `http://127.0.0.1:${port}`, keepaliveMs: KEEPALIVE_MS });
  await expect(mute.call('/test.Echo/Say', bytes, { timeoutMs: 200 })).rejects.toMatchObject({ code: 4 });
  mute.close();
  const absent = createGrpcConnection({ url: 'http://127.0.0.1:1', keepaliveMs: KEEPALIVE_MS });
  await expect(absent.call('/test.Echo/Say', bytes, { timeoutMs: 5000 })).rejects.toMatchObject({ code: 14 });
  absent.close();
  await expect(absent.call('/test.Echo/Say', bytes, { timeoutMs: 5000 })).rejects.toMatchObject({ code: 1 });
});

/** Answers with these messages, a few bytes at a time, and ends in that way; a function ends it when it likes. */
function streamOf(messages: string[], trailers?: Record<string, string>) {
  return start((stream) => {
    stream.respond({ ':status': 200 }, { waitForTrailers: true });
    stream.once('wantTrailers', () => stream.sendTrailers(trailers!));
    const frames = Buffer.concat(messages.map((message) => frameOf(Buffer.from(message))));
    for (let at = 0; at < frames.length; at += 3) stream.write(frames.subarray(at, at + 3));
    if (trailers) stream.end();
  });
}

test('a stream has its messages in order, and then ends as the server says', async () => {
  const heard: string[] = [];
  const { connection } = await streamOf(['one', 'two', 'three'], OK);
  for await (const message of connection.stream('/test.Echo/Count', bytes)) heard.push(String(message));
  expect(heard).toEqual(['one', 'two', 'three']);
  const failing = await streamOf(['last'], { 'grpc-status': '14', 'grpc-message': 'going' });
  const listen = async () => {
    for await (const message of failing.connection.stream('/test.Echo/Count', bytes)) heard.push(String(message));
  };
  await expect(listen()).rejects.toMatchObject({ code: 14, message: 'going' });
  expect(heard.at(-1)).toBe('last');
});

test('the server learns that a stream is not wanted any more, by leaving it or by a signal', async () => {
  const codes: number[] = [];
  const { connection } = await start((stream) => {
    stream.once('close', () => codes.push(stream.rstCode));
    stream.respond({ ':status': 200 });
    stream.write(frameOf(bytes));
  });
  for await (const message of connection.stream('/test.Echo/Count', bytes)) if (message.equals(bytes)) break;
  const stop = new AbortController();
  const listen = async () => {
    for await (const _ of connection.stream('/test.Echo/Count', bytes, { signal: stop.signal })) stop.abort();
  };
  await expect(listen()).rejects.toMatchObject({ code: 1 });
  await expect(listen()).rejects.toMatchObject({ code: 1 });
  await eventually(() => codes.length === 2);
  expect(codes).toEqual([constants.NGHTTP2_CANCEL, constants.NGHTTP2_CANCEL]);
});

test('a server goes on with a stream although this side could send more', async () => {
  const server: Http2Server = createServer();
  servers.push(server);
  server.on('session', (session) => sessions.add(session));
  server.on('stream', (stream) => {
    stream.respond({ ':status': 200 }, { waitForTrailers: true });
    stream.once('wantTrailers', () => stream.sendTrailers(OK));
    stream.once('data', (chunk: Buffer) => stream.end(frameOf(chunk.subarray(5))));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const connection = createGrpcConnection({ url: `http://127.0.0.1:${port}`, keepaliveMs: KEEPALIVE_MS });
  servers.push(connection);
  const heard: Buffer[] = [];
  for await (const message of connection.stream('/test.Echo/Chat', bytes, { staysOpen: true })) heard.push(message);
  expect(heard).toEqual([bytes]);
});

test('a server that answers no ping while a stream is open is left', async () => {
  const { url } = await start((stream) => stream.respond({ ':status': 200 }));
  const between = createTcpServer((socket) => {
    const upstream = connect(Number(new URL(url).port), '127.0.0.1');
    for (const one of [socket, upstream]) one.on('error', () => undefined);
    socket.pipe(upstream);
    // The connection stays, and after the answer's beginning nothing comes over it any more.
    upstream.on('data', (chunk) => upstream.bytesRead < 500 && socket.write(chunk));
    socket.once('close', () => upstream.destroy());
  });
  servers.push(between);
  await once(between.listen(0, '127.0.0.1'), 'listening');
  const { port } = between.address() as AddressInfo;
  const connection = createGrpcConnection({ url: `http://127.0.0.1:${port}`, keepaliveMs: KEEPALIVE_MS });
  servers.push(connection);
  const listen = async () => {
    for await (const message of connection.stream('/test.Echo/Count', bytes)) throw new Error(String(message));
  };
  await expect(listen()).rejects.toMatchObject({ code: 14, message: 'the server does not answer' });
}, 20_000);

test('an answer that is too large is refused', async () => {
  const { connection } = await start((stream) => answerWith(stream, Buffer.alloc(100_000), OK), {
    maxAnswerBytes: 50_000,
  });
  await expect(connection.call('/test.Echo/Say', bytes)).rejects.toMatchObject({ code: 8 });
});

test('what has to be asked for each time goes with each call', async () => {
  let number = 0;
  const { connection } = await start(
    (stream, _body, headers) => answerWith(stream, Buffer.from(String(headers['authorization'])), OK),
    { currentHeaders: async () => ({ authorization: `Bearer ${++number}` }) },
  );
  const say = async () => String(await connection.call('/test.Echo/Say', bytes));
  expect([await say(), await say()]).toEqual(['Bearer 1', 'Bearer 2']);
});

test.each([
  [1500.5, '1501m'],
  [99_999_999, '99999999m'],
  [100_000_000, '100000S'],
  [2 ** 31 * 1000, '99999999S'],
])('a call that has %d ms is not over before, and says so', async (timeoutMs, told) => {
  const { connection } = await start((stream, _body, headers) =>
    setTimeout(() => answerWith(stream, Buffer.from(String(headers['grpc-timeout'])), OK), 50),
  );
  expect(String(await connection.call('/test.Echo/Say', bytes, { timeoutMs }))).toBe(told);
});
