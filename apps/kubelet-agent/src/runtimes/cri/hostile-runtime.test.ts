// A runtime that answers nonsense, too much, late, never or half: it costs what it is about, and the agent stays.
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { constants, createServer, type Http2Server, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestLogger, eventually } from '@kubets/component/testing';
import { TaskExit } from '@kubets/proto-gen/containerd/events';
import { EventsService } from '@kubets/proto-gen/containerd/services/events/v1';
import { RuntimeServiceService as runtime } from '@kubets/proto-gen/runtime/v1';
import { RuntimeError, type ContainerRuntime } from '../runtime';
import { criRuntime } from './cri-runtime';
import { POD_NAME_LABEL, POD_NAMESPACE_LABEL, POD_UID_LABEL } from './pod-labels';

const dir = mkdtempSync(join(tmpdir(), 'kubets-cri-'));
const socket = join(dir, 'cri.sock');
type Answer = (stream: ServerHttp2Stream, body: Buffer) => void;
const answers = new Map<string, Answer>();
const sessions = new Set<ServerHttp2Session>();
let server: Http2Server;
let cri: ContainerRuntime;

beforeAll(async () => {
  server = createServer();
  server.on('session', (session) => sessions.add(session.on('error', () => undefined)));
  server.on('stream', (stream, headers) => {
    const body: Buffer[] = [];
    stream.on('error', () => undefined).on('data', (chunk: Buffer) => body.push(chunk));
    stream.once('end', () => answers.get(headers[':path']!)?.(stream, Buffer.concat(body).subarray(5)));
  });
  await once(server.listen(socket), 'listening');
  cri = criRuntime.connect({
    endpoint: `unix://${socket}`,
    groupOf: () => '',
    seccompRoot: dir,
    onCall: () => undefined,
    logger: createTestLogger(),
  });
});
afterAll(() => {
  cri.close();
  for (const session of sessions) session.destroy();
  server.close();
  rmSync(dir, { recursive: true });
});
afterEach(() => answers.clear());

const frame = (message: Buffer, length = message.length) => {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(length, 1);
  return Buffer.concat([head, message]);
};
const OK = { 'grpc-status': '0' };
function send(stream: ServerHttp2Stream, bytes: Buffer, trailers: Record<string, string> = OK): void {
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
  stream.once('wantTrailers', () => stream.sendTrailers(trailers));
  stream.end(bytes);
}
interface Method {
  path: string;
  responseSerialize(message: object): Buffer;
}
const says = (method: unknown, make: (body: Buffer) => object) => {
  const { path, responseSerialize } = method as Method;
  answers.set(path, (stream, body) => send(stream, frame(responseSerialize(make(body)))));
};
const labelsOf = (uid: string, name = uid) => ({
  [POD_UID_LABEL]: uid,
  [POD_NAME_LABEL]: name,
  [POD_NAMESPACE_LABEL]: 'default',
});
const listed = (ids: readonly string[], labels = labelsOf) =>
  ids.map((id) => ({
    id,
    podSandboxId: `s-${id}`,
    state: 'CONTAINER_RUNNING',
    labels: labels(id),
    metadata: { name: 'web' },
  }));

test.each<[what: string, answer: Answer]>([
  ['no gRPC', (stream) => stream.respond({ ':status': 200, 'content-type': 'text/html' }) ?? stream.end('<html>')],
  ['an error page', (stream) => stream.respond({ ':status': 502 }) ?? stream.end()],
  ['bytes that are no message', (stream) => send(stream, frame(Buffer.alloc(64, 0xff)))],
  ['half a message', (stream) => send(stream, frame(Buffer.alloc(10), 100))],
  ['a message of 4 GiB', (stream) => send(stream, frame(Buffer.alloc(10), 2 ** 32 - 1))],
  ['a message of 17 MiB', (stream) => send(stream, frame(Buffer.alloc(17 * 2 ** 20)))],
  ['no message', (stream) => send(stream, Buffer.alloc(0))],
  ['a status that is none', (stream) => send(stream, Buffer.alloc(0), { 'grpc-status': 'x'.repeat(1000) })],
  ['words that are no text', (stream) => send(stream, Buffer.alloc(0), { 'grpc-status': '2', 'grpc-message': '%zz%' })],
  ['a reset', (stream) => stream.close(constants.NGHTTP2_INTERNAL_ERROR)],
  ['the end of the connection', (stream) => stream.session!.destroy()],
  ['nothing', () => undefined],
])(
  '%s: the call has an error, and the next call its answer',
  async (_, answer) => {
    answers.set(runtime.version.path, answer);
    await expect(cri.version()).rejects.toThrow();
    says(runtime.version, () => ({ runtimeName: 'fake', runtimeVersion: '1' }));
    await expect(cri.version()).resolves.toEqual({ name: 'fake', version: '1' });
  },
  15_000,
);

test('a container that it cannot tell of is listed as far as it is known, and the others with it; who asks for its pod is told', async () => {
  says(runtime.listPodSandbox, () => ({}));
  says(runtime.listContainers, () => ({ containers: listed(['good', 'bad']) }));
  const { path, responseSerialize } = runtime.containerStatus as unknown as Method;
  answers.set(path, (stream, body) => {
    if (body.includes('bad')) return send(stream, Buffer.alloc(0), { 'grpc-status': '2', 'grpc-message': 'no task' });
    send(
      stream,
      frame(responseSerialize({ status: { id: 'good', state: 'CONTAINER_RUNNING', startedAt: '1000000' } })),
    );
  });
  const pods = await cri.listPods();
  expect(pods.map(({ uid, containers: [one] }) => [uid, one?.state, one?.startedAtMs]).sort()).toEqual([
    ['bad', 'running', undefined],
    ['good', 'running', 1],
  ]);
  await expect(cri.pod({ uid: 'bad', name: 'bad', namespace: 'default' })).rejects.toThrow(RuntimeError);
});

test('of thousands of containers few are asked for at a time', async () => {
  const ids = Array.from({ length: 3000 }, (_, index) => `c${index}`);
  says(runtime.listPodSandbox, () => ({}));
  says(runtime.listContainers, () => ({ containers: listed(ids) }));
  const most = countsAtOnce(runtime.containerStatus);
  expect(await cri.listPods()).toHaveLength(ids.length);
  expect(most()).toBeLessThanOrEqual(64);
});

test('sandboxes whose labels would lead out of a pod’s folder are nobody’s', async () => {
  const odd = ['../../etc', '.', '..', 'a/b', 'a\0b', '', 'x'.repeat(300)];
  says(runtime.listPodSandbox, () => ({
    items: [...odd.map((uid) => ({ id: `s-${uid}`, labels: labelsOf(uid, 'p') }))],
  }));
  says(runtime.listContainers, () => ({ containers: listed(['x'], () => labelsOf('fine', '../../etc')) }));
  says(runtime.podSandboxStatus, () => ({ status: {} }));
  says(runtime.containerStatus, () => ({ status: {} }));
  expect(await cri.listPods()).toEqual([]);
});

test('what goes into statuses is of a size and a form that the API takes', async () => {
  says(runtime.listPodSandbox, () => ({ items: [{ id: 's', labels: labelsOf('u') }] }));
  says(runtime.listContainers, () => ({ containers: listed(['c'], () => labelsOf('u')) }));
  says(runtime.podSandboxStatus, () => ({
    status: { id: 's', network: { ip: 'nonsense', additionalIps: [{ ip: '10.0.0.1' }, { ip: '10.0.0.1/24' }, {}] } },
  }));
  says(runtime.containerStatus, () => ({ status: { id: 'c', message: 'x'.repeat(1e6), reason: 'R'.repeat(1e5) } }));
  const [pod] = await cri.listPods();
  expect(pod!.sandboxes[0]!.ips).toEqual(['10.0.0.1']);
  expect(pod!.containers[0]!.message).toHaveLength(4096);
  expect(pod!.containers[0]!.reason.length).toBeLessThanOrEqual(1024);
});

test('a flood of ends, and streams of events that break off, are followed with few calls at a time', async () => {
  const most = countsAtOnce(runtime.containerStatus);
  const { path, responseSerialize } = EventsService.subscribe as unknown as Method;
  const eventOf = (id: string) =>
    frame(
      responseSerialize({
        topic: '/tasks/exit',
        event: { value: Buffer.from(TaskExit.encode({ containerId: id, id }).finish()) },
      }),
    );
  let streams = 0;
  answers.set(path, (stream) => {
    streams += 1;
    if (streams === 1) return send(stream, Buffer.concat([frame(Buffer.alloc(9, 0xff)), Buffer.alloc(3)]));
    if (streams === 2) return stream.session!.destroy();
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' });
    stream.write(Buffer.concat(Array.from({ length: 5000 }, (_, index) => eventOf(`x${index}`))));
    stream.write(eventOf('last'));
  });
  const stop = new AbortController();
  let told = 0;
  cri.watch(stop.signal, () => told++);
  await eventually(() => told > 5000);
  stop.abort();
  expect(streams).toBe(3);
  expect(most()).toBeLessThanOrEqual(64);
}, 30_000);

/** Answers each call a little later; tells how many were under way at most. */
function countsAtOnce(method: unknown): () => number {
  const { path, responseSerialize } = method as Method;
  const [answer, waiting] = [
    frame(responseSerialize({ status: { state: 'CONTAINER_EXITED' } })),
    [] as ServerHttp2Stream[],
  ];
  let most = 0;
  answers.set(path, (stream) => {
    waiting.push(stream);
    most = Math.max(most, waiting.length);
    if (waiting.length === 1) setTimeout(() => waiting.splice(0).forEach((one) => send(one, answer)), 2);
  });
  return () => most;
}
