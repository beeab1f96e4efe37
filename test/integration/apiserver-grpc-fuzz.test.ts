import { connect, type ClientHttp2Session } from 'node:http2';
import { readFileSync } from 'node:fs';
import { fromBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import { BinaryWriter } from '@bufbuild/protobuf/wire';
import { Client, credentials, Metadata, status, type ServiceError } from '@grpc/grpc-js';
import { descriptors } from '@kubets/proto-gen/descriptors';
import { MAX_TRAILER_BYTES } from '../../libs/rpc/src/limits';
import { GRPC_TO_ADDRESS, startTestCluster, type RunningApiserver, type TestCluster } from './apiserver-harness';

jest.setTimeout(600_000);

const CALLS = Number(process.env['FUZZ_CALLS'] ?? 1000);
const SEED = Number(process.env['FUZZ_SEED'] ?? 1);

let cluster: TestCluster;
let api: RunningApiserver;
const clients: Client[] = [];
beforeAll(async () => {
  cluster = await startTestCluster();
  api = await cluster.start();
});
afterAll(async () => {
  clients.forEach((client) => client.close());
  await cluster.stop();
});

/** The same numbers for the same seed (mulberry32), so that what was found can be found again. */
function random(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

type Random = ReturnType<typeof random>;
const TEXTS = [
  '',
  'default',
  'kube-system',
  'a',
  '..',
  'a/b',
  '%2e',
  '__proto__',
  'constructor',
  'x'.repeat(40_000),
  '\u0000',
  '😀'.repeat(2000),
  'metadata.name=a\\,b',
  '===',
  '-1',
  '9223372036854775807',
  'application/apply-patch+yaml',
  'application/json-patch+json',
  'status',
  '{"metadata":{"name":null}}',
  '[{"op":"remove","path":""}]',
  'a: &a [*a]',
  '"',
  'All',
];
const pick = <T>(next: Random, values: readonly T[]): T => values[next(values.length)]!;

/** A message of no kind in particular: any field, any wire type, nested up to a depth. */
function message(next: Random, depth: number): Uint8Array {
  const writer = new BinaryWriter();
  for (let count = next(6); count > 0; count--) {
    const field = 1 + next(next(4) === 0 ? 200 : 9);
    const kind = next(depth > 0 ? 6 : 4);
    if (kind === 0) writer.tag(field, 0).uint64(pick(next, ['0', '1', '18446744073709551615', '4294967296']));
    else if (kind === 1) writer.tag(field, 1).fixed64('18446744073709551615');
    else if (kind <= 3) writer.tag(field, 2).string(pick(next, TEXTS));
    else writer.tag(field, 2).bytes(message(next, depth - 1));
  }
  return writer.finish();
}

function request(next: Random): Buffer {
  const kind = next(10);
  if (kind === 0) return Buffer.from(Array.from({ length: next(64) }, () => next(256)));
  if (kind === 1)
    return Buffer.concat(Array.from({ length: 500 }, () => Buffer.from([0x1a, 0x80, 0x80, 0x80, 0x80, 0x08])));
  const writer = new BinaryWriter();
  if (next(4) > 0) writer.tag(1, 2).string(pick(next, ['default', 'default', ...TEXTS]));
  if (next(4) > 0) writer.tag(2, 2).string(pick(next, ['a', 'a', ...TEXTS]));
  return Buffer.concat([writer.finish(), message(next, next(5))]);
}

function open(as: 'admin' | 'nobody'): Client {
  const { keyFile, certificateFile } = cluster.admin;
  const ca = Buffer.from(cluster.ca.certificatePem);
  const client = new Client(
    `127.0.0.1:${api.server.grpcPort}`,
    as === 'admin'
      ? credentials.createSsl(ca, readFileSync(keyFile), readFileSync(certificateFile))
      : credentials.createSsl(ca),
    { ...GRPC_TO_ADDRESS, 'grpc.max_receive_message_length': -1, 'grpc-node.fuzz': as } as object,
  );
  clients.push(client);
  return client;
}

const bytes = (value: Buffer) => value;
const METHODS = descriptors.services().flatMap((service) => {
  const { service: inFile } = fromBinary(
    FileDescriptorProtoSchema,
    descriptors.file(descriptors.fileOfSymbol(service)!)!,
  );
  return inFile
    .filter(({ name }) => service.endsWith(`.${name}`))
    .flatMap(({ method }) =>
      method.map(({ name, serverStreaming }) => ({ path: `/${service}/${name}`, isStream: serverStreaming })),
    );
});
const STREAMS = new Set(METHODS.filter(({ isStream }) => isStream).map(({ path }) => path));

/** How one call ends; streams are cancelled after what comes first. */
function call(client: Client, path: string, body: Buffer, next: Random): Promise<ServiceError | undefined> {
  const metadata = new Metadata();
  if (next(20) === 0) metadata.set('authorization', pick(next, ['Bearer x', 'Basic !', `Bearer ${'a.'.repeat(3000)}`]));
  return new Promise((resolve) => {
    if (STREAMS.has(path)) {
      const stream = client.makeServerStreamRequest(path, bytes, bytes, body, metadata, { deadline: Date.now() + 300 });
      const end = () => stream.cancel();
      if (next(4) === 0) setImmediate(end);
      stream
        .on('data', end)
        .on('metadata', () => undefined)
        .on('error', (error) => resolve(error as ServiceError))
        .on('end', () => resolve(undefined));
      return;
    }
    const unary = client.makeUnaryRequest(
      path,
      bytes,
      bytes,
      body,
      metadata,
      { deadline: Date.now() + 20_000 },
      (error) => resolve(error ?? undefined),
    );
    if (next(15) === 0) setImmediate(() => unary.cancel());
  });
}

test(`${CALLS} odd calls are all answered, none with an error of the server, and others never wait`, async () => {
  const next = random(SEED);
  const fuzzers = [open('admin'), open('nobody')];
  const bad: string[] = [];
  const waits: number[] = [];
  let isDone = false;
  const beside = (async () => {
    while (!isDone) {
      const started = performance.now();
      const { code } = await api.call('/api/v1/namespaces/default');
      if (code !== 200) bad.push(`beside: ${code}`);
      waits.push(performance.now() - started);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  })();
  const before = process.memoryUsage().rss;
  for (let done = 0; done < CALLS; done += 20) {
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        const path =
          next(30) === 0
            ? pick(next, ['/', '/x/y', '/kubets.core.v1.Pods/Nothing', `/kubets.core.v1.Pods/${'%'.repeat(3000)}`])
            : pick(next, METHODS).path;
        const body = request(next);
        const error = await call(pick(next, fuzzers), path, body, next);
        const text = `${path} ${body.subarray(0, 200).toString('hex')}: ${error?.code} ${error?.details.slice(0, 300)}`;
        if (error && [status.INTERNAL, status.UNKNOWN, status.UNAVAILABLE, status.DATA_LOSS].includes(error.code))
          bad.push(text);
        // A stream that has nothing to tell ends by its deadline.
        if (error?.code === status.DEADLINE_EXCEEDED && !STREAMS.has(path)) bad.push(text);
        const size = Object.entries(error?.metadata.toHttp2Headers() ?? {}).reduce(
          (sum, [name, value]) => sum + name.length + String(value).length,
          0,
        );
        if (size > MAX_TRAILER_BYTES) bad.push(`${text}: trailers of ${size} bytes`);
      }),
    );
  }
  isDone = true;
  await beside;
  waits.sort((a, b) => a - b);
  const grown = Math.round((process.memoryUsage().rss - before) / 1024 / 1024);
  console.log(
    `${CALLS} calls, seed ${SEED}; a reader beside them waited ${waits[Math.floor(waits.length / 2)]?.toFixed(0)} ms, 99 % ${waits[Math.floor(waits.length * 0.99)]?.toFixed(0)} ms, at most ${waits.at(-1)?.toFixed(0)} ms; memory of client and server +${grown} MiB`,
  );
  expect(bad).toEqual([]);
  expect(waits[Math.floor(waits.length * 0.99)]).toBeLessThan(5000);
});

test('streams that are left half open, reset or never closed end, and the server goes on', async () => {
  const session: ClientHttp2Session = connect(`https://127.0.0.1:${api.server.grpcPort}`, {
    ca: cluster.ca.certificatePem,
  });
  session.on('error', () => undefined);
  const next = random(SEED);
  for (let index = 0; index < 500; index++) {
    const stream = session.request({
      ':method': pick(next, ['POST', 'POST', 'GET']),
      ':path': pick(next, METHODS).path,
      'content-type': pick(next, ['application/grpc', 'application/grpc+proto', 'text/plain']),
      te: 'trailers',
      ...(next(5) === 0 ? { 'grpc-timeout': pick(next, ['1n', 'nonsense', '99999999H', '-1S']) } : {}),
    });
    stream.on('error', () => undefined);
    stream.resume();
    const kind = next(4);
    if (kind === 0) stream.close(8);
    else if (kind === 1) stream.end(Buffer.from([0, 0, 0, 0, 9, 1]));
    else if (kind === 2) stream.write(Buffer.from([0, 0, 0]));
    else stream.end(Buffer.concat([Buffer.from([0, 0, 0, 0, 0]), Buffer.from([0, 0, 0, 0, 0])]));
  }
  await new Promise((resolve) => setTimeout(resolve, 500));
  session.destroy();
  expect((await api.call('/api/v1/namespaces/default')).code).toBe(200);
  expect(await call(open('admin'), '/grpc.health.v1.Health/Check', Buffer.alloc(0), () => 1)).toBeUndefined();
});
