// The cluster under fuzz: requests, calls and packets out of one seed, with a client beside them that nothing may hold up.
import { setPriority } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { attack, type AttackReport, type Finding } from './attack';
import { waitOf, type BesideReport, type WatcherReport } from './beside/reports';
import { createRestClient } from './beside/rest-client';
import { startBeside } from './beside/start-beside';
import { attackLanes } from './cases';
import { DEFAULTS, fuzzOptions, type Lane } from './options';
import { credentialsOf } from './send/callers';
import { prepare, untilGone } from './target/fuzz-namespaces';
import { bringStandingObjects } from './target/standing-objects';
import { loadTarget } from './target/fuzz-target';
import { ofOurs, sampleProcesses, type ProcessSample } from './target/processes';
import { provesItself } from './target/proves-itself';
import { crashes, grown, LATEST_ANSWER_MS, missedOrDoubled } from './verdict';

const options = fuzzOptions(process.env);
/** A minute is the aim; a busy machine's collections take longer. */
const SETTLE_MS = process.env.KUBETS_FUZZ_STRICT ? 60_000 : 180_000;
const GONE_MS = 60_000;
/** Services collect when they are idle, twice, 15 s apart. */
const REST_MS = 60_000;
const REST_STILL_MS = 20_000;
/** What the fuzz gets of the machine is what the cluster leaves. */
const LOW_PRIORITY = 5;

jest.setTimeout(24 * 3600 * 1000);

const target = loadTarget();
let before: ProcessSample[];
let during: ProcessSample[];
let settled: ProcessSample[];
let attacks: Record<Lane, AttackReport>;
let client: BesideReport;
let watchers: WatcherReport[];
let leftOver: string[];

beforeAll(async () => {
  const rest = createRestClient(target);
  const removeStandingObjects = await bringStandingObjects(rest);
  const { weakToken, cleanUp } = await prepare(rest, target);
  const credentials = credentialsOf(target, weakToken);
  const run = async (given: typeof options) => {
    const [http, grpc, dns] = await Promise.all(attackLanes.map((lane) => attack(lane, target, credentials, given)));
    return { http: http!, grpc: grpc!, dns: dns! };
  };
  setPriority(LOW_PRIORITY);
  // What a service holds after a first attack is compiled code, and pages of malloc with a few blocks in each. What is lost
  // grows with a second one.
  if (!options.only) await run({ seed: options.seed + 1, counts: warmUp() });
  before = await rested();
  const beside = await startBeside(target);
  const from = Date.now();
  attacks = await run(options);
  const seconds = (Date.now() - from) / 1000;
  setPriority(0);
  during = await sampleProcesses(target);
  ({ client, watchers } = await beside.stop());
  await cleanUp();
  await removeStandingObjects();
  leftOver = target.kind === 'cluster' ? await untilGone(rest, GONE_MS) : [];
  settled = await settle();
  rest.close();
  console.log(summary(seconds));
});

/** As much as in every run, or less where the run itself has less. */
function warmUp(): typeof options.counts {
  const of = (lane: Lane) => Math.min(DEFAULTS[lane], options.counts[lane]);
  return { http: of('http'), grpc: of('grpc'), dns: of('dns') };
}

/** What is held when there is nothing to do: until it has been collected, garbage of what was before counts, too. */
async function rested(): Promise<ProcessSample[]> {
  let now = await sampleProcesses(target);
  let fellAt = Date.now();
  for (const deadline = Date.now() + REST_MS; Date.now() < Math.min(deadline, fellAt + REST_STILL_MS);) {
    await sleep(1000);
    const next = await sampleProcesses(target);
    if (next.some(({ name, memoryMiB }) => memoryMiB < 0.98 * (now.find((one) => one.name === name)?.memoryMiB ?? 0))) {
      now = next;
      fellAt = Date.now();
    }
  }
  return now;
}

/** Waits until memory is back, but not for ever. */
async function settle(): Promise<ProcessSample[]> {
  for (const deadline = Date.now() + SETTLE_MS; ; await sleep(1000)) {
    const now = await sampleProcesses(target);
    if (grown(before, now).length === 0 || Date.now() > deadline) return now;
  }
}

function summary(seconds: number): string {
  const memory = ofOurs(before).map(({ name, memoryMiB }) => {
    const at = (samples: ProcessSample[]) => Math.round(samples.find((one) => one.name === name)?.memoryMiB ?? 0);
    return `${name} ${Math.round(memoryMiB)} → ${at(during)} → ${at(settled)} MiB`;
  });
  const lanes = Object.entries(attacks).map(
    ([lane, { sent, answers }]) => `${lane}: ${sent} in ${Math.round(seconds)} s, ${JSON.stringify(answers)}`,
  );
  const { valid } = attacks.http;
  const [slowest] = client.worst;
  return [
    `seed ${options.seed}`,
    ...lanes,
    `valid requests accepted: ${valid.accepted} of ${valid.sent}`,
    `beside: ${client.steps} steps, slowest ${slowest && waitOf(slowest)} of ${slowest?.ms} ms (${slowest?.what})`,
    ...memory,
  ].join('\n');
}

const SHOWN = 3;

/** A few of each sort, and how many there are. */
function told(findings: readonly Finding[]): string[] {
  const sorts = new Map<string, Finding[]>();
  for (const finding of findings) {
    const sort = finding.what.replace(/\d+/g, 'N').slice(0, 60);
    sorts.set(sort, [...(sorts.get(sort) ?? []), finding]);
  }
  return [...sorts.values()].flatMap((some) =>
    some
      .slice(0, SHOWN)
      .map(
        ({ what, request, replay }, i) => `${i === 0 ? `${some.length} ×: ` : ''}${what}\n  ${request}\n  ${replay}`,
      ),
  );
}

test.each(attackLanes)('%s: everything is answered, and nothing with an error of the server', (lane) => {
  expect(told(attacks[lane].findings)).toEqual([]);
});

test('valid objects are accepted, so that the fuzz comes further than to the door', () => {
  const { sent, accepted } = attacks.http.valid;
  if (sent > 100) expect(accepted / sent).toBeGreaterThan(0.9);
});

test('no process has ended', () => {
  expect(crashes(target, before, settled)).toEqual([]);
});

test(`the client beside never waits longer than ${LATEST_ANSWER_MS} ms`, () => {
  const late = client.worst.filter((step) => waitOf(step) > LATEST_ANSWER_MS);
  const lines = late.map(
    ({ what, ms, excusedMs, at }) =>
      `${what}: ${ms} ms (${Math.round(excusedMs)} ms of them without a processor) while there were ${Object.values(
        attacks,
      )
        .flatMap(({ underWayAt }) => underWayAt(at, at + ms).slice(0, 4))
        .join(', ')}`,
  );
  expect(lines).toEqual([]);
});

test('the client beside gets what it asks for', () => {
  expect(client.failed.map(({ what, error }) => `${what}: ${error}`)).toEqual([]);
});

test('every watcher is alive', () => {
  expect(watchers.flatMap(({ name, kind, faults }) => faults.map((fault) => `${name} ${kind}: ${fault}`))).toEqual([]);
});

test('every watcher has seen every change of the client beside, once, in order', () => {
  expect(watchers.flatMap((watcher) => missedOrDoubled(watcher, client.changes))).toEqual([]);
});

test('memory is back', () => {
  expect(grown(before, settled, during)).toEqual([]);
});

test('what the fuzz made can be deleted', () => {
  expect(leftOver).toEqual([]);
});

test('the cluster does what it is for', async () => {
  await provesItself(target);
});
