// The built apiserver in a process of its own: what many large lists at once take, and that it is given back.
import { once } from 'node:events';
import { connect } from 'node:http2';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, credentials, status } from '@grpc/grpc-js';
import { ConfigMapsService } from '@kubets/proto-gen/core/v1';
import { largeRequests } from '../../bench/apiserver/large-requests';
import {
  startMeasuredApiserver,
  type Connection,
  type MeasuredApiserver,
} from '../../bench/apiserver/measured-apiserver';

const OBJECTS = 10_000;
const LISTS = 64;
const BODIES = 100;
const PEAK_MIB = 400;
/** The bodies weigh 300 MB, and unbounded they take several times that; what was held for those that were taken waits to be collected. */
const BODIES_PEAK_MIB = 600;
/** How much more than before may be left, and when: of the heap nothing is, but pages that were written to in between are not all given back. */
const GROWTH = 1.4;
const BACK_MS = 60_000;

let server: MeasuredApiserver;
let beforeMiB: number;
const residentMiB = () => server.residentBytes() / 2 ** 20;

/** What the work results in, and the most that the server had in memory meanwhile. */
async function watched<T>(work: () => Promise<T>): Promise<{ result: T; peakMiB: number }> {
  let peakMiB = 0;
  const sampling = setInterval(() => (peakMiB = Math.max(peakMiB, residentMiB())), 20);
  try {
    const result = await work();
    return { result, peakMiB };
  } finally {
    clearInterval(sampling);
  }
}

beforeAll(async () => {
  server = await startMeasuredApiserver({ objects: OBJECTS });
  await sleep(2000);
  beforeMiB = residentMiB();
}, 120_000);
afterAll(() => server.stop());

test.each(['list, JSON', 'list, gRPC'])(
  `%s: ${LISTS} at once of ${OBJECTS} objects take no more than ${PEAK_MIB} MiB`,
  async (kind) => {
    const { result: sizes, peakMiB } = await watched(() =>
      Promise.all(Array.from({ length: LISTS }, () => largeRequests[kind]!(server.connection))),
    );
    expect(new Set(sizes).size).toBe(1);
    expect(sizes[0]).toBeGreaterThan(OBJECTS * 500);
    expect(peakMiB).toBeLessThan(PEAK_MIB);
  },
  240_000,
);

test.each([
  ['REST', restBodies, ['413', '422'], '429'],
  ['gRPC', grpcBodies, ['INVALID_ARGUMENT'], 'RESOURCE_EXHAUSTED'],
])(
  `${BODIES} bodies of 3 MB at once over %s: some are taken, others told to come back`,
  async (_door, send, taken, told) => {
    const { result: answers, peakMiB } = await watched(() => send(server.connection, BODIES));
    for (const answer of answers) expect([...taken, told]).toContain(answer);
    expect(answers).toEqual(expect.arrayContaining([expect.stringMatching(taken.join('|'))]));
    expect(peakMiB).toBeLessThan(BODIES_PEAK_MIB);
  },
  240_000,
);

test(
  'and a minute later it has what it had',
  async () => {
    const begun = Date.now();
    while (residentMiB() > beforeMiB * GROWTH && Date.now() - begun < BACK_MS) await sleep(1000);
    expect(residentMiB()).toBeLessThanOrEqual(beforeMiB * GROWTH);
  },
  2 * BACK_MS,
);

const TEXT = 'x'.repeat(2_900_000);
const NAME = { name: 'large', namespace: 'default' };

/** Creates an object that is too large for etcd, so often over one connection; resolves to the codes of the answers. */
async function restBodies({ url, ca, cert, key }: Connection, count: number): Promise<string[]> {
  // What this side has to send is more than a session may hold by default.
  const session = connect(url, { ca, cert, key, maxSessionMemory: 1000 });
  const body = JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: NAME, data: { a: TEXT } });
  const send = async () => {
    const stream = session.request({
      ':method': 'POST',
      ':path': '/api/v1/namespaces/default/configmaps',
      'content-type': 'application/json',
      'content-length': body.length,
    });
    stream.end(body);
    const [headers] = (await once(stream, 'response')) as [Record<string, unknown>];
    stream.resume();
    return String(headers[':status']);
  };
  return Promise.all(Array.from({ length: count }, send)).finally(() => session.destroy());
}

async function grpcBodies({ grpcAddress, ca, cert, key }: Connection, count: number): Promise<string[]> {
  const client = new Client(grpcAddress, credentials.createSsl(Buffer.from(ca), Buffer.from(key), Buffer.from(cert)), {
    'grpc.ssl_target_name_override': 'localhost',
  });
  const { path, requestSerialize, responseDeserialize } = ConfigMapsService.create;
  const message = requestSerialize({ object: { metadata: NAME, data: { a: TEXT } } });
  const send = () =>
    new Promise<string>((resolve) => {
      client.makeUnaryRequest(
        path,
        (bytes: Buffer) => bytes,
        responseDeserialize,
        message,
        (error) => resolve(status[error?.code ?? status.OK]!),
      );
    });
  return Promise.all(Array.from({ length: count }, send)).finally(() => client.close());
}
