// A process of its own: what it measures is not what the fuzz beside it costs.
import { createSocket } from 'node:dgram';
import { setTimeout as sleep } from 'node:timers/promises';
import * as dnsPacket from 'dns-packet';
import type { FuzzTarget, RunningProcess } from '../target/fuzz-target';
import { BESIDE_NAMESPACE, waitOf, type BesideReport, type Change, type Step, type WatchedKind } from './reports';
import { createRestClient } from './rest-client';
import { processorWaits, waitedForProcessor } from './run-queue';

const EVERY_MS = 10;
const LAG_EVERY_MS = 5;
/** How many of the slowest steps are told. */
const KEPT = 40;
const TIMEOUT_MS = 60_000;

/** Pods and Services cost the cluster most, and come least. */
const ORDER: readonly WatchedKind[] = ['configmaps', 'secrets', 'services', 'configmaps', 'secrets', 'pods'];
const OBJECTS: Record<WatchedKind, object> = {
  configmaps: { kind: 'ConfigMap', data: { a: '1' } },
  secrets: { kind: 'Secret', stringData: { a: '1' } },
  services: { kind: 'Service', spec: { ports: [{ port: 80 }] } },
  pods: {
    kind: 'Pod',
    spec: { nodeSelector: { 'kubets-fuzz': 'nowhere' }, containers: [{ name: 'c', image: 'fuzz.invalid/none' }] },
  },
};

const target = JSON.parse(process.env.KUBETS_FUZZ_BESIDE ?? '') as FuzzTarget;
/** Those that a step waits for. */
const asked = (JSON.parse(process.env.KUBETS_FUZZ_PROCESSES ?? '[]') as RunningProcess[])
  .filter(({ name }) => name === 'apiserver' || name === 'etcd' || name === 'dns')
  .map(({ pid }) => pid);
const client = createRestClient(target);
const changes: Change[] = [];
const steps = { count: 0, worst: [] as Step[], failed: [] as Step[] };
let stopping = false;
/** Somebody waits for a step that begins after now. */
let stepWanted = false;

/** Times at which this process came too late to its own timer, with how much. */
const lags: { at: number; ms: number }[] = [];
let lastTick = Date.now();
setInterval(() => {
  const now = Date.now();
  const late = now - lastTick - LAG_EVERY_MS;
  if (late > 5) lags.push({ at: now, ms: late });
  if (lags.length > 1000) lags.splice(0, 500);
  lastTick = now;
}, LAG_EVERY_MS);

const slowestFirst = (all: Step[]) => all.sort((a, b) => waitOf(b) - waitOf(a));

async function step<T>(what: string, work: () => Promise<T>): Promise<T | undefined> {
  const at = Date.now();
  const waitsBefore = processorWaits(asked);
  const wantedBefore = stepWanted;
  let result: T | undefined;
  let error: string | undefined;
  try {
    result = await work();
  } catch (caught) {
    error = caught instanceof Error ? caught.message : String(caught);
  }
  const ms = Date.now() - at;
  const ownMs = lags.filter((lag) => lag.at >= at).reduce((sum, lag) => sum + lag.ms, 0);
  const excusedMs = Math.min(ms, ownMs + waitedForProcessor(waitsBefore));
  const done: Step = { at, what, ms, excusedMs, ...(error !== undefined && { error }) };
  steps.count++;
  steps.worst.push(done);
  if (steps.worst.length > 4 * KEPT) steps.worst = slowestFirst(steps.worst).slice(0, KEPT);
  if (error !== undefined && steps.failed.length < 200) steps.failed.push(done);
  if (ms > 100 || error !== undefined) process.send?.({ slow: done });
  if (wantedBefore) {
    stepWanted = false;
    process.send?.('step');
  }
  await sleep(EVERY_MS);
  return result;
}

async function wanted(code: number, answer: Promise<{ code: number; body: any }>): Promise<any> {
  const { code: got, body } = await answer;
  if (got !== code) throw new Error(`${got}, not ${code}: ${JSON.stringify(body).slice(0, 300)}`);
  return body;
}

const call = (method: string, path: string, body?: unknown) =>
  client.call(method, path, body, { timeoutMs: TIMEOUT_MS });

async function run(): Promise<void> {
  const collection = (kind: WatchedKind) => `/api/v1/namespaces/${BESIDE_NAMESPACE}/${kind}`;
  for (let i = 0; !stopping; i++) {
    const kind = ORDER[i % ORDER.length]!;
    const name = `beside-${i}`;
    const path = `${collection(kind)}/${name}`;
    const note = (type: Change['type'], object: any) =>
      changes.push({ kind, type, name, resourceVersion: Number(object.metadata?.resourceVersion ?? 0) });
    const created = await step(`create ${kind}`, () =>
      wanted(201, call('POST', collection(kind), { apiVersion: 'v1', metadata: { name }, ...OBJECTS[kind] })),
    );
    if (created) note('ADDED', created);
    await step(`read ${kind}`, () => wanted(created ? 200 : 404, call('GET', path)));
    await step('resolve', () => resolve(target.knownName, i & 0xffff));
    const deleted = await step(`delete ${kind}`, () => wanted(200, call('DELETE', path, { gracePeriodSeconds: 0 })));
    if (deleted) note('DELETED', deleted);
    await step('read namespace', () => wanted(200, call('GET', '/api/v1/namespaces/default')));
  }
}

const socket = createSocket('udp4');
const answers = new Map<number, (packet: dnsPacket.Packet) => void>();
socket.on('message', (message) => answers.get(message.readUInt16BE(0))?.(dnsPacket.decode(message)));

/** Asks for the name's addresses; again after a second and after three, as a resolver does. */
function resolve(name: string, id: number): Promise<void> {
  const question = dnsPacket.encode({
    type: 'query',
    id,
    flags: dnsPacket.RECURSION_DESIRED,
    questions: [{ type: 'A', name }],
  });
  return new Promise((done, failed) => {
    const send = () => socket.send(question, target.dns.port, target.dns.host);
    const timers = [
      setTimeout(send, 1000),
      setTimeout(send, 3000),
      setTimeout(() => end(new Error('no answer from dns in 10 s')), 10_000),
    ];
    const end = (error?: Error) => {
      timers.forEach(clearTimeout);
      answers.delete(id);
      if (error) failed(error);
      else done();
    };
    answers.set(id, ({ answers: records = [] }) =>
      end(records.length > 0 ? undefined : new Error(`${name} has no address`)),
    );
    send();
  });
}

process.on('disconnect', () => process.exit(1));
process.on('message', (message) => {
  if (message === 'stop') stopping = true;
  else if (message === 'step') stepWanted = true;
});

void run().then(() => {
  const report: BesideReport = {
    steps: steps.count,
    worst: slowestFirst(steps.worst).slice(0, KEPT),
    failed: steps.failed,
    changes,
  };
  process.send?.({ report }, undefined, {}, () => process.exit(0));
});
