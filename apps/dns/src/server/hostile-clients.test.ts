import { createSocket } from 'node:dgram';
import { connect, type Socket } from 'node:net';
import * as fc from 'fast-check';
import { createFakeCluster } from '@kubets/client/testing';
import { createHealth, createMetrics, realClock } from '@kubets/component';
import { createTestLogger, eventually } from '@kubets/component/testing';
import type { Service } from '@kubets/proto-gen/core/v1';
import { startDnsService, type DnsService } from '../dns-service';
import { questionPacket, readReply } from '../testing/ask';
import { frame, sendTcp, sendUdp } from '../testing/sockets';
import { testConfig } from '../testing/test-config';
import { startUpstream, type FakeUpstream } from '../testing/upstream-server';
import { serveTcp } from './tcp-server';

const logger = createTestLogger();
const stop = new AbortController();
let upstream: FakeUpstream;
let dns: DnsService;

beforeAll(async () => {
  upstream = await startUpstream(logger, () => ({ flags: 3 }));
  dns = await startDnsService({
    config: testConfig({ upstream: [`127.0.0.1:${upstream.port}`] }),
    client: createFakeCluster([
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } },
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'web', namespace: 'default' },
        spec: { clusterIP: '10.96.0.5', clusterIPs: ['10.96.0.5'], ports: [{ port: 80 }] },
      } as Service,
    ]),
    health: createHealth(),
    metrics: createMetrics({ processMetrics: false }),
    logger,
    clock: realClock,
    signal: stop.signal,
  });
  await eventually(isAnswered);
});

afterAll(async () => {
  stop.abort();
  await dns.stop();
  await upstream.close();
});

const question = questionPacket('web.default.svc.cluster.local');

async function isAnswered(): Promise<boolean> {
  const reply = await sendUdp(dns.port, question, 1000);
  return reply !== undefined && readReply(reply).answers.length === 1;
}

const bases = [
  question,
  questionPacket('web.default.svc.cluster.local', { edns: 1232 }),
  questionPacket('nosuch.default.svc.cluster.local', { type: 'SRV', edns: 512 }),
  questionPacket('10.0.96.10.in-addr.arpa', { type: 'PTR' }),
  questionPacket('www.example.com'),
  questionPacket('www.example.com.default.svc.cluster.local', { type: 'AAAA' }),
];

const randomBytes = fc.uint8Array({ maxLength: 600 }).map((bytes) => Buffer.from(bytes));
/** A question with some bytes changed, cut off or with something behind it: counts that lie, pointers that circle, odd opcodes, classes and OPTs. */
const mutated = fc
  .record({
    base: fc.constantFrom(...bases),
    changes: fc.array(
      fc.record({ at: fc.nat(), byte: fc.oneof(fc.constantFrom(0, 1, 12, 41, 63, 64, 0x80, 0xc0, 0xff), fc.nat(255)) }),
      { maxLength: 6 },
    ),
    cut: fc.option(fc.nat(), { freq: 4 }),
    behind: fc.oneof(fc.constant(new Uint8Array()), fc.uint8Array({ maxLength: 64 })),
  })
  .map(({ base, changes, cut, behind }) => {
    const packet = Buffer.concat([base, behind]);
    for (const { at, byte } of changes) packet[at % packet.length] = byte;
    return cut === null ? packet : packet.subarray(0, cut % (packet.length + 1));
  });
const packets = fc.array(fc.oneof({ weight: 1, arbitrary: randomBytes }, { weight: 4, arbitrary: mutated }), {
  minLength: 1,
  maxLength: 60,
});

function sendAll(all: readonly Buffer[]): Promise<void> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.on('error', () => undefined);
    let left = all.length;
    for (const packet of all)
      socket.send(packet, dns.port, '127.0.0.1', () => --left === 0 && socket.close(() => resolve()));
  });
}

function writeAll(all: readonly Buffer[], framed: boolean): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port: dns.port });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve());
    socket.resume();
    for (const packet of all) socket.write(framed ? frame(packet) : packet);
    setTimeout(() => socket.destroy(), 5);
  });
}

test('whatever is sent, a good question is answered', async () => {
  await fc.assert(
    fc.asyncProperty(packets, async (all) => {
      await sendAll(all);
      await eventually(isAnswered);
    }),
    { numRuns: 40 },
  );
  await fc.assert(
    fc.asyncProperty(packets, fc.boolean(), async (all, framed) => {
      await writeAll(all, framed);
      await eventually(isAnswered);
    }),
    { numRuns: 20 },
  );
  expect(logger.lines.filter(({ level, msg }) => level === 'fatal' || msg === 'Query failed')).toEqual([]);
}, 120_000);

test('an empty packet and the longest message', async () => {
  await sendAll([Buffer.alloc(0)]);
  const long = Buffer.concat([question, Buffer.alloc(65_535 - question.length)]);
  expect(
    (await sendTcp(dns.port, Buffer.concat([frame(long), frame(question)]), 2)).map(
      (reply) => readReply(reply).answers.length,
    ),
  ).toEqual([1, 1]);
});

function idleConnection(): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port: dns.port, localAddress: '127.0.0.9' }, () => resolve(socket));
    socket.on('error', reject);
    socket.resume();
  });
}

test('a thousand idle connections of one client keep nobody out', async () => {
  const idle: Socket[] = [];
  for (let batch = 0; batch < 20; batch++)
    idle.push(...(await Promise.all(Array.from({ length: 50 }, idleConnection))));
  expect(readReply((await sendTcp(dns.port, frame(question), 1))[0]!).answers).toHaveLength(1);
  await eventually(() => idle.filter(({ closed }) => !closed).length <= 250);
  for (const socket of idle) socket.destroy();
}, 60_000);

describe('with short deadlines', () => {
  let server: Awaited<ReturnType<typeof serveTcp>>;
  const respond = (packet: Buffer) => new Promise<Buffer>((resolve) => setTimeout(() => resolve(packet), 400));
  beforeAll(async () => {
    server = await serveTcp(
      { address: '127.0.0.1', port: 0, respond, dropped: () => undefined, logger },
      { idleMs: 200, messageMs: 100 },
    );
  });
  afterAll(() => server.close());

  /** How many bytes come back until the server closes the connection. */
  function answered(write: (socket: Socket) => void): Promise<number> {
    return new Promise((resolve) => {
      let bytes = 0;
      const socket = connect({ host: '127.0.0.1', port: server.port }, () => write(socket));
      socket.on('data', (chunk) => (bytes += chunk.length));
      socket.on('error', () => undefined);
      socket.on('close', () => resolve(bytes));
    });
  }

  test('who says nothing is cut off', async () => {
    expect(await answered(() => undefined)).toBe(0);
  });

  test('who sends a byte now and then is cut off', async () => {
    const bytes = await answered((socket) => {
      const drip = setInterval(() => socket.write(Buffer.from([0])), 20);
      socket.on('close', () => clearInterval(drip));
      socket.write(Buffer.from([255, 255]));
    });
    expect(bytes).toBe(0);
  });

  test('who waits for an answer is not', async () => {
    expect(await answered((socket) => socket.write(frame(question)))).toBe(question.length + 2);
  });
});
