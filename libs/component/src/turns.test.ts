import { isTurnOver, nextTurn } from './turns';

const busyFor = (ms: number) => {
  const until = performance.now() + ms;
  while (performance.now() < until);
};

test('turns share the time of one turn of the event loop among all long work', async () => {
  await nextTurn();
  expect(isTurnOver()).toBe(false);
  busyFor(6);
  expect(isTurnOver()).toBe(true);
  const order: string[] = [];
  const work = async (name: string) => {
    for (let step = 0; step < 3; step++) {
      if (isTurnOver()) await nextTurn();
      order.push(name);
      busyFor(6);
    }
  };
  await Promise.all([work('a'), work('b')]);
  expect(order.join('')).toBe('ababab');
});
