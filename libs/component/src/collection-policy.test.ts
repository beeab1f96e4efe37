import { createCollectionPolicy } from './collection-policy';

const MIB = 2 ** 20;

/** When it collects, in seconds, if looked at every five: with so much held, which falls to `live` a moment after each collection. */
function collections(
  seconds: number,
  heldMiB: (second: number) => number,
  {
    processorShare = () => 0.01,
    live = () => 50,
  }: { processorShare?: (second: number) => number; live?: (second: number) => number } = {},
): number[] {
  const policy = createCollectionPolicy();
  const at: number[] = [];
  let collected = false;
  for (let second = 5; second <= seconds; second += 5) {
    if (heldMiB(second) > heldMiB(second - 5)) collected = false;
    const held = collected ? live(second) : heldMiB(second);
    if (!policy.isDue({ heldBytes: held * MIB, processorShare: processorShare(second), nowMs: second * 1000 }))
      continue;
    at.push(second);
    collected = true;
  }
  return at;
}

test.each([
  ['what is left of the start, twice, and nothing more', collections(600, () => 60), [15, 30]],
  [
    'growth at 200 s, as soon as it is seen and once more',
    collections(600, (second) => (second < 200 ? 60 : 120)),
    [15, 30, 200, 215],
  ],
  [
    'much growth, and soon again',
    collections(600, (second) => (second < 200 ? 60 : 300)),
    [15, 30, 200, 205, 210, 215],
  ],
  [
    'growth at the height of work, when that is over',
    collections(600, (second) => (second < 200 ? 60 : 300), {
      processorShare: (second) => (second >= 200 && second < 300 ? 0.9 : 0.1),
    }),
    [15, 30, 300, 305, 310, 315],
  ],
  [
    'work that leaves no more than there was in its midst, when that is over',
    collections(600, () => 60, { processorShare: (second) => (second >= 200 && second < 300 ? 0.35 : 0.1) }),
    [15, 30, 300, 305, 310, 315],
  ],
  [
    'a little work',
    collections(600, () => 60, { processorShare: (second) => (second >= 200 && second < 210 ? 0.35 : 0.19) }),
    [15, 30],
  ],
  ['nothing while busy', collections(600, (second) => second * 10, { processorShare: () => 0.5 }), []],
  [
    'a few MB more or less are none',
    collections(600, (second) => 60 + (second % 10), { live: (second) => 50 + (second % 10) }),
    [15, 30],
  ],
  [
    'what grows and grows, every quarter of a minute at most',
    collections(160, (second) => second * 20, { live: (second) => second * 20 }),
    [15, 30, 45, 60, 75, 90, 105, 120, 140, 155],
  ],
])('%s', (_what, at, wanted) => {
  expect(at).toEqual(wanted);
});
