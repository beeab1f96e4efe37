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
    clock.after(30, () => seen.push('late'));
    clock.after(10, () => seen.push('early'));
    const cancel = clock.after(20, () => seen.push('never'));
    cancel();
    void clock.sleep(20).then(() => seen.push('slept'));
    await pass(40);
    expect(seen).toEqual(['early', 'slept', 'late']);
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
