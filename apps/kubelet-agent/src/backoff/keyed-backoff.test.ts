import { createFakeClock } from '@kubets/component/testing';
import { createKeyedBackoff } from './keyed-backoff';

test('a container that keeps failing waits 10 s, doubling to 5 min', async () => {
  const clock = createFakeClock();
  const backoff = createKeyedBackoff({ initialMs: 10_000, maxMs: 300_000, clock });
  const waits: number[] = [];
  for (let i = 0; i < 8; i++) {
    const failedMs = clock.now().getTime();
    const wait = backoff.remainingMs('a', failedMs);
    waits.push(wait / 1000);
    await clock.advance(wait);
    expect(backoff.remainingMs('a', failedMs)).toBe(0);
    backoff.next('a', failedMs);
  }
  expect(waits).toEqual([0, 10, 20, 40, 80, 160, 300, 300]);
});

test('starts over after ten quiet minutes', async () => {
  const clock = createFakeClock();
  const backoff = createKeyedBackoff({ initialMs: 10_000, maxMs: 300_000, clock });
  backoff.next('a', clock.now().getTime());
  backoff.next('a', clock.now().getTime());
  expect(backoff.delayMs('a')).toBe(20_000);
  await clock.advance(601_000);
  const failedMs = clock.now().getTime();
  expect(backoff.remainingMs('a', failedMs)).toBe(0);
  backoff.next('a', failedMs);
  expect(backoff.delayMs('a')).toBe(10_000);
});

test('keys are apart, and are forgotten by prefix', () => {
  const clock = createFakeClock();
  const backoff = createKeyedBackoff({ initialMs: 10, maxMs: 100, clock });
  for (const key of ['p1/a', 'p1/b', 'p2/a']) backoff.next(key, 0);
  backoff.forget('p1/');
  expect(['p1/a', 'p1/b', 'p2/a'].map((key) => backoff.delayMs(key))).toEqual([0, 0, 10]);
});
