import { createFakeClock } from '@kubets/component/testing';
import { createWorkQueue } from './work-queue';

const setup = () => {
  const clock = createFakeClock();
  return { clock, queue: createWorkQueue({ clock, baseDelayMs: 10, maxDelayMs: 100 }) };
};

describe('work queue', () => {
  test('a key waits once, in the order of arrival', async () => {
    const { queue } = setup();
    ['a', 'b', 'a'].forEach((key) => queue.add(key));
    expect(queue.length()).toBe(2);
    expect([await queue.get(), await queue.get()]).toEqual(['a', 'b']);
  });

  test('a key never runs twice at once, and what was added meanwhile is not lost', async () => {
    const { queue } = setup();
    queue.add('a');
    await queue.get();
    queue.add('a');
    queue.add('a');
    expect(queue.length()).toBe(0);
    queue.done('a');
    expect(queue.length()).toBe(1);
    expect(await queue.get()).toBe('a');
    queue.done('a');
    expect(queue.length()).toBe(0);
  });

  test('one who waits gets the next key', async () => {
    const { queue } = setup();
    const next = queue.get();
    queue.add('a');
    expect(await next).toBe('a');
    queue.add('a');
    expect(queue.length()).toBe(0);
  });

  test('the earlier of two delays counts', async () => {
    const { clock, queue } = setup();
    queue.addAfter('a', 50);
    queue.addAfter('a', 20);
    queue.addAfter('a', 80);
    await clock.advance(19);
    expect(queue.length()).toBe(0);
    await clock.advance(1);
    expect(queue.length()).toBe(1);
    expect(clock.pending()).toBe(0);
  });

  test('delays double per key up to the maximum, until it is forgotten', async () => {
    const { clock, queue } = setup();
    for (const delayMs of [10, 20, 40, 80, 100, 100]) {
      queue.addRateLimited('a');
      await clock.advance(delayMs - 1);
      expect(queue.length()).toBe(0);
      await clock.advance(1);
      expect(await queue.get()).toBe('a');
      queue.done('a');
    }
    expect(queue.retries('a')).toBe(6);
    queue.forget('a');
    queue.addRateLimited('a');
    await clock.advance(10);
    expect(queue.length()).toBe(1);
  });

  test('shutting down wakes who waits, refuses what is new and gives out what is left', async () => {
    const { clock, queue } = setup();
    queue.addAfter('later', 10);
    const waiting = queue.get();
    queue.shutDown();
    expect(await waiting).toBeUndefined();
    queue.add('a');
    queue.addAfter('b', 0);
    await clock.advance(20);
    expect(queue.length()).toBe(0);
    expect(await queue.get()).toBeUndefined();
  });
});
