import { createBudget } from './budget';

const limits = { perHolder: 10, all: 15, waitMs: 30, maxWaiting: 3 };

test.each([
  ['all that one may have', [['a', 10]], true],
  ['more than one may have', [['a', 11]], false],
  [
    'more than is left of what one may have',
    [
      ['a', 6],
      ['a', 5],
    ],
    false,
  ],
  [
    'the share of another',
    [
      ['a', 10],
      ['b', 5],
    ],
    true,
  ],
  [
    'more than is left of what all may have',
    [
      ['a', 10],
      ['b', 6],
    ],
    false,
  ],
] as [string, [string, number][], boolean][])('takes %s: %#', async (_what, taken, isTaken) => {
  const budget = createBudget(limits);
  const answers = await Promise.all(taken.map(([holder, amount]) => budget.take(holder, amount)));
  expect(answers.at(-1)).toBe(isTaken);
  expect(budget.used).toBe(taken.slice(0, isTaken ? undefined : -1).reduce((sum, [, amount]) => sum + amount, 0));
});

test('who does not fit gets it when enough was given back, in order, and does not keep smaller ones waiting', async () => {
  const budget = createBudget({ ...limits, waitMs: 10_000 });
  const order: string[] = [];
  budget.take('a', 10);
  budget.take('b', 4);
  const waiting = [
    ['c', 9],
    ['d', 9],
  ].map(async ([holder, amount]) => {
    await budget.take(holder as string, amount as number);
    order.push(holder as string);
  });
  expect(budget.take('e', 1)).toBe(true);
  budget.give('b', 4);
  expect(order).toEqual([]);
  budget.give('a', 10);
  await waiting[0];
  expect(order).toEqual(['c']);
  budget.give('c', 9);
  await waiting[1];
  expect(order).toEqual(['c', 'd']);
  expect(budget.used).toBe(10);
});

test('only so many wait; the next one is told at once', async () => {
  const budget = createBudget({ ...limits, waitMs: 10_000, maxWaiting: 2 });
  budget.take('a', 10);
  const waiting = [budget.take('a', 1), budget.take('a', 2)];
  expect(await budget.take('a', 1)).toBe(false);
  budget.give('a', 10);
  expect(await Promise.all(waiting)).toEqual([true, true]);
});
