// Inputs that once did harm, or are of their kind: each has to get the right answer, and nobody else may notice.
import { setTimeout as sleep } from 'node:timers/promises';
import { ACCESS } from './aimed/access';
import type { Aimed } from './aimed/aim';
import { CALLS } from './aimed/calls';
import { CUSTOM } from './aimed/custom';
import { DECODING } from './aimed/decoding';
import { PACKETS, shootPacket } from './aimed/dns';
import { FIRST_LINES, odd } from './aimed/doors';
import { LARGE_DOCUMENTS } from './aimed/large-documents';
import { LIMITS } from './aimed/limits';
import { PARSING } from './aimed/parsing';
import { PATCHING } from './aimed/patching';
import { QUERIES } from './aimed/queries';
import { createRanges, type Ranges } from './aimed/range-of';
import { REFERENCES } from './aimed/references';
import { REQUESTS } from './aimed/requests';
import { takeAway } from './aimed/take-away';
import { WRONG_SHAPES } from './aimed/wrong-shapes';
import { waitOf } from './beside/reports';
import { createRestClient, type RestClient } from './beside/rest-client';
import { startBeside, type Beside } from './beside/start-beside';
import { credentialsOf } from './send/callers';
import { createDnsSender, type DnsSender } from './send/dns';
import { sendFromPortZero } from './send/port-zero';
import { prepare, type Preparation } from './target/fuzz-namespaces';
import { loadTarget } from './target/fuzz-target';
import { sampleProcesses, type ProcessSample } from './target/processes';
import { untilReady } from './target/until-ready';
import { crashes, LATEST_ANSWER_MS, missedOrDoubled } from './verdict';

jest.setTimeout(120_000);

const target = loadTarget();

let rest: RestClient;
let preparation: Preparation;
let ranges: Ranges;
let dns: DnsSender;
let beside: Beside;
let before: ProcessSample[];

beforeAll(async () => {
  rest = createRestClient(target);
  preparation = await prepare(rest, target);
  ranges = createRanges(target, credentialsOf(target, preparation.weakToken));
  dns = await createDnsSender(target);
  beside = await startBeside(target);
  before = await sampleProcesses(target);
});

afterAll(async () => {
  await beside.stop();
  ranges.close();
  dns.close();
  await preparation.cleanUp();
  rest.close();
});

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

const ALL: readonly Aimed[] = [
  ...DECODING,
  ...LARGE_DOCUMENTS,
  ...WRONG_SHAPES,
  ...PARSING,
  ...PATCHING,
  ...ACCESS,
  ...REQUESTS,
  ...QUERIES,
  ...CALLS,
  ...REFERENCES,
  ...LIMITS,
  ...CUSTOM,
];

test.each(ALL.map((aimed, index) => [aimed.row, aimed.what, aimed, index] as const))(
  '%s: %s',
  async (_row, _what, { shot, right }, index) => {
    const range = ranges.of(index);
    const found = await judged(async () => right(await shot(range)));
    await takeAway(rest, range.made);
    expect(found).toEqual([]);
  },
);

test.each(PACKETS.map((packet) => [packet.transport, packet.what, packet] as const))(
  'A3: %s: %s',
  async (_transport, _what, packet) => {
    expect(await judged(() => shootPacket(dns, packet))).toEqual([]);
  },
);

test.each(
  target.doors
    .filter(({ speaks }) => speaks === 'https' || speaks === 'http')
    .map((door) => [door.name, door] as const),
)('A11: odd addresses at the door of %s', async (_name, door) => {
  const found = await judged(async () => {
    const wrong = await Promise.all(FIRST_LINES.map((line) => odd(door, line)));
    return wrong.find((one) => one !== undefined);
  });
  expect(found).toEqual([]);
});

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
