import { shutdownGroups, shutdownPeriods, type ShutdownConfig } from './shutdown-groups';

const config = (seconds: number, critical: number, byPriority: string[] = []): ShutdownConfig => ({
  shutdownGracePeriodMs: seconds * 1000,
  shutdownGracePeriodCriticalPodsMs: critical * 1000,
  shutdownGracePeriodByPodPriority: byPriority,
});

test.each<[string, ShutdownConfig, string]>([
  ['more for critical pods than for all', config(10, 20), 'cannot be longer than --shutdown-grace-period (10s)'],
  ['for critical pods alone', config(0, 5), 'cannot be longer'],
  ['both ways', config(10, 5, ['0=5']), 'cannot be used with --shutdown-grace-period'],
  ['a priority twice', config(0, 0, ['5=1', '5=2']), '5 is given twice'],
  ['no numbers', config(0, 0, ['high=1']), '"high=1" is not PRIORITY=SECONDS'],
])('refused: %s', (_, input, message) => expect(() => shutdownPeriods(input)).toThrow(message));

test.each<[string, ShutdownConfig, [number, number][]]>([
  ['nothing', config(0, 0), []],
  [
    'two steps',
    config(30, 10),
    [
      [0, 20],
      [2_000_000_000, 10],
    ],
  ],
  [
    'by priority, in order',
    config(0, 0, ['1000=5', '-10=20', '0=10']),
    [
      [-10, 20],
      [0, 10],
      [1000, 5],
    ],
  ],
])('periods: %s', (_, input, expected) =>
  expect(shutdownPeriods(input).map(({ priority, seconds }) => [priority, seconds])).toEqual(expected),
);

test.each<[number | undefined, number]>([
  [undefined, 0],
  [-5, 0],
  [0, 0],
  [999, 0],
  [1000, 1],
  [1001, 1],
  [2_000_000_000, 2],
  [2_000_001_000, 2],
])('a pod of priority %s ends in group %s', (priority, index) => {
  const periods = [0, 1000, 2_000_000_000].map((one) => ({ priority: one, seconds: 1 }));
  const groups = shutdownGroups(periods, [{ spec: { priority } }]);
  expect(groups.map(({ pods }) => pods.length)).toEqual([0, 1, 2].map((one) => (one === index ? 1 : 0)));
});

test('pods below every priority end with the first', () => {
  const groups = shutdownGroups([{ priority: 10, seconds: 1 }], [{ spec: { priority: 1 } }]);
  expect(groups[0]?.pods).toHaveLength(1);
});
