import { setImmediate as nextTurn } from 'node:timers/promises';
import { createFairTurns } from './fair-turns';

test('what comes alone is begun at once', () => {
  const begun: string[] = [];
  createFairTurns(2).begin({}, () => begun.push('a'));
  expect(begun).toEqual(['a']);
});

test('of much that comes at once a few are begun in each turn, and other clients are not behind all of one', async () => {
  const turns = createFairTurns(2);
  const begun: string[] = [];
  const [greedy, small] = [{}, {}];
  for (let index = 0; index < 5; index++) turns.begin(greedy, () => begun.push(`greedy ${index}`));
  turns.begin(small, () => begun.push('small'));
  expect(begun).toEqual(['greedy 0', 'greedy 1']);
  await nextTurn();
  expect(begun).toEqual(['greedy 0', 'greedy 1', 'greedy 2', 'small']);
  for (let tries = 0; tries < 3; tries++) await nextTurn();
  expect(begun.slice(4)).toEqual(['greedy 3', 'greedy 4']);
});

test('what comes while others wait is behind them', async () => {
  const turns = createFairTurns(1);
  const begun: number[] = [];
  const clients = [{}, {}, {}];
  clients.forEach((client, index) => turns.begin(client, () => begun.push(index)));
  turns.begin(clients[0]!, () => begun.push(3));
  for (let tries = 0; tries < 5; tries++) await nextTurn();
  expect(begun).toEqual([0, 1, 2, 3]);
});
