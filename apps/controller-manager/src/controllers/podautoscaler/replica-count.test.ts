import type { Pod } from '@kubets/proto-gen/core/v1';
import type { PodMetrics } from './pod-groups';
import { byAverage, byRatio, byShare, byUtilization, type PodFigures } from './replica-count';

const NOW = new Date('2026-01-01T01:00:00Z');
const OLD = '2026-01-01T00:00:00Z';
const RECENT = '2026-01-01T00:59:00Z';
const tolerances = { scaleDown: 0.1, scaleUp: 0.1 };
const readiness = { now: NOW, cpuInitializationPeriodMs: 300_000, initialReadinessDelayMs: 30_000 };

type Readiness = 'ready' | 'unready' | 'pending' | 'failed' | 'going' | 'starting' | 'never ready' | 'fell out';

function pod(name: string, how: Readiness): Pod {
  const condition = (status: string, lastTransitionTime: string) => [{ type: 'Ready', status, lastTransitionTime }];
  const running = (startTime: string, status: string, changed = startTime): Pod['status'] => ({
    phase: 'Running',
    startTime,
    conditions: condition(status, changed),
  });
  const metadata = { name, ...(how === 'going' ? { deletionTimestamp: OLD } : {}) };
  const statuses: Record<Readiness, Pod['status']> = {
    ready: running(OLD, 'True'),
    going: running(OLD, 'True'),
    pending: { phase: 'Pending' },
    failed: { phase: 'Failed' },
    // Within five minutes of its start it is asked to be ready.
    unready: running(RECENT, 'False'),
    starting: running(RECENT, 'True', '2026-01-01T00:59:50Z'),
    'never ready': running(OLD, 'False'),
    // It was ready once, and its work counts although it is not now.
    'fell out': running(OLD, 'False', RECENT),
  };
  return { metadata, status: statuses[how] };
}

/** Values in the order of the pods; undefined where there is none. */
const figures = (pods: Readiness[], values: (number | undefined)[], more: Partial<PodFigures> = {}): PodFigures => ({
  pods: pods.map((how, index) => pod(`p${index}`, how)),
  metrics: new Map(
    values.flatMap((value, index) =>
      value === undefined
        ? []
        : [[`p${index}`, { value, timestampMs: Date.parse('2026-01-01T00:59:55Z'), windowMs: 15_000 }] as const],
    ),
  ) as PodMetrics,
  resource: 'cpu',
  currentReplicas: pods.length,
  tolerances,
  readiness,
  ...more,
});
const requests = (count: number, each = 1000) =>
  new Map(Array.from({ length: count }, (_, index) => [`p${index}`, each]));
const three: Readiness[] = ['ready', 'ready', 'ready'];

test.each<[string, Readiness[], (number | undefined)[], number, number, number]>([
  ['more than is wanted', three, [300, 500, 700], 30, 5, 50],
  ['less', three, [100, 100, 100], 50, 1, 10],
  ['about what is wanted', three, [510, 520, 530], 50, 3, 52],
  ['just beyond the tolerance', three, [560, 560, 560], 50, 4, 56],
  ['more, and one does not run yet', ['ready', 'ready', 'pending'], [900, 900, undefined], 50, 4, 90],
  ['more, but with one that starts it is enough', ['ready', 'ready', 'unready'], [700, 700, 900], 50, 3, 70],
  ['measured before it was ready', ['ready', 'ready', 'starting'], [700, 700, 900], 50, 3, 70],
  ['never ready', ['ready', 'ready', 'never ready'], [700, 700, 900], 50, 3, 70],
  ['ready once', ['ready', 'ready', 'fell out'], [700, 700, 700], 50, 5, 70],
  ['less, and one is not measured: as if it used all', three, [100, 100, undefined], 50, 3, 10],
  ['less still', three, [1, 1, undefined], 80, 2, 0],
  ['more, and one is not measured: as if it used nothing', three, [900, 900, undefined], 50, 4, 90],
  ['failed and going ones count for nothing', ['ready', 'failed', 'going'], [900, 900, 900], 50, 2, 90],
])('share of the requested: %s', (_, pods, values, target, replicas, utilization) =>
  expect(byUtilization(figures(pods, values), requests(pods.length), target)).toMatchObject({ replicas, utilization }),
);

test.each<[string, Readiness[], (number | undefined)[], number, number, number]>([
  ['more than is wanted', three, [20_000, 10_000, 10_000], 6_000, 7, 13_333],
  ['less', three, [2_000, 2_000, 2_000], 6_000, 1, 2_000],
  ['less, and one is not measured: as if it were on target', three, [2_000, 2_000, undefined], 6_000, 2, 2_000],
  ['unready ones count, where it is not CPU', ['ready', 'unready'], [12_000, 12_000], 6_000, 4, 12_000],
])('average: %s', (_, pods, values, target, replicas, usage) =>
  expect(byAverage(figures(pods, values, { resource: '' }), target)).toMatchObject({ replicas, usage }),
);

test.each<[string, () => unknown, string]>([
  ['no pods', () => byAverage(figures([], []), 1), 'no pods returned by selector while calculating replica count'],
  [
    'no figures',
    () => byAverage(figures(['pending'], []), 1),
    'did not receive metrics for targeted pods (pods might be unready)',
  ],
  [
    'figures of other pods',
    () => byUtilization(figures(three, [1, 1, 1]), new Map(), 50),
    'no metrics returned matched known pods',
  ],
])('nothing can be said of %s', (_, count, message) => expect(count).toThrow(message));

test.each<[number, number, number, number]>([
  [20_000, 10_000, 3, 6],
  [10_500, 10_000, 3, 3],
  [1_000, 10_000, 3, 1],
  [25_000, 10_000, 0, 3],
  [0, 10_000, 0, 0],
  [Number.MAX_SAFE_INTEGER, 1, 3, 2 ** 31 - 1],
])('a figure of %i where %i is wanted and %i run: %i', (usage, target, currentReplicas, replicas) =>
  expect(
    byRatio(
      { usage, target, currentReplicas, tolerances },
      three.map((how, n) => pod(`p${n}`, how)),
    ),
  ).toEqual({
    replicas,
    usage,
  }),
);

test.each<[number, number, number, number, number]>([
  [20_000, 10_000, 1, 2, 20_000],
  [20_500, 10_000, 2, 2, 10_250],
  [90_000, 10_000, 2, 9, 45_000],
  [0, 10_000, 2, 0, 0],
  [30_000, 10_000, 0, 3, 30_000],
])('%i shared at %i each by %i: %i', (usage, target, currentReplicas, replicas, each) =>
  expect(byShare({ usage, target, currentReplicas, tolerances })).toEqual({ replicas, usage: each }),
);
