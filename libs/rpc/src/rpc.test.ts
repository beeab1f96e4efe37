import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  Client,
  credentials,
  status,
  type MethodDefinition,
  type ServerDuplexStream,
  type ServerUnaryCall,
  type ServerWritableStream,
  type sendUnaryData,
  type ServiceDefinition,
} from '@grpc/grpc-js';
import { newNotFound } from '@kubets/apimachinery';
import { createTestPki, type TestCertificate, type TestPki } from '@kubets/component/testing';
import { createChannel, type RpcChannel } from './channel';
import type { Connection } from './kubeconfig';
import { peerOf } from './peer';
import { createRpcServer, type RpcServer } from './server';

function method<Req, Res>(name: string, responseStream = false): MethodDefinition<Req, Res> {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value));
  const decode = <T>(bytes: Buffer) => JSON.parse(bytes.toString()) as T;
  return {
    path: `/test.Echo/${name}`,
    requestStream: false,
    responseStream,
    requestSerialize: encode,
    requestDeserialize: decode<Req>,
    responseSerialize: encode,
    responseDeserialize: decode<Res>,
  };
}
const echo = method<{ text: string }, { text: string; user?: string; authorization?: string }>('Say');
const fail = method<{ how: string }, object>('Fail');
const count = method<{ to: number; then?: string }, { n: number }>('Count', true);
const chat = { ...method<{ text: string }, { text: string }>('Chat', true), requestStream: true };
const definition: ServiceDefinition = { say: echo, fail, count, chat };

const implementation = {
  say(call: ServerUnaryCall<{ text: string }, unknown>, callback: sendUnaryData<unknown>) {
    const { certificate, metadata } = peerOf(call);
    callback(null, {
      text: call.request.text,
      user: certificate?.subject.replace(/^CN=/, ''),
      authorization: metadata.get('authorization')[0],
    });
  },
  async fail(call: ServerUnaryCall<{ how: string }, unknown>, callback: sendUnaryData<unknown>) {
    const error = newNotFound({ group: '', resource: 'pods' }, 'a');
    if (call.request.how === 'throw') throw error;
    if (call.request.how === 'callback') callback(error as never);
    // Anything else never answers.
  },
  async count(call: ServerWritableStream<{ to: number; then?: string }, { n: number }>) {
    for (let n = 1; n <= call.request.to; n++) call.write({ n });
    if (call.request.then === 'fail') throw newNotFound({ group: '', resource: 'pods' }, 'b');
    if (call.request.then !== 'wait') call.end();
  },
  chat(call: ServerDuplexStream<{ text: string }, { text: string }>) {
    call.on('data', (request: { text: string }) => call.write(request));
    call.on('end', () => call.end());
  },
};

let pki: TestPki;
let serverCertificate: TestCertificate;
let server: RpcServer;
let port: number;
const channels: RpcChannel[] = [];

async function startServer(wantedPort = 0): Promise<void> {
  server = createRpcServer({
    host: '0.0.0.0',
    port: wantedPort,
    tls: { certFile: serverCertificate.certFile, keyFile: serverCertificate.keyFile, clientCaFile: pki.caFile },
  });
  server.addService(definition, implementation);
  port = await server.start();
}

function connect(user: Partial<Connection> = {}): RpcChannel {
  const channel = createChannel({ server: `https://127.0.0.1:${port}`, ca: { data: pki.ca }, ...user });
  channels.push(channel);
  return channel;
}

beforeAll(async () => {
  pki = await createTestPki();
  serverCertificate = await pki.issue({ commonName: 'apiserver', names: ['127.0.0.1', 'localhost'] });
  await startServer();
});
afterEach(() => channels.splice(0).forEach((channel) => channel.close()));
afterAll(async () => {
  await server.stop(0);
  pki.remove();
});

describe('who the server sees', () => {
  test('the common name of a client certificate in files', async () => {
    const { certFile, keyFile } = await pki.issue({ commonName: 'system:kube-scheduler' });
    const channel = connect({ clientCertificate: { file: certFile }, clientKey: { file: keyFile } });
    expect(await channel.unary(echo, { text: 'hi' })).toEqual({ text: 'hi', user: 'system:kube-scheduler' });
  });

  test('nobody without one', async () => {
    expect(await connect().unary(echo, { text: 'hi' })).toEqual({ text: 'hi' });
  });

  test('nobody with a certificate of another authority', async () => {
    const other = await createTestPki();
    const { cert, key } = await other.issue({ commonName: 'system:masters' });
    expect(
      await connect({ clientCertificate: { data: cert }, clientKey: { data: key } }).unary(echo, { text: 'hi' }),
    ).toEqual({ text: 'hi' });
    other.remove();
  });

  test('a token from a file', async () => {
    const file = join(pki.directory, 'token');
    writeFileSync(file, 'secret\n');
    expect(await connect({ token: { file } }).unary(echo, { text: 'hi' })).toMatchObject({
      authorization: 'Bearer secret',
    });
  });
});

test('a server of another authority is refused', async () => {
  const other = await createTestPki();
  await expect(
    connect({ ca: { data: other.ca } }).unary(echo, { text: 'hi' }, { deadlineMs: 2000 }),
  ).rejects.toMatchObject({ code: expect.any(Number) });
  other.remove();
});

test('a server at an address that its certificate does not carry is refused', async () => {
  await expect(
    connect({ server: `https://127.0.0.2:${port}` }).unary(echo, { text: 'hi' }, { deadlineMs: 2000 }),
  ).rejects.toMatchObject({ name: 'StatusError' });
});

test('a server under another name is refused, unless the kubeconfig names it', async () => {
  await expect(
    connect({ tlsServerName: 'elsewhere' }).unary(echo, { text: 'hi' }, { deadlineMs: 2000 }),
  ).rejects.toMatchObject({ name: 'StatusError' });
  expect(await connect({ tlsServerName: '127.0.0.1' }).unary(echo, { text: 'hi' })).toEqual({ text: 'hi' });
});

describe('errors', () => {
  test.each(['throw', 'callback'])('a StatusError by %s arrives as one', async (how) => {
    await expect(connect().unary(fail, { how })).rejects.toMatchObject({
      name: 'StatusError',
      reason: 'NotFound',
      message: 'pods "a" not found',
    });
  });

  test('an answer that does not come is a timeout', async () => {
    await expect(connect().unary(fail, { how: 'never' }, { deadlineMs: 50 })).rejects.toMatchObject({
      code: 504,
      reason: 'Timeout',
    });
  });

  test('a request that no server takes is refused before it is sent', async () => {
    await expect(connect().unary(echo, { text: 'x'.repeat(4_000_000) })).rejects.toMatchObject({ code: 413 });
  });

  test('an aborted call rejects', async () => {
    const stop = new AbortController();
    const call = connect().unary(fail, { how: 'never' }, { signal: stop.signal });
    setTimeout(() => stop.abort(), 20);
    await expect(call).rejects.toMatchObject({ code: 499 });
    await expect(connect().unary(echo, { text: '' }, { signal: stop.signal })).rejects.toMatchObject({ code: 499 });
  });
});

test.each(['Say', 'Count', 'Chat'])('bytes that are no message are the fault of who calls %s', async (name) => {
  const client = new Client(`127.0.0.1:${port}`, credentials.createSsl(Buffer.from(pki.ca)), {
    // Node.js 26 announces no address to TLS.
    'grpc.ssl_target_name_override': 'localhost',
  });
  const bytes = (value: Buffer) => value;
  const call = client.makeBidiStreamRequest(`/test.Echo/${name}`, bytes, bytes);
  const error = new Promise((resolve) => call.once('error', resolve));
  call.on('data', () => undefined);
  call.end(Buffer.from('{no message'));
  expect(await error).toMatchObject({
    code: status.INVALID_ARGUMENT,
    details: expect.stringContaining('the request cannot be decoded'),
  });
  client.close();
});

describe('streams', () => {
  async function collect(
    request: { to: number; then?: string },
    signal = new AbortController().signal,
    onMessage?: (n: number) => void,
  ): Promise<number[]> {
    const seen: number[] = [];
    for await (const { n } of connect().serverStream(count, request, { signal })) {
      seen.push(n);
      onMessage?.(n);
    }
    return seen;
  }

  test('end when the server ends them', async () => expect(await collect({ to: 3 })).toEqual([1, 2, 3]));
  test('throw what the server throws, after what it sent', async () => {
    const seen: number[] = [];
    await expect(collect({ to: 2, then: 'fail' }, undefined, (n) => seen.push(n))).rejects.toMatchObject({
      reason: 'NotFound',
      message: 'pods "b" not found',
    });
    expect(seen).toEqual([1, 2]);
  });
  test('end without an error when aborted', async () => {
    const stop = new AbortController();
    expect(await collect({ to: 1, then: 'wait' }, stop.signal, () => setTimeout(() => stop.abort(), 10))).toEqual([1]);
  });
});

test('a channel is back within a second or so of the server', async () => {
  const channel = connect();
  await channel.unary(echo, { text: 'before' });
  await server.stop(0);
  await expect(channel.unary(echo, { text: 'away' }, { deadlineMs: 1000 })).rejects.toMatchObject({
    code: 503,
    reason: 'ServiceUnavailable',
  });
  await startServer(port);
  const startedAt = Date.now();
  for (;;) {
    const answer = await channel.unary(echo, { text: 'again' }).catch(() => undefined);
    if (answer) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(Date.now() - startedAt).toBeLessThan(10_000);
});
