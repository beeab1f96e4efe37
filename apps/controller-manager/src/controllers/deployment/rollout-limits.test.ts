import { deployment } from '../../testing/objects';
import { scaledValue } from '../../pods/scaled-value';
import { rolloutLimits } from './rollout-limits';

test.each([
  ['25%', 10, 'up', 3],
  ['25%', 10, 'down', 2],
  ['0%', 10, 'up', 0],
  ['100%', 3, 'down', 3],
  [4, 10, 'up', 4],
] as const)('scaledValue(%s of %s, %s) is %s', (value, total, round, expected) => {
  expect(scaledValue(value, total, round)).toBe(expected);
});

test('scaledValue refuses what is neither number nor percentage', () => {
  expect(() => scaledValue('many', 1, 'up')).toThrow('"many" is neither a number nor a percentage such as 25%');
});

test.each([
  {
    name: 'defaults of a quarter',
    replicas: 10,
    surge: undefined,
    unavailable: undefined,
    expected: { maxSurge: 3, maxUnavailable: 2 },
  },
  {
    name: 'small Deployments only surge',
    replicas: 2,
    surge: '25%',
    unavailable: '25%',
    expected: { maxSurge: 1, maxUnavailable: 0 },
  },
  {
    name: 'both zero: one may be unavailable',
    replicas: 5,
    surge: 0,
    unavailable: '10%',
    expected: { maxSurge: 0, maxUnavailable: 1 },
  },
  {
    name: 'not more unavailable than there are',
    replicas: 2,
    surge: 0,
    unavailable: 5,
    expected: { maxSurge: 0, maxUnavailable: 2 },
  },
  { name: 'scaled to zero', replicas: 0, surge: 1, unavailable: 1, expected: { maxSurge: 1, maxUnavailable: 0 } },
])('rolloutLimits: $name', ({ replicas, surge, unavailable, expected }) => {
  const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: surge, maxUnavailable: unavailable } };
  expect(rolloutLimits(deployment({ replicas, strategy }))).toEqual(expected);
});

test('Recreate has no limits to keep', () => {
  expect(rolloutLimits(deployment({ strategy: { type: 'Recreate' } }))).toEqual({ maxSurge: 0, maxUnavailable: 0 });
});
