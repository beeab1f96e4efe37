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

test('what waits is resumed in one turn, one after the other, as long as that takes no longer than a share', async () => {
  await nextTurn();
  const order: string[] = [];
  const works = Array.from({ length: 20 }, async (_, index) => {
    await nextTurn();
    order.push(`${index} begins`);
    await Promise.resolve();
    order.push(`${index} ends`);
  });
  const turnAfter = new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)));
  await Promise.race([Promise.all(works), turnAfter]);
  expect(order).toEqual(works.flatMap((_, index) => [`${index} begins`, `${index} ends`]));
});

test('what waits and takes long is resumed in turns of its own, and others come between', async () => {
  await nextTurn();
  const order: string[] = [];
  const work = async (name: string) => {
    await nextTurn();
    busyFor(6);
    order.push(name);
  };
  const works = [work('a'), work('b')];
  const between = new Promise<void>((resolve) => setImmediate(() => resolve(void order.push('another'))));
  await Promise.all([...works, between]);
  expect(order).toEqual(['a', 'another', 'b']);
});
