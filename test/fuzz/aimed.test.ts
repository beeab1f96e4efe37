// Inputs that once did harm, or are of their kind: each has to get the right answer, and nobody else may notice.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Aimed, Range } from './aimed/aim';
import { CALLS } from './aimed/calls';
import { DECODING } from './aimed/decoding';
import { PACKETS, shootPacket } from './aimed/dns';
import { PARSING } from './aimed/parsing';
import { PATCHING } from './aimed/patching';
import { REFERENCES } from './aimed/references';
import { REQUESTS } from './aimed/requests';
import { waitOf } from './beside/reports';
import { createRestClient, type RestClient } from './beside/rest-client';
import { startBeside, type Beside } from './beside/start-beside';
import { FUZZ_NAMESPACES } from './generate/http-request';
import { credentialsOf, type CredentialsOf } from './send/callers';
import { createDnsSender, type DnsSender } from './send/dns';
import { createGrpcSender, type GrpcSender } from './send/grpc';
import { createHttp1Sender, type HttpSender } from './send/http1';
import { createHttp2Sender } from './send/http2';
import { sendFromPortZero } from './send/port-zero';
import { sendRaw } from './send/raw-http';
import { prepare, type Preparation } from './target/fuzz-namespaces';
import { loadTarget } from './target/fuzz-target';
import { sampleProcesses, type ProcessSample } from './target/processes';
import { untilReady } from './target/until-ready';
import { crashes, LATEST_ANSWER_MS, missedOrDoubled } from './verdict';

jest.setTimeout(120_000);

const target = loadTarget();
const [NAMESPACE] = FUZZ_NAMESPACES;
const WRITABLE = /^\/(api|apis)\//;

let rest: RestClient;
let preparation: Preparation;
let credentials: CredentialsOf;
let senders: { http1: HttpSender; http2: HttpSender };
let grpc: GrpcSender;
let dns: DnsSender;
let beside: Beside;
let before: ProcessSample[];

beforeAll(async () => {
  rest = createRestClient(target);
  preparation = await prepare(rest, target);
  credentials = credentialsOf(target, preparation.weakToken);
  senders = { http1: createHttp1Sender(target), http2: createHttp2Sender(target) };
  grpc = createGrpcSender(target);
  dns = await createDnsSender(target);
  beside = await startBeside(target);
  before = await sampleProcesses(target);
});

afterAll(async () => {
  await beside.stop();
  for (const sender of [senders.http1, senders.http2, grpc, dns]) sender.close();
  await preparation.cleanUp();
  rest.close();
});

/** A case's own place, and what it made there. */
function rangeFor(index: number): Range & { made: Set<string> } {
  const name = `aimed-${index}`;
  const filled = <T extends string | Buffer | undefined>(text: T): T =>
    typeof text === 'string'
      ? (text.replaceAll('NAME', name).replaceAll('/NS/', `/${NAMESPACE}/`).replaceAll('=NS', `=${NAMESPACE}`) as T)
      : text;
  const made = new Set<string>();
  return {
    name,
    made,
    http({ method, path, body, contentType, headers = [], as = 'admin', over = 'http1' }) {
      const url = filled(path);
      if (method === 'POST' && WRITABLE.test(url)) made.add(`${url.split('?')[0]}/${name}`);
      const given = [...(contentType ? [['content-type', contentType] as [string, string]] : []), ...headers];
      return senders[over].send(
        { method, path: url, headers: given, ...(body !== undefined && { body: Buffer.from(filled(body)) }) },
        credentials(as, index),
      );
    },
    grpc(path, message, { as = 'admin', body, metadata = [] } = {}) {
      const frame = Buffer.alloc(5);
      frame.writeUInt32BE(message.length, 1);
      return grpc.send(
        { path, metadata, body: body ?? Buffer.concat([frame, message]), stream: false },
        credentials(as, index),
      );
    },
    raw: (bytes) => sendRaw(target, bytes),
  };
}

/** Does it, and tells what is wrong: with the answer, with the time others waited, with watchers, with processes. */
async function judged(work: () => Promise<string | undefined>): Promise<string[]> {
  const from = Date.now();
  const [slow, faults] = [beside.slow.length, beside.faults.length];
  const wrong = await work();
  await beside.oneStepMore();
  const late = beside.slow
    .slice(slow)
    .filter((step) => step.at + step.ms >= from && (waitOf(step) > LATEST_ANSWER_MS || step.error !== undefined));
  const found = [
    ...(wrong ? [wrong] : []),
    ...late.map((step) => `the client beside: ${step.what}, ${waitOf(step)} of ${step.ms} ms ${step.error ?? ''}`),
    ...beside.faults.slice(faults),
  ];
  if (found.length > 0) await untilReady(target).catch((error: Error) => found.push(error.message));
  return found;
}

const ALL: readonly Aimed[] = [...DECODING, ...PARSING, ...PATCHING, ...REQUESTS, ...CALLS, ...REFERENCES];

test.each(ALL.map((aimed, index) => [aimed.row, aimed.what, aimed, index] as const))(
  '%s: %s',
  async (_row, _what, { shot, right }, index) => {
    const range = rangeFor(index);
    const found = await judged(async () => right(await shot(range)));
    for (const path of range.made) await rest.call('DELETE', path, { gracePeriodSeconds: 0 }).catch(() => undefined);
    expect(found).toEqual([]);
  },
);

test.each(PACKETS.map((packet) => [packet.transport, packet.what, packet] as const))(
  'A3: %s: %s',
  async (_transport, _what, packet) => {
    expect(await judged(() => shootPacket(dns, packet))).toEqual([]);
  },
);

test('A3: a packet from port 0', async () => {
  const found = await judged(async () => {
    await sendFromPortZero(target);
    await sleep(200);
    return undefined;
  });
  expect(found).toEqual([]);
});

test('no process has ended', async () => {
  expect(crashes(target, before, await sampleProcesses(target))).toEqual([]);
});

test('every watcher has seen every change of the client beside, once, in order', async () => {
  const { client, watchers } = await beside.stop();
  expect(watchers.flatMap(({ faults }) => faults)).toEqual([]);
  expect(watchers.flatMap((watcher) => missedOrDoubled(watcher, client.changes))).toEqual([]);
});
