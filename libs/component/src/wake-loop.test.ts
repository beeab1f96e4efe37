import { createFakeClock } from './testing/fake-clock';
import { createWakeLoop } from './wake-loop';

function start(
  turn: (call: number) => Promise<{ againAfterMs?: number } | void> = async () => undefined,
  o: { wakeable?: boolean } = {},
) {
  const clock = createFakeClock();
  const times: number[] = [];
  const errors: [string, number][] = [];
  const loop = createWakeLoop({
    turn: () => {
      times.push(clock.monotonicMs());
      return turn(times.length);
    },
    retry: { initialMs: 100, maxMs: 10_000, jitter: 0, ...o },
    onError: (error, delayMs) => errors.push([(error as Error).message, delayMs]),
    clock,
  });
  const stop = new AbortController();
  loop.wake();
  const ended = loop.run(stop.signal);
  return { clock, loop, times, errors, stop: async () => (stop.abort(), ended) };
}

test('a wake is a turn at once', async () => {
  const { clock, loop, times, stop } = start();
  await clock.advance(10);
  loop.wake();
  await clock.advance(5);
  expect(times).toEqual([0, 10]);
  await stop();
});

test('wakes that come together, or while a turn runs, are one turn', async () => {
  const { clock, loop, times, stop } = start(() => clock.sleep(20));
  for (let count = 0; count < 100; count++) loop.wake();
  await clock.advance(1);
  for (let count = 0; count < 100; count++) loop.wake();
  await clock.advance(60);
  expect(times).toEqual([0, 20]);
  await stop();
});

test('comes back when a turn asks for it', async () => {
  const { clock, times, stop } = start(async (call) => (call === 1 ? { againAfterMs: 1000 } : {}));
  await clock.advance(5000);
  expect(times).toEqual([0, 1000]);
  await stop();
});

test('with a time for each turn it runs at least that often, counted from the last', async () => {
  const { clock, loop, times, stop } = start(async () => ({ againAfterMs: 30_000 }));
  await clock.advance(10);
  loop.wake();
  await clock.advance(30_000);
  expect(times).toEqual([0, 10, 30_010]);
  await stop();
});

test.each([
  { name: 'the earlier of two times counts', afterMs: [50, 20, 80], expected: [0, 21] },
  { name: 'a turn before makes a time void', afterMs: [50, 0], expected: [0, 1] },
])('$name', async ({ afterMs, expected }) => {
  const { clock, loop, times, stop } = start();
  await clock.advance(1);
  for (const ms of afterMs) loop.wake(ms);
  await clock.advance(100);
  expect(times).toEqual(expected);
  await stop();
});

test('tries again after failures, less and less often, and says so; a wake does not hurry it', async () => {
  const { clock, loop, times, errors, stop } = start(async (call) => {
    if (call <= 3) throw new Error('no');
  });
  await clock.advance(50);
  loop.wake();
  await clock.advance(2000);
  expect(times).toEqual([0, 100, 300, 700]);
  expect(errors).toEqual([
    ['no', 100],
    ['no', 200],
    ['no', 400],
  ]);
  loop.wake();
  await clock.advance(1);
  expect(times).toHaveLength(5);
  await stop();
});

test('tries again at a wake where that is wanted', async () => {
  const { clock, loop, times, errors, stop } = start(
    async (call) => {
      if (call <= 3) throw new Error('no');
    },
    { wakeable: true },
  );
  await clock.advance(50);
  loop.wake();
  await clock.advance(2000);
  expect(times).toEqual([0, 50, 250, 650]);
  expect(errors.map(([, delayMs]) => delayMs)).toEqual([100, 200, 400]);
  await stop();
});

test('stops while it waits, while it retries and while a time is outstanding, and leaves no timer', async () => {
  for (const turn of [
    async () => undefined,
    () => Promise.reject(new Error('no')),
    async () => ({ againAfterMs: 1000 }),
  ]) {
    const { clock, times, loop, stop } = start(turn);
    await clock.advance(1);
    await stop();
    loop.wake();
    loop.wake(10);
    await clock.advance(10_000);
    expect(times).toEqual([0]);
    expect(clock.pending()).toBe(0);
  }
});

test('ends when the turn under way has ended', async () => {
  let finished = false;
  const { clock, stop } = start(async () => {
    await clock.sleep(100);
    finished = true;
  });
  await clock.advance(1);
  const ended = stop();
  await clock.advance(100);
  await ended;
  expect(finished).toBe(true);
});
