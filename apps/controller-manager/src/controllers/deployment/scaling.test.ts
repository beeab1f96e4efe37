import { nameOf } from '@kubets/apimachinery';
import { deployment, replicaSet } from '../../testing/objects';
import { DESIRED_REPLICAS, MAX_REPLICAS } from './revision';
import { isScalingEvent, scaleDeployment } from './scaling';

const sized = (name: string, replicas: number, desired: number, max: number, created?: string) =>
  replicaSet(name, {
    spec: { replicas },
    status: { replicas, availableReplicas: replicas },
    annotations: { [DESIRED_REPLICAS]: String(desired), [MAX_REPLICAS]: String(max) },
    created,
  });
const rolling = (replicas: number, maxSurge = 3, paused = false) =>
  deployment({ replicas, paused, strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable: 0 } } });

test.each([
  { name: 'same size', desired: 5, event: false },
  { name: 'scaled up', desired: 3, event: true },
])('isScalingEvent: $name', ({ desired, event }) => {
  expect(isScalingEvent(rolling(5), { newSet: sized('new', 3, desired, 8), oldSets: [] })).toBe(event);
});

test('isScalingEvent ignores sets without pods', () => {
  expect(isScalingEvent(rolling(5), { newSet: undefined, oldSets: [sized('old', 0, 3, 4)] })).toBe(false);
});

test.each([
  {
    name: 'the only active set takes all',
    d: rolling(7),
    newSet: sized('new', 5, 5, 8),
    oldSets: [sized('old', 0, 5, 8)],
    expected: { new: 7 },
  },
  { name: 'none active: the new set', d: rolling(2), newSet: sized('new', 0, 0, 0), oldSets: [], expected: { new: 2 } },
  {
    name: 'none active, no new set: the youngest',
    d: rolling(2),
    newSet: undefined,
    oldSets: [sized('a', 0, 1, 1, '2026-01-01T00:00:00Z'), sized('b', 0, 1, 1, '2026-01-02T00:00:00Z')],
    expected: { b: 2 },
  },
  {
    name: 'in the middle of a rollout both grow by their share',
    d: rolling(20, 3),
    newSet: sized('new', 5, 10, 13),
    oldSets: [sized('old', 8, 10, 13)],
    expected: { new: 9, old: 14 },
  },
  {
    name: 'and shrink by their share, what rounding leaves from the largest',
    d: rolling(5, 3),
    newSet: sized('new', 5, 10, 13),
    oldSets: [sized('old', 8, 10, 13)],
    expected: { new: 3, old: 5 },
  },
  {
    name: 'to zero',
    d: rolling(0, 3),
    newSet: sized('new', 5, 10, 13),
    oldSets: [sized('old', 8, 10, 13)],
    expected: { new: 0, old: 0 },
  },
  {
    name: 'a complete new set: the old ones go',
    d: rolling(5),
    newSet: sized('new', 5, 5, 8),
    oldSets: [sized('old', 2, 5, 8)],
    expected: { old: 0 },
  },
])('scaleDeployment: $name', ({ d, newSet, oldSets, expected }) => {
  const scales = scaleDeployment(d, { newSet, oldSets });
  expect(Object.fromEntries(scales.map((scale) => [nameOf(scale.set), scale.replicas]))).toEqual(expected);
});
