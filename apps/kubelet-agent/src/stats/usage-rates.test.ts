import { createUsageRates } from './usage-rates';

const SECOND = 1e9;

test.each<[string, [timeMs: number, coreSeconds: number][], (number | undefined)[]]>([
  ['nothing is known of the first', [[0, 5]], [undefined]],
  [
    'half a core',
    [
      [0, 5],
      [10_000, 10],
    ],
    [undefined, 5e8],
  ],
  [
    'a short while is no new measurement',
    [
      [0, 0],
      [10_000, 10],
      [11_000, 10],
    ],
    [undefined, 1e9, 1e9],
  ],
  [
    'but is remembered',
    [
      [0, 0],
      [10_000, 10],
      [12_000, 10],
      [20_000, 10],
    ],
    [undefined, 1e9, 1e9, 0],
  ],
  [
    'a counter that began anew',
    [
      [0, 50],
      [10_000, 1],
      [20_000, 2],
    ],
    [undefined, undefined, 1e8],
  ],
  [
    'a clock that was set back',
    [
      [100_000, 5],
      [50_000, 6],
      [60_000, 7],
    ],
    [undefined, undefined, 1e8],
  ],
])('%s', (_, measured, expected) => {
  const rates = createUsageRates();
  expect(
    measured.map(([timeMs, seconds]) => rates.rated('a', { timeMs, coreNanoSeconds: seconds * SECOND }).nanoCores),
  ).toEqual(expected);
});

test('what is no longer measured is forgotten', () => {
  const rates = createUsageRates();
  rates.rated('a', { timeMs: 0, coreNanoSeconds: 0 });
  rates.rated('b', { timeMs: 0, coreNanoSeconds: 0 });
  rates.forgetOthers();
  rates.rated('b', { timeMs: 10_000, coreNanoSeconds: SECOND });
  rates.forgetOthers();
  expect(rates.rated('b', { timeMs: 20_000, coreNanoSeconds: 3 * SECOND }).nanoCores).toBe(2e8);
  expect(rates.rated('a', { timeMs: 20_000, coreNanoSeconds: SECOND }).nanoCores).toBeUndefined();
});
