import type { HorizontalPodAutoscalerBehavior, HPAScalingRules } from '@kubets/proto-gen/autoscaling/v2';
import { newMemory, stabilize, withScaleEvent, type ScaleMemory, type Wanted } from './stabilize';

const NOW = 10_000_000;
const SECOND = 1000;
const wanted = (more: Partial<Wanted>): Wanted => ({
  current: 5,
  desired: 5,
  min: 1,
  max: 100,
  behavior: undefined,
  downscaleWindowMs: 300 * SECOND,
  nowMs: NOW,
  ...more,
});
/** [replicas, seconds ago] */
const remembering = (
  recommendations: [number, number][],
  more: { ups?: [number, number][]; downs?: [number, number][] } = {},
): ScaleMemory => {
  const events = (pairs: [number, number][] = []) =>
    pairs.map(([change, ago]) => ({ change, atMs: NOW - ago * SECOND }));
  return {
    recommendations: recommendations.map(([replicas, ago]) => ({ replicas, atMs: NOW - ago * SECOND })),
    ups: events(more.ups),
    downs: events(more.downs),
  };
};

describe('as it is by default', () => {
  test.each<[string, Partial<Wanted>, [number, number][], number, string, string | undefined]>([
    ['nothing changes', {}, [], 5, 'ReadyForNewScale', 'DesiredWithinRange'],
    ['at most twice as many', { desired: 30 }, [], 10, 'ReadyForNewScale', 'ScaleUpLimit'],
    ['or four', { current: 1, desired: 30 }, [], 4, 'ReadyForNewScale', 'ScaleUpLimit'],
    ['at most the most', { desired: 30, max: 8 }, [], 8, 'ReadyForNewScale', 'TooManyReplicas'],
    ['at least the fewest', { desired: 1, min: 3 }, [], 3, 'ReadyForNewScale', 'TooFewReplicas'],
    ['not below what was wanted lately', { desired: 2 }, [[4, 100]], 4, 'ScaleDownStabilized', 'DesiredWithinRange'],
    ['but what was wanted long ago', { desired: 2 }, [[4, 301]], 2, 'ReadyForNewScale', 'DesiredWithinRange'],
  ])('%s', (_, more, recommendations, replicas, able, limited) =>
    expect(stabilize(wanted(more), remembering(recommendations))).toMatchObject({
      replicas,
      able: { reason: able },
      limited: { reason: limited },
    }),
  );
});

describe('with rules', () => {
  const up = (rules: HPAScalingRules): HorizontalPodAutoscalerBehavior => ({
    scaleUp: { stabilizationWindowSeconds: 0, selectPolicy: 'Max', ...rules },
    scaleDown: { selectPolicy: 'Max', policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }] },
  });
  const down = (rules: HPAScalingRules): HorizontalPodAutoscalerBehavior => ({
    scaleUp: {
      stabilizationWindowSeconds: 0,
      selectPolicy: 'Max',
      policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }],
    },
    scaleDown: { stabilizationWindowSeconds: 0, selectPolicy: 'Max', ...rules },
  });
  const pods = (value: number, periodSeconds = 60) => ({ type: 'Pods', value, periodSeconds });
  const percent = (value: number, periodSeconds = 60) => ({ type: 'Percent', value, periodSeconds });

  test.each<[string, Partial<Wanted>, ScaleMemory, number, string]>([
    ['four more a minute', { desired: 30, behavior: up({ policies: [pods(4)] }) }, remembering([]), 9, 'ScaleUpLimit'],
    [
      'of which three came already',
      { desired: 30, behavior: up({ policies: [pods(4)] }) },
      remembering([], { ups: [[3, 30]] }),
      6,
      'ScaleUpLimit',
    ],
    [
      'all of them',
      { desired: 30, behavior: up({ policies: [pods(4)] }) },
      remembering([], { ups: [[9, 30]] }),
      5,
      'ScaleUpLimit',
    ],
    [
      'those of longer ago do not count',
      { desired: 30, behavior: up({ policies: [pods(4)] }) },
      remembering([], { ups: [[3, 61]] }),
      9,
      'ScaleUpLimit',
    ],
    [
      'those that went may come back',
      { desired: 30, behavior: up({ policies: [pods(4)] }) },
      remembering([], { downs: [[3, 30]] }),
      12,
      'ScaleUpLimit',
    ],
    [
      'a share, rounded up',
      { desired: 30, behavior: up({ policies: [percent(10)] }) },
      remembering([]),
      6,
      'ScaleUpLimit',
    ],
    [
      'the larger of two',
      { desired: 30, behavior: up({ policies: [percent(10), pods(4)] }) },
      remembering([]),
      9,
      'ScaleUpLimit',
    ],
    [
      'the smaller of two',
      { desired: 30, behavior: up({ selectPolicy: 'Min', policies: [percent(10), pods(4)] }) },
      remembering([]),
      6,
      'ScaleUpLimit',
    ],
    [
      'none at all',
      { desired: 30, behavior: up({ selectPolicy: 'Disabled', policies: [pods(4)] }) },
      remembering([]),
      5,
      'ScaleUpLimit',
    ],
    ['the most', { desired: 30, max: 7, behavior: up({ policies: [pods(4)] }) }, remembering([]), 7, 'TooManyReplicas'],
    ['two fewer', { desired: 1, behavior: down({ policies: [pods(2)] }) }, remembering([]), 3, 'ScaleDownLimit'],
    [
      'a share, cut off',
      { desired: 1, behavior: down({ policies: [percent(50)] }) },
      remembering([]),
      2,
      'ScaleDownLimit',
    ],
    [
      'the larger change of two',
      { desired: 1, behavior: down({ policies: [percent(50), pods(1)] }) },
      remembering([]),
      2,
      'ScaleDownLimit',
    ],
    [
      'the smaller change of two',
      { desired: 1, behavior: down({ selectPolicy: 'Min', policies: [percent(50), pods(1)] }) },
      remembering([]),
      4,
      'ScaleDownLimit',
    ],
    [
      'none at all down',
      { desired: 1, behavior: down({ selectPolicy: 'Disabled', policies: [pods(1)] }) },
      remembering([]),
      5,
      'ScaleDownLimit',
    ],
    [
      'the fewest',
      { desired: 1, min: 4, behavior: down({ policies: [pods(9)] }) },
      remembering([]),
      4,
      'TooFewReplicas',
    ],
  ])('%s', (_, more, memory, replicas, limited) =>
    expect(stabilize(wanted(more), memory)).toMatchObject({ replicas, limited: { reason: limited, isLimited: true } }),
  );

  test.each<[string, Partial<Wanted>, [number, number][], number, string]>([
    [
      'the lowest of the window before going up',
      { desired: 30, behavior: up({ stabilizationWindowSeconds: 60, policies: [percent(1000)] }) },
      [
        [7, 50],
        [6, 61],
      ],
      7,
      'ScaleUpStabilized',
    ],
    [
      'not up at all when fewer were wanted',
      { desired: 30, behavior: up({ stabilizationWindowSeconds: 60, policies: [percent(1000)] }) },
      [[2, 50]],
      5,
      'ScaleUpStabilized',
    ],
    [
      'the highest of the window before going down',
      { desired: 1, behavior: down({ stabilizationWindowSeconds: 60, policies: [percent(100)] }) },
      [
        [3, 50],
        [4, 61],
      ],
      3,
      'ScaleDownStabilized',
    ],
    [
      'the controller’s window where there is none',
      { desired: 1, behavior: up({ policies: [percent(100)] }) },
      [[4, 299]],
      4,
      'ScaleDownStabilized',
    ],
  ])('%s', (_, more, recommendations, replicas, able) =>
    expect(stabilize(wanted(more), remembering(recommendations))).toMatchObject({ replicas, able: { reason: able } }),
  );

  test('what was done is remembered as long as a policy asks for it', () => {
    const behavior = up({ policies: [pods(4, 60)] });
    const once = withScaleEvent(newMemory(5, NOW), { current: 5, desired: 8, behavior, nowMs: NOW });
    expect(once.ups).toEqual([{ change: 3, atMs: NOW }]);
    const later = NOW + 61 * SECOND;
    expect(withScaleEvent(once, { current: 8, desired: 9, behavior, nowMs: later }).ups).toEqual([
      { change: 1, atMs: later },
    ]);
    expect(withScaleEvent(once, { current: 8, desired: 6, behavior, nowMs: later }).downs).toEqual([
      { change: 2, atMs: later },
    ]);
    expect(withScaleEvent(once, { current: 8, desired: 9, behavior: undefined, nowMs: later })).toBe(once);
  });

  test('memory does not grow', () => {
    let memory = newMemory(5, 0);
    const behavior = up({ stabilizationWindowSeconds: 60, policies: [pods(1)] });
    for (let nowMs = 0; nowMs < 10_000 * SECOND; nowMs += 15 * SECOND)
      ({ memory } = stabilize(wanted({ behavior, nowMs }), memory));
    expect(memory.recommendations.length).toBeLessThan(25);
  });
});
