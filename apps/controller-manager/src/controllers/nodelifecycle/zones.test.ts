import { node } from '../../testing/objects';
import { allDisrupted, createEvictionLimiter, evictionRate, zoneStates } from './zones';

const inZone = (zone: string, ...ready: boolean[]) =>
  ready.map((up, i) =>
    node(`${zone}-${i}`, { ready: up ? 'True' : 'Unknown', labels: { 'topology.kubernetes.io/zone': zone } }),
  );

test.each([
  { name: 'all up', nodes: inZone('a', true, true), expected: { ':a': 'Normal' } },
  { name: 'one of two down', nodes: inZone('a', true, false), expected: { ':a': 'Normal' } },
  { name: 'two down are not yet many', nodes: inZone('a', true, false, false), expected: { ':a': 'Normal' } },
  {
    name: 'three of five',
    nodes: inZone('a', true, true, false, false, false),
    expected: { ':a': 'PartialDisruption' },
  },
  { name: 'all down', nodes: inZone('a', false, false), expected: { ':a': 'FullDisruption' } },
  {
    name: 'each zone for itself',
    nodes: [...inZone('a', false), ...inZone('b', true)],
    expected: { ':a': 'FullDisruption', ':b': 'Normal' },
  },
])('zoneStates: $name', ({ nodes, expected }) => expect(Object.fromEntries(zoneStates(nodes, 0.55))).toEqual(expected));

test('only when all zones are dark nothing is believed', () => {
  expect(allDisrupted(zoneStates(inZone('a', false), 0.55))).toBe(true);
  expect(allDisrupted(zoneStates([...inZone('a', false), ...inZone('b', true)], 0.55))).toBe(false);
  expect(allDisrupted(new Map())).toBe(false);
});

const rates = { healthyPerSecond: 0.1, unhealthyPerSecond: 0.01, largeClusterSize: 50 };
test.each([
  ['Normal', 10, 0.1],
  ['FullDisruption', 10, 0.1],
  ['PartialDisruption', 10, 0],
  ['PartialDisruption', 51, 0.01],
] as const)('evictionRate in a zone with %s of %i nodes is %d', (state, size, expected) =>
  expect(evictionRate(state, size, rates)).toBe(expected),
);

test('one node goes at once, the next ones in turn, each zone for itself', () => {
  let nowMs = 0;
  const limiter = createEvictionLimiter(() => nowMs);
  expect(limiter.take('a', 0.1)).toBeUndefined();
  expect(limiter.take('a', 0.1)).toBe(10_000);
  expect(limiter.take('b', 0.1)).toBeUndefined();
  nowMs = 10_000;
  expect(limiter.take('a', 0.1)).toBeUndefined();
  expect(limiter.take('a', 0)).toBe(Infinity);
});
