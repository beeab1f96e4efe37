import { realClock } from './clock';
import { createFakeClock } from './testing';

describe.each([
  [
    'real',
    () => ({ clock: realClock, pass: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms + 20)) }),
  ],
  [
    'fake',
    () => {
      const clock = createFakeClock();
      return { clock, pass: (ms: number) => clock.advance(ms) };
    },
  ],
])('%s clock', (_, create) => {
  test('sleeps, calls back and cancels', async () => {
    const { clock, pass } = create();
    const seen: string[] = [];
    const called = (name: string) =>
      new Promise<void>((resolve) => clock.after(10, () => (seen.push(name), resolve())));
    const cancel = clock.after(5, () => seen.push('never'));
    cancel();
    const all = Promise.all([called('first'), called('second'), clock.sleep(10)]);
    await pass(10);
    await all;
    expect(seen).toEqual(['first', 'second']);
  });

  test('an abort ends a sleep without an error', async () => {
    const { clock } = create();
    const stop = new AbortController();
    const sleeping = clock.sleep(60_000, stop.signal);
    stop.abort();
    await sleeping;
    await clock.sleep(60_000, stop.signal);
  });

  test('time goes on', async () => {
    const { clock, pass } = create();
    const [before, monotonicBefore] = [clock.now().getTime(), clock.monotonicMs()];
    await pass(10);
    expect(clock.now().getTime() - before).toBeGreaterThanOrEqual(9);
    expect(clock.monotonicMs() - monotonicBefore).toBeGreaterThanOrEqual(9);
  });
});
