import { backoff, retry } from './backoff';
import { createFakeClock } from './testing';

describe('backoff', () => {
  test('doubles up to its maximum and starts again after a reset', () => {
    const delays = backoff({ initialMs: 100, maxMs: 500, jitter: 0 });
    expect([delays.next(), delays.next(), delays.next(), delays.next()]).toEqual([100, 200, 400, 500]);
    delays.reset();
    expect(delays.next()).toBe(100);
  });

  test('jitter takes away, never adds', () => {
    expect(backoff({ initialMs: 100, maxMs: 500, jitter: 0.5 }, () => 1).next()).toBe(50);
  });
});

describe('retry', () => {
  const options = { initialMs: 100, maxMs: 1000, jitter: 0 };

  test('tries until it succeeds', async () => {
    const clock = createFakeClock();
    let attempts = 0;
    const result = retry(async () => (++attempts < 3 ? Promise.reject(new Error('no')) : 'yes'), {
      ...options,
      signal: new AbortController().signal,
      clock,
    });
    await clock.advance(299);
    expect(attempts).toBe(2);
    await clock.advance(1);
    expect(await result).toBe('yes');
  });

  test('gives up on what is not retriable', async () => {
    const attempt = retry(async () => Promise.reject(new Error('bad')), {
      ...options,
      signal: new AbortController().signal,
      retriable: () => false,
    });
    await expect(attempt).rejects.toThrow('bad');
  });

  test('rejects with the last error when the signal aborts', async () => {
    const clock = createFakeClock();
    const stop = new AbortController();
    const attempt = retry(async () => Promise.reject(new Error('down')), { ...options, signal: stop.signal, clock });
    const expectation = expect(attempt).rejects.toThrow('down');
    await clock.advance(50);
    stop.abort();
    await expectation;
  });
});
