import { nameOf } from '@kubets/apimachinery';
import { deployment, replicaSet } from '../../testing/objects';
import { scaleDownOld, scaleUpNew } from './rolling-update';

const set = (name: string, replicas: number, availableReplicas = replicas, created?: string) =>
  replicaSet(name, { spec: { replicas }, status: { replicas, availableReplicas }, created });
const rolling = (replicas: number, maxSurge: number | string, maxUnavailable: number | string) =>
  deployment({ replicas, strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } } });

test.each([
  { name: 'grows into the surge', d: rolling(10, 3, 0), now: 0, old: 10, replicas: 3 },
  { name: 'waits while there is no room', d: rolling(10, 3, 0), now: 3, old: 10, replicas: undefined },
  { name: 'takes the room of old pods that went', d: rolling(10, 3, 2), now: 3, old: 8, replicas: 5 },
  { name: 'not beyond the desired size', d: rolling(4, '100%', 0), now: 3, old: 0, replicas: 4 },
  { name: 'is complete', d: rolling(4, 1, 0), now: 4, old: 1, replicas: undefined },
  { name: 'shrinks when too large', d: rolling(2, 1, 0), now: 5, old: 0, replicas: 2 },
])('scaleUpNew: $name', ({ d, now, old, replicas }) => {
  expect(scaleUpNew(d, { newSet: set('new', now), oldSets: [set('old', old)] })?.replicas).toBe(replicas);
});

test.each([
  { name: 'nothing old', d: rolling(3, 1, 1), newSet: set('new', 3), oldSets: [set('old', 0)], expected: {} },
  {
    name: 'waits for new pods to become available',
    d: rolling(10, 3, 0),
    newSet: set('new', 3, 0),
    oldSets: [set('old', 10)],
    expected: {},
  },
  {
    name: 'one old pod for each new one',
    d: rolling(10, 3, 0),
    newSet: set('new', 3, 2),
    oldSets: [set('old', 10)],
    expected: { old: 8 },
  },
  {
    name: 'as many as may be unavailable',
    d: rolling(10, 0, 4),
    newSet: set('new', 0),
    oldSets: [set('old', 10)],
    expected: { old: 6 },
  },
  {
    name: 'unhealthy old pods first',
    d: rolling(10, 0, 2),
    newSet: set('new', 0),
    oldSets: [set('sick', 2, 0), set('well', 8, 8)],
    expected: { sick: 0 },
  },
  {
    name: 'the oldest set first',
    d: rolling(4, 4, 0),
    newSet: set('new', 4, 2),
    oldSets: [set('b', 2, 2, '2026-01-01T00:01:00Z'), set('a', 2, 2, '2026-01-01T00:00:00Z')],
    expected: { a: 0 },
  },
  {
    name: 'what is on its way out is not there to be counted on',
    d: rolling(4, 1, 1),
    newSet: set('new', 3, 2),
    oldSets: [set('old', 2, 3)],
    expected: { old: 1 },
  },
  {
    name: 'the rest when the new set is complete',
    d: rolling(2, 1, 0),
    newSet: set('new', 2),
    oldSets: [set('old', 1)],
    expected: { old: 0 },
  },
])('scaleDownOld: $name', ({ d, newSet, oldSets, expected }) => {
  const scales = scaleDownOld(d, { newSet, oldSets });
  expect(Object.fromEntries(scales.map((scale) => [nameOf(scale.set), scale.replicas]))).toEqual(expected);
});
