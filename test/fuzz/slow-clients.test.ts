// Crowds of clients that are slow, silent or deaf, at every port that listens: others go on, and those are sent away in time.
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { waitOf } from './beside/reports';
import { createRestClient, type RestClient } from './beside/rest-client';
import { startBeside, type Beside } from './beside/start-beside';
import { ask } from './slow/ask';
import { CROWDS, LEFT_WAITING, type Crowd } from './slow/crowds';
import { stand, untilEnded } from './slow/stand';
import { prepare, type Preparation } from './target/fuzz-namespaces';
import { loadTarget, type Door } from './target/fuzz-target';
import { sampleProcesses, type ProcessSample } from './target/processes';
import { crashes, LATEST_ANSWER_MS, missedOrDoubled } from './verdict';

jest.setTimeout(120_000);

const target = loadTarget();
/** How long a crowd stays when it is there. */
const STAY_MS = 500;
/** From a client in this process, which is busy with being the crowds. */
const ANSWER_MS = 10_000;
/** A request's headers have 32 s. */
const GONE_MS = 45_000;
/** Another client for who counts them by their addresses: the crowds must not be what ends these. */
const OTHER_ADDRESS = '127.0.0.3';
const isLocal = ({ host }: Door) => host === target.host || host === target.dns.host;

let rest: RestClient;
let preparation: Preparation;
let beside: Beside;
let before: ProcessSample[];
let waiting: { who: string; gone: Promise<void>[]; since: number; sockets: Socket[] }[];

beforeAll(async () => {
  rest = createRestClient(target);
  preparation = await prepare(rest, target);
  beside = await startBeside(target);
  before = await sampleProcesses(target);
  waiting = await Promise.all(
    target.doors.flatMap((door) =>
      LEFT_WAITING.map(async (crowd) => {
        const sockets = await stand(crowd, door, isLocal(door) ? OTHER_ADDRESS : undefined);
        const gone = sockets.map(untilEnded);
        return { who: `${crowd.what} at ${door.name}`, gone, since: Date.now(), sockets };
      }),
    ),
  );
});

afterAll(async () => {
  for (const { sockets } of waiting) for (const socket of sockets) socket.destroy();
  await beside.stop();
  await preparation.cleanUp();
  rest.close();
});

/** What is wrong with a door before which a crowd stands. */
async function besieged(crowd: Crowd, door: Door): Promise<string[]> {
  const crowded = await stand(crowd, door);
  await sleep(STAY_MS);
  try {
    await Promise.race([
      ask(door),
      sleep(ANSWER_MS, undefined, { ref: false }).then(() => {
        throw new Error(`no answer in ${ANSWER_MS} ms`);
      }),
    ]);
    return [];
  } catch (error) {
    return [`${door.name}: ${(error as Error).message}`];
  } finally {
    for (const socket of crowded) socket.destroy();
  }
}

test.each(CROWDS.map((crowd) => [crowd.what, crowd] as const))('%s', async (_what, crowd) => {
  const doors = target.doors.filter((door) => crowd.size(door) > 0);
  const [from, slow, faults] = [Date.now(), beside.slow.length, beside.faults.length];
  const wrong = (await Promise.all(doors.map((door) => besieged(crowd, door)))).flat();
  await beside.oneStepMore();
  const late = beside.slow
    .slice(slow)
    .filter((step) => step.at + step.ms >= from && (waitOf(step) > LATEST_ANSWER_MS || step.error !== undefined))
    .map((step) => `the client beside: ${step.what}, ${waitOf(step)} of ${step.ms} ms ${step.error ?? ''}`);
  expect([...wrong, ...late, ...beside.faults.slice(faults)]).toEqual([]);
});

test('who does not get on is sent away', async () => {
  const left = await Promise.all(
    waiting.map(async ({ who, gone, since }) => {
      const deadline = sleep(Math.max(0, since + GONE_MS - Date.now()), 'left', { ref: false });
      const ends = await Promise.all(gone.map((one) => Promise.race([one, deadline])));
      return ends.includes('left') ? [`${ends.filter((end) => end === 'left').length} ${who}`] : [];
    }),
  );
  expect(left.flat()).toEqual([]);
});

test('no process has ended', async () => {
  expect(crashes(target, before, await sampleProcesses(target))).toEqual([]);
});

test('every watcher has seen every change of the client beside, once, in order', async () => {
  const { client, watchers } = await beside.stop();
  expect(watchers.flatMap(({ faults }) => faults)).toEqual([]);
  expect(watchers.flatMap((watcher) => missedOrDoubled(watcher, client.changes))).toEqual([]);
});
