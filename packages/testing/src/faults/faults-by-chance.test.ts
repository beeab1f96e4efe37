import { createFakeClock } from '@kubets/component/testing';
import { createFaultsByChance, type FaultActions, type FaultsByChance } from './faults-by-chance';

const testClock = () => ({ ...createFakeClock(), hold: <T>(work: Promise<T>) => work });

/** What is done to a cluster within some rounds. */
async function rounds(seed: number, count: number, given: Partial<FaultsByChance> = {}, nodes = ['a', 'b']) {
  const clock = testClock();
  const done: string[] = [];
  const begin = clock.monotonicMs();
  const note = (what: string) => void done.push(`${clock.monotonicMs() - begin}: ${what}`);
  const alive = [...nodes];
  const actions: FaultActions = {
    loseWatches: () => note('loseWatches'),
    slowWrites: ({ probability }) => note(`slow ${probability > 0}`),
    failWrites: ({ probability }) => note(`fail ${probability > 0}`),
    cutOff: (component) => note(`cutOff ${component}`),
    join: (component) => note(`join ${component}`),
    stop: async (component) => note(`stop ${component}`),
    start: async (component) => note(`start ${component}`),
    killNode: () => (alive.length > 1 ? alive.pop() : undefined),
  };
  const chance = createFaultsByChance({ seed, components: ['controller-manager', 'scheduler'], actions, clock });
  chance.start({ everyMs: 1000, ...given });
  for (let step = 0; step < count * 4; step++) await clock.advance(250);
  chance.stop();
  await clock.advance(10_000);
  return { done, happened: chance.happened };
}

test('the same seed, the same faults at the same times; another one, others', async () => {
  const [first, again, other] = [await rounds(1, 30), await rounds(1, 30), await rounds(2, 30)];
  expect(first).toEqual(again);
  expect(first.happened).toHaveLength(30);
  expect(first.happened).not.toEqual(other.happened);
  expect(first.happened[0]).toMatch(/^1000 ms: /);
});

test('everything that lasts is mended before the next one comes', async () => {
  const { done } = await rounds(3, 40);
  const begun = done.filter((one) => /cutOff|stop|true/.test(one)).length;
  expect(done.filter((one) => /join|start|false/.test(one))).toHaveLength(begun);
  const cut = done.findIndex((one) => one.includes('cutOff'));
  const [ms, whom] = done[cut]!.split(': cutOff ');
  expect(done[cut + 1]).toBe(`${Number(ms) + 500}: join ${whom}`);
});

test('nodes die when asked for, until there is one left', async () => {
  expect((await rounds(1, 4, { of: ['killNode'] }, ['a', 'b', 'c'])).happened).toEqual([
    '1000 ms: killNode c',
    '2000 ms: killNode b',
    '3000 ms: killNode nobody',
    '4000 ms: killNode nobody',
  ]);
});

test.each<[string, FaultsByChance, RegExp]>([
  ['no time', { everyMs: 0 }, /everyMs is a number from 10/],
  ['a time that is none', { everyMs: Number.NaN }, /everyMs/],
  ['faults that outlast the next', { everyMs: 100, forMs: 100 }, /forMs/],
  ['nothing that may happen', { everyMs: 100, of: [] }, /of names loseWatches/],
  ['what does not exist', { everyMs: 100, of: ['flood' as never] }, /not flood/],
])('%s is refused', (_what, given, message) => {
  const chance = createFaultsByChance({
    seed: 1,
    components: [],
    actions: {} as FaultActions,
    clock: testClock(),
  });
  expect(() => chance.start(given)).toThrow(message);
});
