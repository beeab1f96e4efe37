import { dealtQueues, flowHash } from './shuffle-shard';

test('a hand is of different queues, and the same for the same flow', () => {
  for (let flow = 0; flow < 500; flow++) {
    const hash = flowHash('schema', `user-${flow}`);
    const hand = dealtQueues(hash, 64, 8);
    expect(new Set(hand).size).toBe(8);
    expect(Math.min(...hand)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...hand)).toBeLessThan(64);
    expect(dealtQueues(hash, 64, 8)).toEqual(hand);
  }
  expect(dealtQueues(1, 3, 8).sort()).toEqual([0, 1, 2]);
});

test('every queue is used about as often', () => {
  const counts = new Array<number>(16).fill(0);
  for (let flow = 0; flow < 4_000; flow++)
    for (const queue of dealtQueues(flowHash('s', String(flow)), 16, 4)) counts[queue]!++;
  expect(Math.min(...counts)).toBeGreaterThan(850);
  expect(Math.max(...counts)).toBeLessThan(1150);
});

test('hardly any two flows have all queues in common', () => {
  const hands = Array.from({ length: 1_000 }, (_, flow) =>
    dealtQueues(flowHash('s', String(flow)), 128, 6)
      .sort((a, b) => a - b)
      .join(),
  );
  expect(new Set(hands).size).toBe(1_000);
});
