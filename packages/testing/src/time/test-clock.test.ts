import { createFakeClock } from '@kubets/component/testing';
import { createTestClock } from './test-clock';

/** A test clock over a clock that stands still but for the pauses of `advance` itself. */
function overFake() {
  const real = createFakeClock();
  const clock = createTestClock({ ...real, sleep: async () => undefined });
  return { real, clock };
}

test('time goes by as it does', async () => {
  const { real, clock } = overFake();
  const fired: number[] = [];
  clock.after(100, () => fired.push(clock.monotonicMs()));
  await real.advance(99);
  expect(fired).toEqual([]);
  await real.advance(1);
  expect(fired).toEqual([100]);
  expect(clock.now()).toEqual(real.now());
});

test('what falls due on the way is done in its order, and what that begins, too', async () => {
  const { clock } = overFake();
  const fired: [string, number][] = [];
  const note = (name: string) => () => void fired.push([name, clock.monotonicMs()]);
  clock.after(3000, note('late'));
  clock.after(1000, () => {
    note('early')();
    clock.after(500, note('of early'));
  });
  clock.after(9000, note('not yet'));
  await clock.advance(5000);
  expect(fired).toEqual([
    ['early', 1000],
    ['of early', 1500],
    ['late', 3000],
  ]);
  expect(clock.monotonicMs()).toBe(5000);
});

test('what is left is due that much sooner', async () => {
  const { real, clock } = overFake();
  const fired: string[] = [];
  clock.after(9000, () => fired.push('at last'));
  await clock.advance(5000);
  await real.advance(3999);
  expect(fired).toEqual([]);
  await real.advance(1);
  expect(fired).toEqual(['at last']);
});

test('time waits for work that is held', async () => {
  const { clock } = overFake();
  const order: string[] = [];
  const finish = new Promise<() => void>((begun) =>
    clock.after(
      1000,
      () => void clock.hold(new Promise<void>((resolve) => begun(resolve)).then(() => void order.push('work'))),
    ),
  );
  clock.after(2000, () => void order.push('next'));
  const advanced = clock.advance(3000);
  const end = await finish;
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(order).toEqual([]);
  end();
  await advanced;
  expect(order).toEqual(['work', 'next']);
});

test('what is cancelled never happens, and at the end nobody waits', async () => {
  const { real, clock } = overFake();
  const fired: string[] = [];
  clock.after(10, () => fired.push('cancelled'))();
  const slept = clock.sleep(3_600_000);
  clock.end();
  await real.advance(0);
  await slept;
  await clock.advance(1000);
  expect(fired).toEqual([]);
});

test.each([-1, Number.NaN, Infinity])('time does not move by %d', async (ms) => {
  await expect(createTestClock().advance(ms)).rejects.toThrow(RangeError);
});
