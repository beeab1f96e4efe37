import type { Endpoint, EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import { packEndpoints } from './pack-endpoints';

const endpoint = (n: number, ready = true): Endpoint => ({
  addresses: [`10.244.0.${n}`],
  conditions: { ready },
  targetRef: { kind: 'Pod', uid: `uid-${n}` },
});
const range = (from: number, to: number): Endpoint[] => Array.from({ length: to - from }, (_, i) => endpoint(from + i));
const slice = (name: string, endpoints: Endpoint[]): EndpointSlice => ({ metadata: { name }, endpoints });

/** name:count of each slice, new ones as "new", changed ones with a star. */
const shape = (existing: EndpointSlice[], desired: Endpoint[], max: number): string[] =>
  packEndpoints(existing, desired, max)
    .map(({ slice: of, endpoints }) => {
      const changed = of && JSON.stringify(of.endpoints) !== JSON.stringify(endpoints);
      return `${of?.metadata?.name ?? 'new'}${changed ? '*' : ''}:${endpoints.length}`;
    })
    .sort();

test.each([
  { name: 'nothing', existing: [], desired: [], expected: [] },
  {
    name: 'all new, in slices of at most 5',
    existing: [],
    desired: range(0, 12),
    expected: ['new:2', 'new:5', 'new:5'],
  },
  { name: 'nothing changes', existing: [slice('a', range(0, 3))], desired: range(0, 3), expected: ['a:3'] },
  {
    name: 'one more goes where there is room',
    existing: [slice('a', range(0, 3))],
    desired: range(0, 4),
    expected: ['a*:4'],
  },
  {
    name: 'the fullest slice that has room is taken',
    existing: [slice('a', range(0, 2)), slice('b', range(2, 6))],
    desired: range(0, 7),
    expected: ['a:2', 'b*:5'],
  },
  {
    name: 'a slice that changes anyway is filled first',
    existing: [slice('a', range(0, 4)), slice('b', range(4, 7))],
    desired: [...range(0, 4), ...range(5, 8)],
    expected: ['a:4', 'b*:3'],
  },
  {
    name: 'too many for any one slice: a new one',
    existing: [slice('a', range(0, 3)), slice('b', range(3, 6))],
    desired: range(0, 9),
    expected: ['a:3', 'b:3', 'new:3'],
  },
  {
    name: 'a slice without endpoints is not kept',
    existing: [slice('a', range(0, 3)), slice('b', range(3, 5))],
    desired: range(0, 3),
    expected: ['a:3'],
  },
  {
    name: 'a pod that became unready stays in its slice',
    existing: [slice('a', range(0, 3))],
    desired: [endpoint(0, false), ...range(1, 3)],
    expected: ['a*:3'],
  },
  {
    name: 'duplicates across slices are put right',
    existing: [slice('a', range(0, 2)), slice('b', range(0, 2))],
    desired: range(0, 2),
    expected: ['a:2'],
  },
])('$name', ({ existing, desired, expected }) => {
  expect(shape(existing, desired, 5)).toEqual(expected);
});

test('hints alone do not make a slice count as changed', () => {
  const hinted = slice('a', [{ ...endpoint(1), hints: { forZones: [{ name: 'z1' }] } }]);
  expect(
    packEndpoints([hinted, slice('b', range(2, 5))], [endpoint(1), ...range(2, 6)], 5).find(
      ({ slice: of }) => of === hinted,
    )?.endpoints,
  ).toHaveLength(1);
});

const addresses = (existing: EndpointSlice[], desired: Endpoint[]) =>
  packEndpoints(existing, desired, 5).map(({ endpoints }) => endpoints.map((one) => one.addresses?.[0]?.split('.')[3]));

test('what is written is by address, and what is not stays as it is', () => {
  expect(addresses([], [endpoint(3), endpoint(1), endpoint(2)])).toEqual([['1', '2', '3']]);
  // One more in a slice that changes anyway, in one with room, and in none.
  expect(addresses([slice('a', [endpoint(4), endpoint(2)])], [endpoint(2), endpoint(3)])).toEqual([['2', '3']]);
  expect(addresses([slice('a', [endpoint(4), endpoint(2)])], range(2, 5))).toEqual([['2', '3', '4']]);
  expect(addresses([slice('a', [endpoint(4), endpoint(2)])], [endpoint(2), endpoint(4)])).toEqual([['4', '2']]);
});
