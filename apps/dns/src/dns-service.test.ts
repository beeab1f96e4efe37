import { Resolver } from 'node:dns/promises';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFakeCluster, type FakeCluster } from '@kubets/client/testing';
import { createHealth, createMetrics, realClock, type Health } from '@kubets/component';
import { createTestLogger, eventually } from '@kubets/component/testing';
import type { Endpoints, Service } from '@kubets/proto-gen/core/v1';
import type { EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import { startDnsService, type DnsService } from './dns-service';
import { questionPacket, readReply } from './testing/ask';
import { frame, sendTcp, sendUdp } from './testing/sockets';
import { startUpstream, type FakeUpstream } from './testing/upstream-server';
import { testConfig } from './testing/test-config';

const logger = createTestLogger();
const manyEndpoints: EndpointSlice = {
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name: 'many-1', namespace: 'default', labels: { 'kubernetes.io/service-name': 'many' } },
  addressType: 'IPv4',
  endpoints: Array.from({ length: 100 }, (_, index) => ({ addresses: [`10.244.0.${index + 1}`] })),
  ports: [],
};
const objects = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace: 'default' },
    spec: { clusterIP: '10.96.0.5', clusterIPs: ['10.96.0.5'], ports: [{ name: 'http', port: 80, protocol: 'TCP' }] },
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'many', namespace: 'default' },
    spec: { clusterIP: 'None', clusterIPs: ['None'] },
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'ext', namespace: 'default' },
    spec: { type: 'ExternalName', externalName: 'www.example.com' },
  },
  manyEndpoints,
];

const TTL_SECONDS = 5;

let upstream: FakeUpstream;
let client: FakeCluster;
let health: Health;
let dns: DnsService;
let stop: AbortController;
let resolver: Resolver;

const start = (abort: AbortController) =>
  startDnsService({
    config: testConfig({ ttl: TTL_SECONDS, upstream: [`127.0.0.1:${upstream.port}`] }),
    client,
    health,
    metrics: createMetrics({ processMetrics: false }),
    logger,
    clock: realClock,
    signal: abort.signal,
  });

beforeAll(async () => {
  upstream = await startUpstream(logger, (name, type) => {
    if (name === 'www.example.com' && type === 'A')
      return { answers: [{ type: 'A', name, ttl: 60, data: '192.0.2.1' }] };
    return { flags: 3 };
  });
  client = createFakeCluster(objects);
  health = createHealth();
  stop = new AbortController();
  dns = await start(stop);
  await eventually(async () => (await health.run('readyz')).ok);
  resolver = new Resolver({ timeout: 1000, tries: 1 });
  resolver.setServers([`127.0.0.1:${dns.port}`]);
});

afterAll(async () => {
  stop.abort();
  await dns.stop();
  await upstream.close();
});

test("node's resolver gets cluster names, services, reverse names and outside names", async () => {
  expect(await resolver.resolve4('web.default.svc.cluster.local', { ttl: true })).toEqual([
    { address: '10.96.0.5', ttl: 5 },
  ]);
  expect(await resolver.resolveSrv('_http._tcp.web.default.svc.cluster.local')).toMatchObject([
    { name: 'web.default.svc.cluster.local', port: 80, priority: 0, weight: 100 },
  ]);
  expect(await resolver.resolveTxt('dns-version.cluster.local')).toEqual([['1.1.0']]);
  expect(await resolver.reverse('10.96.0.5')).toEqual(['web.default.svc.cluster.local']);
  expect(await resolver.resolve4('www.example.com')).toEqual(['192.0.2.1']);
  expect(await resolver.resolveCname('ext.default.svc.cluster.local')).toEqual(['www.example.com']);
  expect(await resolver.resolve4('ext.default.svc.cluster.local')).toEqual(['192.0.2.1']);
  await expect(resolver.resolve4('nosuch.default.svc.cluster.local')).rejects.toMatchObject({ code: 'ENOTFOUND' });
  await expect(resolver.resolve6('web.default.svc.cluster.local')).rejects.toMatchObject({ code: 'ENODATA' });
});

test('the Service of the server itself is created, so that its address has a name', async () => {
  await eventually(() => client.objects<Service>('services').some(({ metadata }) => metadata?.name === 'kube-dns'));
  expect(await eventually(() => resolver.reverse('10.96.0.10').catch(() => false as const))).toEqual([
    'kube-dns.kube-system.svc.cluster.local',
  ]);
  await eventually(() =>
    client
      .objects<Endpoints>('endpoints')
      .find(({ metadata }) => metadata?.name === 'kube-dns')
      ?.subsets?.[0]?.addresses?.some(({ ip }) => ip === '127.0.0.1'),
  );
});

test('a name is answered as soon as its Service exists, although it was refused before', async () => {
  await expect(resolver.resolve4('late.default.svc.cluster.local')).rejects.toMatchObject({ code: 'ENOTFOUND' });
  await client.services.create({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'late', namespace: 'default' },
    spec: { clusterIP: '10.96.0.77', clusterIPs: ['10.96.0.77'] },
  });
  const createdMs = Date.now();
  await eventually(() => resolver.resolve4('late.default.svc.cluster.local').catch(() => false as const));
  // Sooner than a refusal may be remembered.
  expect(Date.now() - createdMs).toBeLessThan(TTL_SECONDS * 1000);
});

test('what does not fit UDP is cut, and whole over TCP, several queries per connection', async () => {
  const question = questionPacket('many.default.svc.cluster.local');
  expect(readReply((await sendUdp(dns.port, question))!)).toMatchObject({ truncated: true });
  expect(await resolver.resolve4('many.default.svc.cluster.local')).toHaveLength(100);
  const replies = await sendTcp(
    dns.port,
    Buffer.concat([
      frame(question),
      frame(questionPacket('web.default.svc.cluster.local', {}, 2)),
      frame(questionPacket('www.example.com', {}, 3)),
    ]),
    3,
  );
  expect(replies.map((message) => [message.readUInt16BE(0), readReply(message).answers.length])).toEqual([
    [4711, 100],
    [2, 1],
    [3, 1],
  ]);
});

test('a TCP client that has closed its side still gets its answers', async () => {
  const answer = await new Promise<Buffer>((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect({ host: '127.0.0.1', port: dns.port, allowHalfOpen: true }, () =>
      socket.end(frame(questionPacket('half-open.example'))),
    );
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('end', () => resolve(Buffer.concat(chunks)));
  });
  expect(readReply(answer.subarray(2)).rcode).toBe('NXDOMAIN');
});

test('an outside name is asked for once and then remembered', async () => {
  const before = upstream.asked.length;
  for (let round = 0; round < 5; round++) await resolver.resolve4('www.example.com');
  expect(upstream.asked.length - before).toBeLessThanOrEqual(1);
});

test('a first query along the search path is answered with where it leads', async () => {
  const { answers } = readReply(
    (await sendUdp(dns.port, questionPacket('www.example.com.default.svc.cluster.local')))!,
  );
  expect(answers).toEqual([
    'www.example.com.default.svc.cluster.local CNAME www.example.com',
    'www.example.com A 192.0.2.1',
  ]);
});

test('EDNS of a later version is refused as such', async () => {
  const packet = questionPacket('web.default.svc.cluster.local', { edns: 1232 });
  packet[packet.length - 5] = 1;
  const reply = (await sendUdp(dns.port, packet))!;
  // The upper part of BADVERS (16) is in OPT, the lower is 0.
  expect([reply.readUInt16BE(2) & 0xf, reply[reply.length - 6]]).toEqual([0, 1]);
});

test('a cookie and other options of EDNS are ignored, and answered with none', async () => {
  const bare = questionPacket('web.default.svc.cluster.local', { edns: 1232 });
  const cookie = Buffer.from([0, 10, 0, 8, 1, 2, 3, 4, 5, 6, 7, 8, 0, 8, 0, 0]);
  const packet = Buffer.concat([bare.subarray(0, -2), Buffer.from([0, cookie.length]), cookie]);
  const reply = (await sendUdp(dns.port, packet))!;
  expect(readReply(reply)).toMatchObject({ rcode: 'NOERROR', answers: ['web.default.svc.cluster.local A 10.96.0.5'] });
  // The OPT record ends the message, and its data is empty.
  expect(reply.subarray(-11)).toEqual(Buffer.from([0, 0, 41, 1232 >> 8, 1232 & 255, 0, 0, 0, 0, 0, 0]));
});

test.each([
  { name: 'chaos class', change: (packet: Buffer) => packet.writeUInt16BE(3, packet.length - 2), expected: 5 },
  { name: 'an update', change: (packet: Buffer) => packet.writeUInt16BE(0x2800, 2), expected: 4 },
  { name: 'a notification', change: (packet: Buffer) => packet.writeUInt16BE(0x2000, 2), expected: 4 },
  { name: 'no question', change: (packet: Buffer) => packet.writeUInt16BE(0, 4), expected: 1 },
])('$name is refused with $expected', async ({ change, expected }) => {
  const packet = questionPacket('web.default.svc.cluster.local');
  change(packet);
  expect((await sendUdp(dns.port, packet))!.readUInt16BE(2) & 0xf).toBe(expected);
});

test('broken packets are survived', async () => {
  // A fixed sequence, so that a failure can be repeated.
  let seed = 42;
  const random = (below: number) => (seed = (seed * 1103515245 + 12345) % 2 ** 31) % below;
  for (let round = 0; round < 300; round++) {
    const packet = Buffer.from(questionPacket('web.default.svc.cluster.local', round % 2 ? { edns: 1232 } : {}));
    for (let changes = random(6); changes >= 0; changes--) packet[random(packet.length)] = random(256);
    // An upstream question would leave the test waiting for the fake one's decoder.
    await sendUdp(dns.port, packet.subarray(0, random(packet.length + 1)), 1);
  }
  await sendTcp(dns.port, frame(Buffer.from('garbage')), 1);
  expect(await resolver.resolve4('web.default.svc.cluster.local')).toEqual(['10.96.0.5']);
  expect(logger.lines.filter(({ level }) => level === 'fatal')).toEqual([]);
});

test('a changed names file is in force soon, and no query is lost over it', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'kubets-names-'));
  const namesFile = join(directory, 'names.yaml');
  const write = (more: string) => writeFileSync(namesFile, `upstreams: ['127.0.0.1:${upstream.port}']\n${more}`);
  write('');
  const abort = new AbortController();
  const reloading = await startDnsService({
    config: testConfig({ namesFile }),
    client: createFakeCluster(objects),
    health: createHealth(),
    metrics: createMetrics({ processMetrics: false }),
    logger,
    clock: realClock,
    signal: abort.signal,
  });
  const rcodeOf = async (name: string) => {
    const reply = await sendUdp(reloading.port, questionPacket(name));
    return reply && readReply(reply).rcode;
  };
  let asked = 0;
  const codes = new Set<string | undefined>();
  let isDone = false;
  await eventually(async () => (await rcodeOf('web.default.svc.cluster.local')) === 'NOERROR');
  const asking = (async () => {
    for (; !isDone; asked++) codes.add(await rcodeOf('www.example.com'));
  })();
  write('hosts: [{address: 192.0.2.7, names: [db.example]}]\n');
  await eventually(async () => (await rcodeOf('db.example')) === 'NOERROR');
  write('zone: k8s.example\n');
  await eventually(async () => (await rcodeOf('web.default.svc.k8s.example')) === 'NOERROR');
  expect(await rcodeOf('db.example')).toBe('NXDOMAIN');
  isDone = true;
  await asking;
  expect([asked > 0, [...codes]]).toEqual([true, ['NOERROR']]);
  abort.abort();
  await reloading.stop();
  rmSync(directory, { recursive: true });
}, 30_000);

test('a second server joins and leaves the Service without disturbing the first', async () => {
  const abort = new AbortController();
  const second = await startDnsService({
    config: testConfig({ bindAddress: '127.0.0.2', advertiseAddress: '127.0.0.2' }),
    client,
    health: createHealth(),
    metrics: createMetrics({ processMetrics: false }),
    logger,
    clock: realClock,
    signal: abort.signal,
  });
  const addresses = () =>
    (client.objects<Endpoints>('endpoints').find(({ metadata }) => metadata?.name === 'kube-dns')?.subsets ?? [])
      .flatMap((subset) => (subset.addresses ?? []).map(({ ip }) => ip))
      .sort();
  await eventually(() => addresses().length === 2);
  abort.abort();
  await second.stop();
  expect(addresses()).toEqual(['127.0.0.1']);
}, 15_000);
