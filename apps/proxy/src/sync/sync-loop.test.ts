import { createFakeClock, createTestLogger } from '@kubets/component/testing';
import { createSyncLoop } from './sync-loop';

function start(sync: (call: number) => Promise<{ againAfterMs?: number } | void>) {
  const clock = createFakeClock();
  const logger = createTestLogger();
  const times: number[] = [];
  const loop = createSyncLoop({
    sync: () => {
      times.push(clock.monotonicMs());
      return sync(times.length);
    },
    periodMs: 30_000,
    clock,
    logger,
  });
  const stop = new AbortController();
  const ended = loop.run(stop.signal);
  return { clock, logger, loop, times, stop: async () => (stop.abort(), ended) };
}

test('runs at the start, at once on a trigger, and after the period', async () => {
  const { clock, loop, times, stop } = start(async () => undefined);
  await clock.advance(10);
  loop.trigger();
  await clock.advance(5);
  await clock.advance(29_994);
  expect(times).toEqual([0, 10]);
  await clock.advance(1);
  expect(times).toEqual([0, 10, 30_010]);
  await stop();
});

test('many triggers while it runs make one further run', async () => {
  const { clock, loop, times, stop } = start(() => clock.sleep(20));
  await clock.advance(1);
  for (let count = 0; count < 100; count++) loop.trigger();
  await clock.advance(60);
  expect(times).toEqual([0, 20]);
  await stop();
});

test('comes back when asked to', async () => {
  const { clock, times, stop } = start(async (call) => (call === 1 ? { againAfterMs: 1000 } : {}));
  await clock.advance(5000);
  expect(times).toEqual([0, 1000]);
  await stop();
});

test('tries again after failures, less and less often, and says so', async () => {
  const { clock, logger, times, stop } = start(async (call) => {
    if (call <= 3) throw new Error('kernel says no');
  });
  await clock.advance(2000);
  expect(times).toEqual([0, 100, 300, 700]);
  expect(logger.lines.filter(({ level }) => level === 'error')).toHaveLength(3);
  await stop();
});

test('stops while it waits and while it retries', async () => {
  await start(async () => undefined).stop();
  await start(() => Promise.reject(new Error('no'))).stop();
});
