import { filterInTurns, inTurns, nextTurn } from './turns';

const busyFor = (ms: number) => {
  const until = performance.now() + ms;
  while (performance.now() < until);
};

describe('turns', () => {
  test('let others run in between, however many wait', async () => {
    let ticks = 0;
    const timer = setInterval(() => (ticks += 1), 1);
    const items = Array.from({ length: 40 }, (_, index) => index);
    const slow = (value: number) => {
      busyFor(2);
      return value % 2 === 0;
    };
    const found = await Promise.all(Array.from({ length: 5 }, () => filterInTurns(items, slow)));
    clearInterval(timer);
    expect(found.every((one) => one.length === 20)).toBe(true);
    // 400 ms of work in shares of 5 to 7 ms.
    expect(ticks).toBeGreaterThan(30);
  });

  test('stop at the limit', async () => {
    let seen = 0;
    expect(await filterInTurns([1, 2, 3, 4, 5], (value) => (seen += 1) > 0 && value > 1, 2)).toEqual([2, 3]);
    expect(seen).toBe(3);
  });
});

test('steps count from the first on', async () => {
  await nextTurn();
  let ticks = 0;
  const timer = setInterval(() => (ticks += 1), 1);
  let ticksBetween = -1;
  await inTurns(
    (function* () {
      busyFor(8);
      yield;
      ticksBetween = ticks;
    })(),
  );
  clearInterval(timer);
  expect(ticksBetween).toBeGreaterThan(0);
});
