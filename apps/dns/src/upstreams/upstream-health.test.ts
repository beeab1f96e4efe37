import { createFakeClock, createTestLogger } from '@kubets/component/testing';
import { nameOfKey } from '../wire/names';
import { createUpstreamHealth } from './upstream-health';

const upstream = { address: '192.0.2.1', port: 53 };
const err = new Error('no answer');

function setUp() {
  const clock = createFakeClock();
  const logger = createTestLogger();
  const stop = new AbortController();
  const probes: string[] = [];
  const state = { isAway: true };
  const health = createUpstreamHealth({
    exchange: async ({ key }) => {
      probes.push(nameOfKey(key));
      if (state.isAway) throw err;
      return Buffer.alloc(12);
    },
    clock,
    logger,
    signal: stop.signal,
  });
  return { clock, logger, stop, probes, state, health };
}

test('one failure is none, two are an outage, which ends with the first probe that is answered', async () => {
  const { clock, logger, probes, state, health } = setUp();
  health.failed(upstream, err);
  await clock.advance(5000);
  expect([health.isUp(upstream), probes]).toEqual([true, []]);

  health.failed(upstream, err);
  health.failed(upstream, err);
  await clock.advance(1000);
  expect([health.isUp(upstream), probes]).toEqual([false, ['.', '.']]);

  state.isAway = false;
  await clock.advance(500);
  expect(health.isUp(upstream)).toBe(true);
  await clock.advance(5000);
  expect(probes).toHaveLength(3);
  expect(logger.lines.map(({ level }) => level)).toEqual(['warn', 'info']);
});

test('an answer in between starts the count anew', () => {
  const { health } = setUp();
  for (let round = 0; round < 3; round++) {
    health.failed(upstream, err);
    health.answered(upstream);
  }
  health.failed(upstream, err);
  expect(health.isUp(upstream)).toBe(true);
});

test('an answer to a client ends the outage, and the probing', async () => {
  const { clock, health, probes } = setUp();
  health.failed(upstream, err);
  health.failed(upstream, err);
  health.answered(upstream);
  await clock.advance(5000);
  expect([health.isUp(upstream), probes.length <= 1]).toEqual([true, true]);
});

test('probing ends with the signal', async () => {
  const { clock, health, probes, stop } = setUp();
  health.failed(upstream, err);
  health.failed(upstream, err);
  stop.abort();
  await clock.advance(5000);
  expect(probes).toEqual([]);
});
