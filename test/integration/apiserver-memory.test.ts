// The built apiserver in a process of its own: what many large lists at once take, and that it is given back.
import { setTimeout as sleep } from 'node:timers/promises';
import { largeRequests } from '../../bench/apiserver/large-requests';
import { startMeasuredApiserver, type MeasuredApiserver } from '../../bench/apiserver/measured-apiserver';

const OBJECTS = 10_000;
const LISTS = 64;
const PEAK_MIB = 400;
/** How much more than before may be left, and when. */
const GROWTH = 1.2;
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
  server = await startMeasuredApiserver(OBJECTS);
  await sleep(2000);
  beforeMiB = residentMiB();
}, 120_000);
afterAll(() => server.stop());

test.each(['list, JSON', 'list, gRPC'])(`%s: ${LISTS} at once of ${OBJECTS} objects take no more than ${PEAK_MIB} MiB`, async (kind) => {
  const { result: sizes, peakMiB } = await watched(() => Promise.all(Array.from({ length: LISTS }, () => largeRequests[kind]!(server.connection))));
  expect(new Set(sizes).size).toBe(1);
  expect(sizes[0]).toBeGreaterThan(OBJECTS * 500);
  expect(peakMiB).toBeLessThan(PEAK_MIB);
}, 240_000);

test('and a minute later it has what it had', async () => {
  const begun = Date.now();
  while (residentMiB() > beforeMiB * GROWTH && Date.now() - begun < BACK_MS) await sleep(1000);
  expect(residentMiB()).toBeLessThanOrEqual(beforeMiB * GROWTH);
}, 2 * BACK_MS);
